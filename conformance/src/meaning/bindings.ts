/** What the specs know of an operation's responses as a whole, beside the schemas of their bodies. Places are JSON pointers; `*` stands for each element. */
export interface OperationBindings {
  /** What counts tokens or time, numbers or objects that hold nothing else: in the body, or in each chunk of a stream. */
  readonly counts?: readonly string[];
  /** Lists whose elements say their own place. */
  readonly indexed?: readonly IndexedList[];
}

/** A list whose elements say their own place. */
export interface IndexedList {
  readonly list: string;
  /** The place's number, from the element. */
  readonly index: string;
}

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

/** The bindings of each operation, by its name. */
const operations: Readonly<Record<string, OperationBindings>> = {
  InvokeModelWithResponseStream: { counts: ["/amazon-bedrock-invocationMetrics"] },
  CreateEmbedding: { counts: ["/usage"], indexed: [{ list: "/data", index: "/index" }] },
};

/** The bindings of each format, by its id. */
const formats: Readonly<Record<string, FormatBindings>> = {
  "claude-text-completion": { silentTokens: 3 },
  "openai-completion": { streamId: "/id", stopIsShown: "/include_stop_str_in_output", stopsAfter: "/min_tokens" },
  "openai-chat-completion": {
    streamId: "/id",
    toolCallId: "/id",
    stopIsShown: "/include_stop_str_in_output",
    stopsAfter: "/min_tokens",
  },
};

/** What is known of an operation; nothing of one that is not listed. */
export function bindingsOf(operation: string): OperationBindings {
  return operations[operation] ?? {};
}

/** What is known of a format; nothing of one that is not listed. */
export function formatBindingsOf(format: string | undefined): FormatBindings {
  return format === undefined ? {} : (formats[format] ?? {});
}
