import { errorMessageOf } from "@bedrock-contract/wire";
import { describeBody, excerpt } from "../exchange/answer.ts";
import { type Check, type CheckContext, isError, type Verdict } from "./check.ts";
import { caseDocument } from "./documents.ts";

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
  const message = errorMessageOf(answer.json.isJson ? answer.json.value : undefined);
  if (message?.toLowerCase().includes(expect.names.toLowerCase())) {
    return "holds";
  }
  return {
    message: `the message does not name ${expect.names}`,
    pointer: "/message",
    expected: `a message that names ${expect.names}`,
    received: message === undefined ? describeBody(answer) : JSON.stringify(excerpt(message)),
  };
}
