import { readAll, readPointer } from "@bedrock-contract/validators";
import type { Meaning } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { advancedFeatures } from "./documents.ts";
import { countFault, valueFault } from "./likeliest-tokens.ts";
import { asksForLogprobs } from "./logprobs-asked.ts";
import { semanticCheck } from "./semantic-check.ts";

/** At each position of the answer stand the likeliest tokens, as many as asked, with log-probabilities. */
export const logprobsTop: Check = semanticCheck({
  id: "logprobs-top",
  level: "MUST",
  rule: "Each position of the answer tells as many of the likeliest tokens as asked, or one more, each at 0 or below.",
  document: advancedFeatures("Log Probabilities"),
  judge,
});

function judge(meaning: Meaning): Verdict {
  const { format, request, response } = meaning;
  const { topLogprobs, topLogprobValues, outputLogprobValues } = format.response;
  if (!asksForLogprobs(meaning)) {
    return "not-applicable";
  }
  const said = readPointer(request, format.request.topLogprobs) ?? format.features.topLogprobs ?? 0;
  const asked = typeof said === "number" ? said : 0;
  const positions = topLogprobs === undefined ? [] : readAll(response, topLogprobs);
  // The first position has nothing before it where an answer begins with its prompt.
  const counted = positions.filter(({ value }) => value !== null);
  return (
    counted.map((position) => countFault(position, asked)).find((fault) => fault !== undefined) ??
    valueFault(response, outputLogprobValues) ??
    valueFault(response, topLogprobValues) ??
    "holds"
  );
}
