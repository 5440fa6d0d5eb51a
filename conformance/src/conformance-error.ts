/**
 * Why a run could not begin or go on. `usage` and `nothing-selected` are the caller's, `unreachable` is the target's.
 */
export type ConformanceErrorCode = "usage" | "nothing-selected" | "unreachable";

/** What stops a run before there are results. Its message says what was expected. */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError";
  readonly code: ConformanceErrorCode;

  constructor(code: ConformanceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /**
   * Turns anything caught into a ConformanceError: one stays as it is, anything else becomes `code` with its own
   * message.
   */
  static from(reason: unknown, code: ConformanceErrorCode): ConformanceError {
    if (reason instanceof ConformanceError) {
      return reason;
    }
    const message = reason instanceof Error ? reason.message : String(reason);
    return new ConformanceError(code, message, { cause: reason });
  }
}
