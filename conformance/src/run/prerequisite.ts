import { readPointer } from "@bedrock-contract/validators";
import { errorMessageOf, errorTypeOf, followsAws, type Operation } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import { type Answer, describeBody, excerpt } from "../exchange/answer.ts";
import { exceptionOf } from "../exchange/stream/chunks.ts";

/** What AWS answers, with 403, to a request whose signature or key it does not accept. No api model lists these. */
const CREDENTIAL_ERRORS: readonly string[] = [
  "ExpiredTokenException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
];

const TOO_MANY_REQUESTS = 429;

/** How a gateway says by a code that there is no such model. */
const UNKNOWN_MODEL = "model_not_found";

/** How Amazon Bedrock says that there is no such model, without its id. */
export const UNRESOLVED: RegExp = /provided model identifier/i;

/**
 * Why an error says nothing of the target: it does not know the model of the example, which nobody need offer. The
 * error names the model, and the manifest names none.
 */
export function unknownModel(
  { expect, format, model: place }: Case,
  { model, answer }: { readonly model: string | undefined; readonly answer: Answer },
): string | undefined {
  const isRefused = [400, 403, 404].includes(answer.status) && !expect.status.includes(answer.status);
  if (model === undefined || !isRefused || !answer.json.isJson) {
    return undefined;
  }
  const { value } = answer.json;
  const messages = [errorMessageOf(value), readPointer(value, "/error/message"), readPointer(value, "/detail")];
  const isNamed =
    readPointer(value, "/error/code") === UNKNOWN_MODEL ||
    messages.some((message) => typeof message === "string" && (message.includes(model) || UNRESOLVED.test(message)));
  const name = format ?? place?.role;
  return isNamed && name !== undefined
    ? `the target does not offer ${model}, the model of the example; name one of its own: --model ${name}=ID, or models.${name} in its manifest`
    : undefined;
}

/**
 * What keeps an answer from being evidence: the target refuses the credentials, or says that it is too busy, where the
 * case expects something else. Undefined where the answer counts.
 */
export function missingPrerequisite(
  { case: { expect }, operation }: { readonly case: Case; readonly operation: Operation },
  answer: Answer,
): string | undefined {
  if (expect.status.includes(answer.status)) {
    return expect.streamException === undefined ? throttledStream(answer) : undefined;
  }
  if (!followsAws(operation)) {
    return gatewayPrerequisite(answer);
  }
  const type = errorTypeOf(answer.headers);
  const said = excerpt(errorMessageOf(answer.json.isJson ? answer.json.value : undefined) ?? "");
  if (answer.status === 403 && type !== undefined && CREDENTIAL_ERRORS.includes(type)) {
    return `the target refuses the credentials: ${type} ${said}`;
  }
  if (answer.status === TOO_MANY_REQUESTS && type !== undefined && operation.errors[type] === TOO_MANY_REQUESTS) {
    return `the target is too busy: ${type} ${said}`;
  }
  return undefined;
}

const UNAUTHORIZED = 401;

/** The errors of a gateway go by their status. */
function gatewayPrerequisite(answer: Answer): string | undefined {
  const reasons: Readonly<Record<number, string>> = {
    [UNAUTHORIZED]: "the target refuses the credentials",
    [TOO_MANY_REQUESTS]: "the target is too busy",
  };
  const reason = reasons[answer.status];
  return reason === undefined ? undefined : `${reason}: ${describeBody(answer)}`;
}

/** A stream may find only after it began that there is too much to do. */
function throttledStream({ stream }: Answer): string | undefined {
  const content = exceptionOf(stream)?.content;
  if (content?.type !== "throttlingException") {
    return undefined;
  }
  return `the target is too busy: ${content.type} ${excerpt(errorMessageOf(content.members) ?? "")}`.trim();
}
