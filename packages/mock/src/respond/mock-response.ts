import type { ReceivedMockRequest } from "../request/received-request.ts";

/** Which requests a response of a test is for. Every member that is given must hold; without members it is for all. */
export interface RequestMatcher {
  /** The operation's name, for example `InvokeModel`. */
  readonly operation?: string;
  /** The id of the format that the body has. */
  readonly format?: string;
  /** The model id, decoded as it stands in the path. */
  readonly modelId?: string;
  /** Whether a request matches. What it throws is reported as a fault of the mock. */
  readonly when?: (request: ReceivedMockRequest) => boolean;
}

/** An exception that answers, or that ends a stream. */
export interface MockError {
  /** Its name, for example `ThrottlingException`; inside a stream too. */
  readonly type: string;
  /** Default: a sentence that says that a test set it. */
  readonly message?: string;
  /**
   * The number of chunks after which it comes inside the stream; then it is for streams only. Default: it replaces the
   * stream.
   */
  readonly after?: number;
}

/**
 * A response that a test sets. Requests that break the spec, or whose signature does, are refused before it is looked
 * at.
 */
export interface MockResponse {
  /** Which requests it is for. Default: all that can have it. */
  readonly matcher?: RequestMatcher;
  /** Whether it answers one request only. Default: false. */
  readonly once?: boolean;
  /** How many requests it answers. Default: all. */
  readonly times?: number;
  /** The status. Default: that of the exception, or of success. */
  readonly status?: number;
  /** The JSON value of the body. Then it is not for streams, unless the status is one of an error. */
  readonly body?: unknown;
  /** The JSON values of the chunks. Then it is for streams only. */
  readonly chunks?: readonly unknown[];
  /** The exception, or its name. */
  readonly error?: string | MockError;
  /** How long to wait before the response, in milliseconds. Default: 0. */
  readonly delayMs?: number;
  /** Headers of the response beside its own, and before them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The exception of a response, whichever way it is given. */
export function errorOf({ error }: MockResponse): MockError | undefined {
  return typeof error === "string" ? { type: error } : error;
}
