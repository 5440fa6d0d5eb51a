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

/** The bindings of each operation, by its name. */
const operations: Readonly<Record<string, OperationBindings>> = {
  InvokeModelWithResponseStream: { counts: ["/amazon-bedrock-invocationMetrics"] },
  CreateEmbedding: { counts: ["/usage"], indexed: [{ list: "/data", index: "/index" }] },
};

/** What is known of an operation; nothing of one that is not listed. */
export function bindingsOf(operation: string): OperationBindings {
  return operations[operation] ?? {};
}
