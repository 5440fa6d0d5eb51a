/** One path, query or header parameter of an operation. */
export interface OperationParameter {
  /** The parameter's name on the wire, for example `modelIdentifier` or `X-Amzn-Bedrock-Trace`. */
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  /** What its value is, where it is not text; a list in a query repeats its name. */
  readonly type?: "integer" | "number" | "boolean" | "array";
}

/** A response header that the success response of an operation declares. */
export interface OperationHeader {
  readonly name: string;
  readonly required: boolean;
  /** What its value is, where it is not text. */
  readonly type?: "integer";
}

/** The members that carry the pages of a paginated list operation. */
export interface OperationPagination {
  /** The query parameter that takes the token. */
  readonly input: string;
  /** The member of the response that holds the next token. */
  readonly output: string;
  /** The query parameter that limits the size of a page; absent where the service alone decides it. */
  readonly limit?: string;
  /** The member of the response that holds the items. */
  readonly items: string;
}

/** Where a request says its model, and where it holds the input of the model, as JSON pointers. */
export interface OperationModelInput {
  readonly modelId: string;
  /** The input, which is of a format. */
  readonly input: string;
}

/** How one operation looks on the wire. */
export interface Operation {
  /** Its name, AWS's where there is one, for example `ListFoundationModels`. */
  readonly name: string;
  readonly api: "management" | "runtime" | "gateway" | "responses" | "messages";
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** What every path of the api begins with by default, for example `/api/v1`; absent where that is nothing. */
  readonly basePath?: string;
  /** The path with labels in braces, for example `/foundation-models/{modelIdentifier}`. */
  readonly path: string;
  readonly successStatus: number;
  readonly parameters: readonly OperationParameter[];
  readonly requestBody: "none" | "optional" | "required";
  /** Present where the bodies are those of a format, which model and body decide. */
  readonly hasFormat?: true;
  /** Present where a part of the request is of a format, which the model decides. */
  readonly modelInput?: OperationModelInput;
  /** Present where it changes something in the account. */
  readonly writes?: true;
  /** Present on the operation of an api by which to learn whether a server checks who calls: it answers anybody else. */
  readonly isProbe?: true;
  /** Present where every real response has some members, though the service model requires none of them. */
  readonly expects?: true;
  /** The member of the body by which a repeated request is known, for SDKs to fill; absent where there is none. */
  readonly token?: string;
  /** The places in the request of what must exist in the account, as JSON pointers, by a name for each. */
  readonly resources?: Readonly<Record<string, string>>;
  /**
   * The HTTP status of each exception that the operation declares, by the exception's name; empty where errors go by
   * their status.
   */
  readonly errors: Readonly<Record<string, number>>;
  /** The headers of the success response. */
  readonly responseHeaders: readonly OperationHeader[];
  /** The media type of the success response. */
  readonly responseMediaType: string;
  /** The media type of the success response where the request asks for a stream; absent where it cannot ask. */
  readonly streamMediaType?: string;
  /** Present on paginated list operations only. */
  readonly pagination?: OperationPagination;
}
