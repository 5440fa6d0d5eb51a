import { describeAnswer } from "../../exchange/answer.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { ruleDocument } from "../documents.ts";

/**
 * The status is one that the case expects. With another one the rest of the answer is another answer: nothing else is
 * checked.
 */
export const status: Check = {
  id: "status",
  level: "MUST",
  rule: "The status is the one that the service model has for this response.",
  documented: (context) => ruleDocument(context.case),
  verdict,
};

function verdict({ case: { expect }, answer }: CheckContext): Verdict {
  if (expect.status.includes(answer.status)) {
    return "holds";
  }
  const types = expect.errorTypes === undefined ? "" : ` ${expect.errorTypes.join(" or ")}`;
  const isRedirect = answer.status >= 300 && answer.status < 400;
  return {
    message: isRedirect ? "answers with a redirect, which is not followed" : "unexpected status",
    expected: `${expect.status.join(" or ")}${types}`,
    received: describeAnswer(answer),
    isFinal: true,
  };
}
