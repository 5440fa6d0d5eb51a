import type { Issue } from "@bedrock-contract/validators";
import { withoutNulls } from "../answer/null-members.ts";
import { schemaFault } from "../answer/response-schema.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { apiModel } from "../documents.ts";

/** What a stream says in pieces is a response. Clients assemble the pieces and go on with the whole. */
export const assembledResponse: Check = {
  id: "assembled-response",
  level: "MUST",
  rule: "The events of a whole stream add up to a valid response of the operation that does not stream.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict({ meaning, validators: { assembled } }: CheckContext): Verdict {
  if (assembled === undefined || meaning === undefined || !meaning.isStreamed) {
    return "not-applicable";
  }
  // A null that clients take for absent is the matter of null-members.
  const faults = withoutNulls(assembled, meaning.response).issues.filter(isOfPieces);
  return faults.length === 0 ? "holds" : schemaFault(faults);
}

/** Members of an event that no document lists have no place in a union of the whole. */
function isOfPieces({ keyword }: Issue): boolean {
  return keyword !== "minProperties" && keyword !== "maxProperties";
}
