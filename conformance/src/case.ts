import type { ApiName } from "@bedrock-contract/wire";
/** What a response must look like for its case to pass. */
export interface CaseExpectation {
  /** The statuses that conform; more than one if the service may respond with either. */
  readonly status: readonly number[];
  /** The exceptions that conform, for an error. */
  readonly errorTypes?: readonly string[];
  /** The member or parameter that the error's message should name. */
  readonly names?: string;
  /** The body that a deterministic target responds with; for a stream, the list of its decoded chunks. */
  readonly body?: unknown;
  /** The exception that ends the stream after its chunks. */
  readonly streamException?: StreamException;
  /** The response headers that a deterministic target sends. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An exception inside a stream that began with a success. */
export interface StreamException {
  /** As `:exception-type` names it, such as `throttlingException`. */
  readonly type: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** Where a case comes from. */
export interface CaseSource {
  /** Title of the document that shows the exchange, or states the rule. */
  readonly document?: string;
  readonly url?: string;
  readonly section?: string;
  /** What was changed or added to what the document shows, and why. */
  readonly edits?: readonly string[];
  /** Present when the document shows only the request. */
  readonly response?: "authored";
}

/** The request and the example that are asked of a target with the feature `scripted-errors`. */
export interface CasePreference {
  readonly code: number;
  readonly example: string;
}

/** The model that a request names, where no format says which. A manifest may name another one. */
export interface CaseModel {
  /** What it must be able to do, such as `chat` or `embedding`; absent where no manifest names it. */
  readonly role?: string;
  /** The path parameter that names it. */
  readonly parameter?: string;
  /** The member of the body that names it, as a JSON pointer. */
  readonly member?: string;
  /** The member that asks for a number of dimensions, which depends on the model. */
  readonly dimensions?: string;
  /** The operation that lists models, and where their ids stand in its response. */
  readonly listedBy?: { readonly operation: string; readonly members: readonly string[] };
}

/** What is known of a case before its request is read: enough to choose it. */
export interface CaseHead {
  /** Stable id, such as `management/GetFoundationModel/by-id`. */
  readonly id: string;
  readonly operation: string;
  readonly api: ApiName;
  /** The format of the bodies; absent where the operation has no format. */
  readonly format?: string;
  /** One sentence. */
  readonly summary: string;
  readonly kind: "documented" | "authored" | "negative";
  /** Features that a target must offer. */
  readonly requires: readonly string[];
  readonly model?: CaseModel;
  /** What is wrong with the authentication of the request, such as `wrong-key`; the request itself is right. */
  readonly authentication?: string;
  /** The date since when it is required; absent where it belongs to no set of requirements. */
  readonly since?: string;
  /** The side of an exchange that it judges. Default: `server`. */
  readonly appliesTo?: "server" | "client" | "both";
  /** What is sent before it; absent where it needs nothing else. */
  readonly after?: CaseBefore;
  /**
   * Until when the request is sent again: until the last page, each time with the token of the page before, or until
   * what it shows has come to an end. Default: it is sent once.
   */
  readonly again?: "pages" | "end";
  /** The keyword of the specs that the request breaks, where the case follows from that alone; absent for others. */
  readonly constraint?: string;
  readonly expect: Pick<CaseExpectation, "status">;
}

/**
 * The case that is sent before another, and what of it the other is about. A place is a JSON pointer in its response;
 * behind `request`, in its request; `?name` is a parameter of it.
 */
export interface CaseBefore {
  /** The id of the case. */
  readonly case: string;
  /** How often it is sent, each time with names of its own. Default: once. */
  readonly times?: number;
  /** Parameters of the other, with the places of their values. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Members of the request of the other, as JSON pointers, with the places of their values. */
  readonly request?: Readonly<Record<string, string>>;
  /** Places in the response of the other, with the places of what must stand there. */
  readonly finds?: Readonly<Record<string, string>>;
}

/** One exchange with a stable id: what to send, and what to expect. Pure data. */
export interface Case extends CaseHead {
  /** The media type of the response, if it is a stream because the request asks for one. */
  readonly mediaType?: string;
  readonly source: CaseSource;
  /** The file that the case is written in, from the repository's root. */
  readonly file: string;
  /** Path, query and header parameters by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The JSON value to send. */
  readonly body?: unknown;
  /** Instead of `body`: the exact text to send. */
  readonly rawBody?: string;
  /** The id of the valid case that this one is one change away from. */
  readonly twin?: string;
  /** Sent as `Prefer`, only to targets that offer scripted errors. */
  readonly prefer?: CasePreference;
  /** The key of the example, for deterministic targets. */
  readonly example?: string;
  /** What must stand at places in the response, each value once, since it was created or changed just before. */
  readonly sought?: Readonly<Record<string, readonly unknown[]>>;
  readonly expect: CaseExpectation;
}
