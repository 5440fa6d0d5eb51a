import { errorMessageOf, errorTypeOf, type Operation } from "@bedrock-contract/wire";
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
  if (operation.api === "gateway") {
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
