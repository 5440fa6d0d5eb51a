import { meanings } from "@bedrock-contract/validators";
import { bindingDifferences } from "../../meaning/bound-members.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/**
 * A response is about what was asked. One of another resource, or of other items, is worse than an error: nobody
 * notices.
 */
export const asAsked: Check = {
  id: "as-asked",
  level: "MUST",
  rule: "The response is of the resource that the request names; items pass its filters, are no more than it asks for, and in its order.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer, operation, parameters, case: given } = context;
  if (isError(context) || !answer.json.isJson) {
    return "not-applicable";
  }
  const body = answer.json.value;
  const differences = bindingDifferences(meanings[operation.name] ?? {}, {
    body,
    parameters: parameters ?? given.parameters,
  });
  return differences === undefined ? "not-applicable" : verdictOf(differences);
}
