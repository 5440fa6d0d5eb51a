/** Why the mock refuses a request: an exception of AWS, its HTTP status and its message. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** The exception's name, for example `ValidationException`. */
  readonly errorType: string;
  readonly status: number;
  /** Headers that the response has beyond those of every error. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(errorType: string, status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.errorType = errorType;
    this.status = status;
    this.headers = headers;
  }

  /** The refusal that anything caught stands for: a refusal itself, all else is a fault of the mock and an InternalServerException. */
  static from(reason: unknown): Refusal {
    if (reason instanceof Refusal) {
      return reason;
    }
    const message = reason instanceof Error ? reason.message : String(reason);
    return new Refusal("InternalServerException", 500, `The mock failed: ${message}`);
  }
}

/** A ValidationException with status 400, by far the most frequent refusal. */
export function invalid(message: string): Refusal {
  return new Refusal("ValidationException", 400, message);
}
