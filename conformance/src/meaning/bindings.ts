/** What the specs know of an operation's responses as a whole, beside the schemas of their bodies. Places are JSON pointers; `*` stands for each element. */
export interface OperationBindings {
  /** What counts tokens or time, numbers or objects that hold nothing else: in the body, or in each chunk of a stream. */
  readonly counts?: readonly string[];
  /** Lists whose elements say their own place. */
  readonly indexed?: readonly IndexedList[];
  /** Members that the service model calls optional, and that every real response has. */
  readonly expected?: readonly string[];
  /** The list that the parameters choose from. */
  readonly items?: string;
  /** What each parameter of the request binds in the response. */
  readonly parameters?: Readonly<Record<string, ParameterBinding>>;
}

/** A list whose elements say their own place. */
export interface IndexedList {
  readonly list: string;
  /** The place's number, from the element. */
  readonly index: string;
}

/**
 * What a parameter binds. Members are pointers from the item, for `identity` from the body. One that an item lacks
 * binds nothing.
 */
export type ParameterBinding =
  /** One of the members is the identifier, as it is or as the end of an ARN; with `every` each of them is. */
  | { readonly how: "identity"; readonly members: readonly string[]; readonly every?: boolean }
  /** The member is the value; case does not matter where `ignoresCase` says so. */
  | { readonly how: "equals"; readonly members: readonly string[]; readonly ignoresCase?: boolean }
  /** One of the members is the ARN of the model, perhaps with the id of a customization behind it. */
  | { readonly how: "model"; readonly members: readonly string[] }
  /** The member holds the value, whatever its case. */
  | { readonly how: "contains"; readonly members: readonly string[] }
  /** The member is a list in which the value stands. */
  | { readonly how: "includes"; readonly members: readonly string[] }
  /** The member is a time that is not before, or not after, the value. */
  | { readonly how: "from" | "until"; readonly members: readonly string[] }
  /** There are no more items than the value. */
  | { readonly how: "atMost" }
  /** The items stand in the order of their members, `Ascending` or `Descending` as the value says. */
  | { readonly how: "order"; readonly members: readonly string[] };

/** What the specs know of a format's responses, beside `x-bedrock-format`. */
export interface FormatBindings {
  /** What is the same in every chunk of a stream. */
  readonly streamId?: string;
  /** The identifier of a tool call, from the call. */
  readonly toolCallId?: string;
  /** What of the request, where it is true, makes a text end with the stop sequence that ended it. */
  readonly stopIsShown?: string;
  /** What of the request says how many tokens come before any stop sequence counts. */
  readonly stopsAfter?: string;
  /** The most tokens that are counted where the model says nothing. Default: 1, the token that ends a response. */
  readonly silentTokens?: number;
}

/** Members of a foundation model that every recorded summary has, of 743 in 9 responses of 2024 to 2026. */
const FOUNDATION_MODEL = [
  "modelName",
  "providerName",
  "inputModalities",
  "outputModalities",
  "customizationsSupported",
  "inferenceTypesSupported",
];

const PAGES: Readonly<Record<string, ParameterBinding>> = {
  creationTimeAfter: { how: "from", members: ["/creationTime"] },
  creationTimeBefore: { how: "until", members: ["/creationTime"] },
  maxResults: { how: "atMost" },
  sortOrder: { how: "order", members: ["/creationTime"] },
};

/** The bindings of each operation, by its name. */
const operations: Readonly<Record<string, OperationBindings>> = {
  ListFoundationModels: {
    expected: ["/modelSummaries", ...FOUNDATION_MODEL.map((name) => `/modelSummaries/*/${name}`)],
    items: "/modelSummaries/*",
    parameters: {
      byProvider: { how: "equals", members: ["/providerName"], ignoresCase: true },
      byCustomizationType: { how: "includes", members: ["/customizationsSupported"] },
      byOutputModality: { how: "includes", members: ["/outputModalities"] },
      byInferenceType: { how: "includes", members: ["/inferenceTypesSupported"] },
    },
  },
  GetFoundationModel: {
    expected: ["/modelDetails", ...FOUNDATION_MODEL.map((name) => `/modelDetails/${name}`)],
    parameters: {
      modelIdentifier: { how: "identity", members: ["/modelDetails/modelId", "/modelDetails/modelArn"], every: true },
    },
  },
  ListCustomModels: {
    expected: ["/modelSummaries"],
    items: "/modelSummaries/*",
    parameters: {
      ...PAGES,
      nameContains: { how: "contains", members: ["/modelName"] },
      baseModelArnEquals: { how: "model", members: ["/baseModelArn"] },
      modelStatus: { how: "equals", members: ["/modelStatus"] },
    },
  },
  ListModelCustomizationJobs: {
    expected: ["/modelCustomizationJobSummaries"],
    items: "/modelCustomizationJobSummaries/*",
    parameters: {
      ...PAGES,
      nameContains: { how: "contains", members: ["/jobName"] },
      statusEquals: { how: "equals", members: ["/status"] },
    },
  },
  GetModelCustomizationJob: {
    expected: ["/status", "/lastModifiedTime"],
    parameters: { jobIdentifier: { how: "identity", members: ["/jobName", "/jobArn"] } },
  },
  ListProvisionedModelThroughputs: {
    expected: ["/provisionedModelSummaries"],
    items: "/provisionedModelSummaries/*",
    parameters: {
      ...PAGES,
      nameContains: { how: "contains", members: ["/provisionedModelName"] },
      statusEquals: { how: "equals", members: ["/status"] },
      modelArnEquals: { how: "model", members: ["/modelArn", "/desiredModelArn"] },
    },
  },
  InvokeModelWithResponseStream: { counts: ["/amazon-bedrock-invocationMetrics"] },
  CreateEmbedding: { counts: ["/usage"], indexed: [{ list: "/data", index: "/index" }] },
  GetModel: { parameters: { id: { how: "identity", members: ["/id"] } } },
};

/** What is known of an operation; nothing of one that is not listed. */
export function bindingsOf(operation: string): OperationBindings {
  return operations[operation] ?? {};
}
