import { BedrockError } from "./bedrock-error.ts";
import { bodyMessage } from "./body-message.ts";
import { exceptionMembers } from "./exception-members.ts";

/** A response that reports an error: `body` is parsed where it is JSON, else its text. */
export interface FailedAnswer {
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly body: unknown;
  readonly errorType?: string | undefined;
  /** What was thrown for the response elsewhere. Default: nothing. */
  readonly cause?: unknown;
}

/**
 * The error that a response reports. Without a type it is an `UnknownError`, or an `InvalidResponse` where the body is
 * not JSON.
 */
export function failureOf({ body, errorType, ...facts }: FailedAnswer, operation?: string): BedrockError {
  return new BedrockError({
    ...facts,
    code: errorType ?? (typeof body === "string" && body !== "" ? "InvalidResponse" : "UnknownError"),
    message: bodyMessage(body),
    operation,
    members: exceptionMembers(body),
  });
}
