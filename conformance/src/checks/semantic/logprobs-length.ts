import { readAll, readPointer } from "@bedrock-contract/validators";
import type { Meaning } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { choicesOf, numberAt } from "./choices.ts";
import { advancedFeatures } from "./documents.ts";
import { asksForLogprobs } from "./logprobs-asked.ts";
import { semanticCheck } from "./semantic-check.ts";

/** There is a log-probability for each token of the answer. The token that ends an answer is counted, but need not be shown. */
export const logprobsLength: Check = semanticCheck({
  id: "logprobs-length",
  level: "MUST",
  rule: "Where log-probabilities are asked for, there is one for each token of the answer; the end token may be left out.",
  document: advancedFeatures("Log Probabilities"),
  judge,
});

function judge(meaning: Meaning): Verdict {
  const { format, request, response } = meaning;
  const { outputLogprobs, outputTokens } = format.response;
  const echoes = readPointer(request, format.request.echo) === true;
  if (outputLogprobs === undefined || !asksForLogprobs(meaning) || echoes) {
    return "not-applicable";
  }
  const entries = readAll(response, outputLogprobs).length;
  const tokens = numberAt(response, outputTokens);
  if (tokens === undefined) {
    return "not-applicable";
  }
  const ended = choicesOf(meaning).filter(({ stop }) => stop !== "limit").length;
  return entries <= tokens && entries >= tokens - ended
    ? "holds"
    : {
        message: "there are not as many log-probabilities as tokens",
        pointer: outputLogprobs.replace(/\/\*$/, ""),
        expected: ended === 0 ? `${tokens}` : `${Math.max(0, tokens - ended)} to ${tokens}`,
        received: String(entries),
      };
}
