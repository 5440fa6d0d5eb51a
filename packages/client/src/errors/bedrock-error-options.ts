/**
 * What went wrong where Amazon Bedrock did not say it itself.
 *
 * - `AbortError`: the caller's signal ended the call.
 * - `ConfigurationError`: a setting is missing that the request needs, such as the region.
 * - `CredentialsError`: no credentials, or some that cannot be sent.
 * - `InvalidRequest`: the request breaks the contract and was not sent; `issues` says where.
 * - `InvalidResponse`: the response is not what the contract allows, for example not JSON.
 * - `NetworkError`: no response arrived, or not to its end.
 * - `RedirectError`: the response is a redirect, which is never followed.
 * - `TimeoutError`: the time was up.
 * - `UnexpectedState`: what was waited for came to another end.
 * - `UnknownError`: none of these.
 */
export type LocalErrorCode =
  | "AbortError"
  | "ConfigurationError"
  | "CredentialsError"
  | "InvalidRequest"
  | "InvalidResponse"
  | "NetworkError"
  | "RedirectError"
  | "TimeoutError"
  | "UnexpectedState"
  | "UnknownError";

/** One fault of a body, as the validators report it. */
export interface BedrockErrorIssue {
  /** The place in the body, as a JSON pointer. */
  readonly pointer: string;
  /** What is wrong there. */
  readonly message: string;
}

/** The facts of a {@link BedrockError}. */
export interface BedrockErrorOptions {
  /** The exception's bare name, such as `ThrottlingException`, or a {@link LocalErrorCode}. */
  readonly code: string;
  /** What happened, without the code and the operation: they are put before it. */
  readonly message: string;
  /** The HTTP status of the response. Default: none, since no response arrived. */
  readonly status?: number | undefined;
  /** The operation that failed. Default: unknown. */
  readonly operation?: string | undefined;
  /** The id that Amazon Bedrock gave the request. Default: none. */
  readonly requestId?: string | undefined;
  /** The faults of the body, for `InvalidRequest` and `InvalidResponse`. Default: none. */
  readonly issues?: readonly BedrockErrorIssue[] | undefined;
  /** What the exception says beyond its message. Default: nothing. */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
  /** The index of the chunk at fault in its stream, from 0. Default: no chunk is at fault. */
  readonly chunkIndex?: number | undefined;
  /** The error beneath this one. Default: none. */
  readonly cause?: unknown;
}
