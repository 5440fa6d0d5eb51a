import { type PlacedValue, readAll, readPointer } from "@bedrock-contract/validators";
import type { Meaning } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { choicesAsked, numberAt } from "./choices.ts";
import { advancedFeatures } from "./documents.ts";
import { countFault, valueFault } from "./likeliest-tokens.ts";
import { semanticCheck } from "./semantic-check.ts";

/** The prompt's log-probabilities: null for the first token, which has nothing before it, then the likeliest tokens. */
export const promptLogprobs: Check = semanticCheck({
  id: "prompt-logprobs",
  level: "MUST",
  rule: "Where asked for, each token of the prompt but the first has its likeliest tokens, as many as asked or one more.",
  document: advancedFeatures("Log Probabilities"),
  judge,
});

function judge(meaning: Meaning): Verdict {
  const { format, request, response, isStreamed } = meaning;
  const { promptLogprobs: place, promptLogprobValues, inputTokens } = format.response;
  const asked = readPointer(request, format.request.promptLogprobs);
  // No document shows them in a stream; vLLM has none there.
  if (place === undefined || typeof asked !== "number" || isStreamed) {
    return "not-applicable";
  }
  const entries = readAll(response, place);
  const tokens = choicesAsked(meaning) === 1 ? numberAt(response, inputTokens) : undefined;
  if (entries.length === 0 || (tokens !== undefined && entries.length !== tokens)) {
    return {
      message: "there is not one entry for each token of the prompt",
      pointer: place.replace(/\/\*$/, ""),
      expected: tokens === undefined ? "some" : String(tokens),
      received: String(entries.length),
    };
  }
  return (
    entries.map((entry) => entryFault(entry, asked)).find((fault) => fault !== undefined) ??
    valueFault(response, promptLogprobValues) ??
    "holds"
  );
}

function entryFault(entry: PlacedValue, asked: number) {
  const isFirst = entry.keys.at(-1) === "0";
  if (isFirst !== (entry.value === null)) {
    return {
      pointer: entry.pointer,
      message: "the first token has nothing before it, and only the first",
      expected: isFirst ? "null" : "an object by token",
      received: isFirst ? "an entry" : "null",
    };
  }
  return isFirst ? undefined : countFault(entry, asked);
}
