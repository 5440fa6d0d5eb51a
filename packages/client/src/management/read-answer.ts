import { loadOperation } from "@bedrock-contract/validators/management";
import { errorTypeOf, type KnownOperation, type Operation, requestIdOf } from "@bedrock-contract/wire";
import type { ManagementOperationName } from "@bedrock-contract/wire/management";
import { failureOf } from "../errors/answer-error.ts";
import { BedrockError } from "../errors/bedrock-error.ts";
import { checkSuccess } from "../errors/check-success.ts";
import { quoteBeginning } from "../errors/quote-beginning.ts";
import type { HttpAnswer } from "../http/http-client.ts";

/** A response of the management API whose operation is known at run time only; `ManagementAnswer` is its typed form. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly headers: Headers;
  readonly body: unknown;
  readonly errorType?: string | undefined;
}

/**
 * Reads a response. Throws where the operation does not declare it, or where it reports an error under a success
 * status.
 */
export async function readAnswer(
  operation: KnownOperation<ManagementOperationName>,
  { response, text, error }: HttpAnswer,
): Promise<Answer> {
  const { status, headers, ok } = response;
  const base = { status, headers, requestId: requestIdOf(headers) };
  if (ok) {
    const body = parseBody(operation, text, base);
    const { response: validator } = await loadOperation(operation.name);
    // Some reads, such as that of a configuration that was never made, return nothing; others have members in every
    // real response, though the service model requires none.
    const { expects, pagination }: Operation = operation;
    const mayBeEmpty = expects !== true && pagination === undefined;
    const rules = { mayBeEmpty, mayBeUnknown: operation.method !== "GET" };
    checkSuccess({ ...base, operation: operation.name, body }, { validator, ...rules });
    return { ...base, ok, body };
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
    const message = `the body of the response is not JSON: ${quoteBeginning(text)}`;
    throw new BedrockError({ code: "InvalidResponse", message, status, operation: operation.name, requestId, cause });
  }
}
