import { errorMessageOf } from "@bedrock-contract/wire";
import { type Answer, describeBody, excerpt } from "../../exchange/answer.ts";
import { type Check, type CheckContext, followsAwsConventions, isError, type Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";

/** The message of an error names what was wrong with the request, so that its reader need not guess. */
export const errorMessage: Check = {
  id: "error-message",
  level: "SHOULD",
  rule: "The message of an error names the member or parameter that is wrong.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const {
    answer,
    case: { expect },
  } = context;
  if (expect.names === undefined || !isError(context)) {
    return "not-applicable";
  }
  const body = answer.json.isJson ? answer.json.value : undefined;
  const message = followsAwsConventions(context) ? errorMessageOf(body) : gatewayMessage(answer);
  if (message?.toLowerCase().includes(expect.names.toLowerCase())) {
    return "holds";
  }
  return {
    message: `the message does not name ${expect.names}`,
    ...(followsAwsConventions(context) ? { pointer: "/message" } : {}),
    expected: `a message that names ${expect.names}`,
    received: message === undefined ? describeBody(answer) : JSON.stringify(excerpt(message)),
  };
}

/** A gateway names the member in its message, beside it, or in its list of faults: all of a short body is what its reader sees. */
function gatewayMessage({ body }: Answer): string {
  return body.toString("utf8", 0, SHOWN_BYTES);
}

const SHOWN_BYTES = 8_192;
