import { printableLine } from "@bedrock-contract/wire/printable";
import type { BedrockErrorIssue, BedrockErrorOptions } from "./bedrock-error-options.ts";
import { describeReason } from "./describe-reason.ts";
import { redactCause, redactSecrets, withoutSecrets } from "./redact-secrets.ts";

/**
 * Anything that failed between the caller and Amazon Bedrock. Its message explains a log line by itself, code first:
 * `[ThrottlingException] ListCustomModels: Too many requests (HTTP 429, request 4a1b…)`. It is one line, and holds no
 * secret that the request was sent with, whatever the server says; nor do the other fields.
 */
export class BedrockError extends Error {
  override readonly name = "BedrockError";
  /**
   * The exception's bare name as Amazon Bedrock sent it, such as `ThrottlingException`, or a {@link LocalErrorCode}.
   */
  readonly code: string;
  /** The HTTP status of the response; undefined where none arrived. */
  readonly status: number | undefined;
  /** The operation that failed, such as `GetFoundationModel`. */
  readonly operation: string | undefined;
  /** The id that Amazon Bedrock gave the request, to quote to AWS support. */
  readonly requestId: string | undefined;
  /** The faults of the body, where the body was at fault; else empty. */
  readonly issues: readonly BedrockErrorIssue[];
  /**
   * What the exception says beyond its message: `originalStatusCode` and `resourceName` of a ModelErrorException, for
   * example.
   */
  readonly members: Readonly<Record<string, unknown>>;
  /** The index, from 0, of the chunk at fault in a stream; undefined where none is. */
  readonly chunkIndex: number | undefined;

  constructor(options: BedrockErrorOptions) {
    super(shown(messageOf(options)), options.cause === undefined ? {} : { cause: options.cause });
    redactCause(options.cause);
    this.code = shown(options.code);
    this.status = options.status;
    this.operation = options.operation;
    this.requestId = options.requestId === undefined ? undefined : shown(options.requestId);
    this.issues = (options.issues ?? []).map((issue) => ({ ...issue, message: redactSecrets(issue.message) }));
    this.members = Object(withoutSecrets(options.members ?? {}));
    this.chunkIndex = options.chunkIndex;
  }

  /**
   * Whether the same request may succeed when it is sent again, after a while: throttling, a server's fault (408, 429,
   * 5xx), a model that is not ready, took too long or failed while it streamed, or a response that did not arrive
   * whole. Inside a stream, whose status is 200, the exception's name decides. Where the time was up the first request
   * may still have been carried out.
   *
   * A ModelErrorException is not: AWS does not say that a second try helps. A ServiceQuotaExceededException is not
   * either: it lasts until usage falls or the quota is raised.
   */
  get isRetryable(): boolean {
    const status = this.status ?? 0;
    return status === 408 || status === 429 || status >= 500 || RETRYABLE.has(this.code);
  }

  /**
   * Turns anything caught into a `BedrockError`, in this order:
   *
   * - a `BedrockError` stays as it is, one of another copy of this package too;
   * - an exception of the AWS SDK keeps its name as `code`, its status and its request id;
   * - an abort is `AbortError`, a timeout `TimeoutError`, missing credentials `CredentialsError`;
   * - a `ValidationError` of the validators is `InvalidRequest` with its issues;
   * - a failure of `fetch` or of a socket is `NetworkError` and names the system's code, such as `ECONNREFUSED`;
   * - all else is `UnknownError`.
   */
  static from(reason: unknown, operation?: string): BedrockError {
    return isBedrockError(reason) ? reason : new BedrockError({ operation, cause: reason, ...describeReason(reason) });
  }
}

/**
 * Whether a value is a `BedrockError`, of this or of another copy of this package: its name and its fields are
 * compared.
 */
export function isBedrockError(value: unknown): value is BedrockError {
  return (
    value instanceof Error &&
    value.name === "BedrockError" &&
    typeof Reflect.get(value, "code") === "string" &&
    ["status", "operation", "requestId", "issues", "members", "isRetryable"].every((field) => field in value)
  );
}

// What AWS says to retry, by name:
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ResponseStream.html
const RETRYABLE: ReadonlySet<string> = new Set([
  "InternalFailure",
  "InternalServerException",
  "ModelNotReadyException",
  "ModelStreamErrorException",
  "ModelTimeoutException",
  "NetworkError",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "ThrottlingException",
  "TimeoutError",
]);

/** What a server says is shown on one line, and as text: it may mean to end a line of a log, or to steer a terminal. */
function shown(text: string): string {
  return printableLine(redactSecrets(text));
}

function messageOf({ code, message, status, operation, requestId }: BedrockErrorOptions): string {
  const answer = [
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ].join(", ");
  const where = operation === undefined ? "" : `${operation}${message.startsWith("/") ? " " : ": "}`;
  return `[${code}] ${where}${message}${answer === "" ? "" : ` (${answer})`}`;
}
