import { readPointer } from "@bedrock-contract/validators";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { choicesAsked, choicesOf, numberAt, tokenLimit } from "./choices.ts";
import { openAi } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/** The counts of tokens add up and keep to the limit. */
export const usageSums: Check = semanticCheck({
  id: "usage-sums",
  kinds: ["text"],
  level: "MUST",
  rule: "The total is the sum of its parts, what the model wrote counts as tokens, including its reasoning, and the response has at most as many tokens as the request allows.",
  document: openAi("usage, max_tokens"),
  judge,
});

function judge(meaning: TextMeaning): Verdict {
  const { format, response } = meaning;
  const { inputTokens, outputTokens, totalTokens, cacheReadTokens, cacheWriteTokens } = format.response;
  const [input, output, total] = [inputTokens, outputTokens, totalTokens].map((place) => numberAt(response, place));
  const [pointer = ""] = [totalTokens, outputTokens].filter((place) => place !== undefined);
  const ofCache = [cacheReadTokens, cacheWriteTokens].map((place) => numberAt(response, place));
  const parts = [input, output, ...ofCache].filter((part) => part !== undefined);
  const sum = parts.reduce((one, other) => one + other, 0);
  if (input !== undefined && output !== undefined && total !== undefined && total !== sum) {
    return {
      message: "the total is not the sum of its parts",
      pointer,
      expected: `${parts.join(" + ")} = ${sum}`,
      received: String(total),
    };
  }
  if (output === 0 && isWritten(meaning)) {
    return {
      message: "the response counts no tokens for what the model wrote",
      pointer: outputTokens ?? "",
      expected: "1 or more",
      received: "0",
    };
  }
  const { reasoningTokens } = format.response;
  const reasoning = numberAt(response, reasoningTokens);
  if (reasoning !== undefined && output !== undefined && reasoning > output) {
    return {
      message: "the reasoning has more tokens than the whole output",
      pointer: reasoningTokens ?? "",
      expected: `at most ${output}`,
      received: String(reasoning),
    };
  }
  const limit = tokenLimit(meaning);
  const most =
    limit === undefined ? undefined : limit * choicesAsked(meaning) + (format.response.tokensBeyondLimit ?? 0);
  if (output === undefined || (most === undefined && total === undefined)) {
    return "not-applicable";
  }
  return most === undefined || output <= most
    ? "holds"
    : {
        message: "the response has more tokens than the request allows",
        pointer: outputTokens ?? "",
        expected: `at most ${most}`,
        received: String(output),
      };
}

/**
 * Whether the model wrote a text or a call. A text that repeats the prompt, or that a filter put there, is not its own.
 */
function isWritten(meaning: TextMeaning): boolean {
  const isEchoed = readPointer(meaning.request, meaning.format.request.echo) === true;
  const own = choicesOf(meaning).filter(({ stop }) => stop !== "filter" && stop !== "abort");
  return !isEchoed && own.some(({ text, toolCalls }) => Boolean(text.value) || toolCalls.length > 0);
}
