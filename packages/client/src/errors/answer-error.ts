import { errorMessageOf } from "@bedrock-contract/wire/error-type";
import { BedrockError } from "./bedrock-error.ts";
import { exceptionMembers } from "./exception-members.ts";
import { quoteBeginning } from "./quote-beginning.ts";

/** An answer that is no success: `body` is parsed where it is JSON, else its text. */
export interface FailedAnswer {
  readonly status: number;
  readonly requestId: string | undefined;
  readonly body: unknown;
  readonly errorType?: string | undefined;
}

/** The error that an unsuccessful answer stands for. */
export function failureOf({ status, requestId, body, errorType }: FailedAnswer, operation?: string): BedrockError {
  return new BedrockError({
    code: errorType ?? (typeof body === "object" ? "UnknownError" : "InvalidResponse"),
    message: errorMessageOf(body) ?? `the answer says no more than this: ${quoteBody(body)}`,
    status,
    operation,
    requestId,
    members: exceptionMembers(body),
  });
}

function quoteBody(body: unknown): string {
  return quoteBeginning(typeof body === "string" ? body : (JSON.stringify(body) ?? ""));
}
