/** A schema that the compiler refuses: which one, where in it, and why. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  /** The definition's name, or the URI of its document. */
  readonly schema: string;
  /** JSON pointer from the document's root. */
  readonly pointer: string;
  readonly reason: string;

  constructor(at: { readonly schema: string; readonly pointer: string }, reason: string) {
    super(`schema ${at.schema}${at.pointer === "" ? "" : ` at ${at.pointer}`}: ${reason}`);
    this.schema = at.schema;
    this.pointer = at.pointer;
    this.reason = reason;
  }
}
