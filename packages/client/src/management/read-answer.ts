import { errorTypeOf, type Operation, requestIdOf } from "@bedrock-contract/wire";
import { failureOf } from "../errors/answer-error.ts";
import { BedrockError } from "../errors/bedrock-error.ts";
import { quoteBeginning } from "../errors/quote-beginning.ts";
import type { HttpAnswer } from "../http/http-client.ts";

/** An answer of the management API whose operation is known at run time only; `ManagementAnswer` is its typed form. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly headers: Headers;
  readonly body: unknown;
  readonly errorType?: string | undefined;
}

/** Reads an answer. Throws where it is none that the operation declares. */
export function readAnswer(operation: Operation, { response, text, error }: HttpAnswer): Answer {
  const { status, headers, ok } = response;
  const base = { status, headers, requestId: requestIdOf(headers) };
  if (ok) {
    return { ...base, ok, body: parseBody(operation, text, base) };
  }
  const answer = { ...base, ok, body: error, errorType: errorTypeOf(headers, error) };
  const isDeclared = Object.values(operation.errors).includes(status) && typeof error === "object";
  if (!isDeclared) {
    throw failureOf(answer, operation.name);
  }
  return answer;
}

/** An empty body stands for an object without members, as in the AWS SDKs. */
function parseBody(operation: Operation, text: string, { status, requestId }: Omit<Answer, "ok" | "body">): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch (cause) {
    const message = `the body of the answer is not JSON: ${quoteBeginning(text)}`;
    throw new BedrockError({ code: "InvalidResponse", message, status, operation: operation.name, requestId, cause });
  }
}
