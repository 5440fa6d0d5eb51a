/** What the specs know of an operation's responses as a whole, beside the schemas of their bodies. Places are JSON pointers; `*` stands for each element. */
export interface OperationBindings {
  /** What counts tokens or time, numbers or objects that hold nothing else: in the body, or in each chunk of a stream. */
  readonly counts?: readonly string[];
}

/** The bindings of each operation, by its name. */
export const bindings: Readonly<Record<string, OperationBindings>> = {
  InvokeModelWithResponseStream: { counts: ["/amazon-bedrock-invocationMetrics"] },
  CreateEmbedding: { counts: ["/usage"] },
};

/** What is known of an operation; nothing of one that is not listed. */
export function bindingsOf(operation: string): OperationBindings {
  return bindings[operation] ?? {};
}
