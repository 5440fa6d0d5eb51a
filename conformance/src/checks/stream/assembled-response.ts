import { schemaFault } from "../answer/response-schema.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { apiModel } from "../documents.ts";

/** What a stream says in pieces is a response. Clients assemble the pieces and go on with the whole. */
export const assembledResponse: Check = {
  id: "assembled-response",
  level: "MUST",
  rule: "The events of a whole stream make up a response as the operation beside it gives it in one body.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict({ meaning, validators: { assembled } }: CheckContext): Verdict {
  if (assembled === undefined || meaning === undefined || !meaning.isStreamed) {
    return "not-applicable";
  }
  return assembled.is(meaning.response) ? "holds" : schemaFault(assembled.issues(meaning.response));
}
