import { meanings } from "@bedrock-contract/validators";
import { bindingDifferences } from "../../meaning/bound-members.ts";
import { type Check, type CheckContext, isError, pagesOf, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/**
 * A response is about what was asked. One of another resource, or of other items, is worse than an error: nobody
 * notices.
 */
export const asAsked: Check = {
  id: "as-asked",
  level: "MUST",
  rule: "The response is about the resource that the request names; the items of a list match its filters, its limit and its order.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { operation, case: given, parameters = given.parameters } = context;
  if (isError(context)) {
    return "not-applicable";
  }
  const meaning = meanings[operation.name] ?? {};
  const differences = pagesOf(context).map((body) => bindingDifferences(meaning, { body, parameters }));
  const bound = differences.filter((each) => each !== undefined);
  return bound.length === 0 ? "not-applicable" : verdictOf(bound.flat());
}
