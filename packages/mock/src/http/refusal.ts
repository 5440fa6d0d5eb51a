import { type ErrorMessageName, errorMessage, type MessageValues } from "@bedrock-contract/wire";

/** What a refusal has beyond its exception, status and message. */
export interface RefusalOptions {
  /** Headers beyond those of every error. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body. Default: the message as its only member, `message`. */
  readonly body?: unknown;
}

/** Why the mock refuses a request: an exception of AWS, its HTTP status and its message. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** The exception's name, for example `ValidationException`. */
  readonly errorType: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;

  constructor(errorType: string, status: number, message: string, { headers = {}, body }: RefusalOptions = {}) {
    super(message);
    this.errorType = errorType;
    this.status = status;
    this.headers = headers;
    this.body = body ?? { message };
  }

  /** The refusal that real Bedrock words in this way. */
  static inWords(name: ErrorMessageName, values: MessageValues = {}): Refusal {
    const { error, status, member, text } = errorMessage(name, values);
    return new Refusal(error, status, text, { body: { [member]: text } });
  }

  /**
   * The refusal that anything caught stands for: a refusal itself, all else is a fault of the mock and an
   * InternalServerException.
   */
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
