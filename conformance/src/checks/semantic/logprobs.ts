import { type PlacedValue, readAll, readPointer } from "@bedrock-contract/validators";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Difference } from "../../result.ts";
import type { Check, Verdict } from "../check.ts";
import { choicesAsked, choicesOf, numberAt } from "./choices.ts";
import { advancedFeatures } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/** What rounding may add to a log-probability of zero. */
const ROUNDING = 1e-5;

/**
 * There is a log-probability for each token of the answer. The token that ends an answer is counted, but need not be
 * shown; of calls OpenAI tells none.
 */
export const logprobsLength: Check = semanticCheck({
  id: "logprobs-length",
  kinds: ["text"],
  level: "MUST",
  rule: "If the request asks for log-probabilities, there is one for each token of the response; the end token may be left out.",
  document: advancedFeatures("Log Probabilities"),
  judge: judgeLength,
});

/** At each position of the answer stand the likeliest tokens, as many as asked, with log-probabilities. */
export const logprobsTop: Check = semanticCheck({
  id: "logprobs-top",
  kinds: ["text"],
  level: "MUST",
  rule: "Each position of the response lists as many of the likeliest tokens as the request asks for, or one more; each log-probability is 0 or below.",
  document: advancedFeatures("Log Probabilities"),
  judge: judgeTop,
});

/** The prompt's log-probabilities: null for the first token, which has nothing before it, then the likeliest tokens. */
export const promptLogprobs: Check = semanticCheck({
  id: "prompt-logprobs",
  kinds: ["text"],
  level: "MUST",
  rule: "If the request asks for them, each token of the prompt except the first has its likeliest tokens, as many as the request asks for or one more.",
  document: advancedFeatures("Log Probabilities"),
  judge: judgePrompt,
});

/** Whether a request asks for the log-probabilities of the answer. */
export function asksForLogprobs({ format, request }: TextMeaning): boolean {
  const asked = readPointer(request, format.request.outputLogprobs) ?? false;
  return format.features.logprobs.includes("output") && asked !== false && asked !== format.request.noLogprobs;
}

function judgeLength(meaning: TextMeaning): Verdict {
  const { format, request, response } = meaning;
  const { outputLogprobs, outputTokens } = format.response;
  const echoes = readPointer(request, format.request.echo) === true;
  if (outputLogprobs === undefined || !asksForLogprobs(meaning) || echoes) {
    return "not-applicable";
  }
  const entries = readAll(response, outputLogprobs).length;
  const tokens = numberAt(response, outputTokens);
  const choices = choicesOf(meaning);
  const isUntold = entries === 0 && choices.some(({ toolCalls }) => toolCalls.length > 0);
  if (isUntold) {
    return "not-applicable";
  }
  if (tokens === undefined) {
    return uncountedVerdict(meaning, entries);
  }
  const ended = choices.filter(({ stop }) => stop !== "limit" && stop !== "window").length;
  return (entries <= tokens || mayRepeat(meaning)) && entries >= tokens - ended
    ? "holds"
    : {
        message: "the number of log-probabilities differs from the number of tokens",
        pointer: outputLogprobs.replace(/\/\*$/, ""),
        expected: ended === 0 ? `${tokens}` : `${Math.max(0, tokens - ended)} to ${tokens}`,
        received: String(entries),
      };
}

/** Whether a stream may tell a log-probability several times. */
function mayRepeat({ format, request, isStreamed }: TextMeaning): boolean {
  const { model, models } = format.response.repeatedLogprobs ?? {};
  return isStreamed && models !== undefined && new RegExp(models, "u").test(String(readPointer(request, model)));
}

/** Where nothing counts the tokens, each text has some. Nor does every stream tell of them. */
function uncountedVerdict(meaning: TextMeaning, entries: number): Verdict {
  const isWritten = choicesOf(meaning).some(({ text }) => Boolean(text.value));
  return entries > 0 || !isWritten || meaning.isStreamed
    ? "not-applicable"
    : {
        message: "the log-probabilities are missing",
        pointer: meaning.format.response.outputLogprobs?.replace(/\/\*$/, "") ?? "",
        expected: "one for each token",
        received: "none",
      };
}

function judgeTop(meaning: TextMeaning): Verdict {
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

function judgePrompt(meaning: TextMeaning): Verdict {
  const { format, request, response, isStreamed } = meaning;
  const { promptLogprobs: place, promptLogprobValues, inputTokens } = format.response;
  const asked = readPointer(request, format.request.promptLogprobs);
  // No document shows them in a stream; vLLM has none there.
  const isOffered = format.features.logprobs.includes("prompt");
  if (!isOffered || place === undefined || typeof asked !== "number" || isStreamed) {
    return "not-applicable";
  }
  const entries = readAll(response, place);
  const tokens = choicesAsked(meaning) === 1 ? numberAt(response, inputTokens) : undefined;
  if (entries.length === 0 || (tokens !== undefined && entries.length !== tokens)) {
    return {
      message: "the number of entries differs from the number of tokens of the prompt",
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

function entryFault(entry: PlacedValue, asked: number): Difference | undefined {
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

/**
 * What is wrong with the number of tokens told at a position: as many as asked, or one more where the server adds the
 * token that came. An object by text can lack some, where two tokens have the same text.
 */
function countFault({ pointer, value }: PlacedValue, asked: number): Difference | undefined {
  const told = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  const least = Array.isArray(value) ? asked : Math.min(asked, 1);
  // -1 asks for the whole vocabulary, whose size nobody knows here.
  return asked < 0 || (told >= least && told <= asked + 1)
    ? undefined
    : {
        pointer,
        message: "wrong number of top log-probabilities",
        expected: `${asked} or ${asked + 1}`,
        received: String(told),
      };
}

/** The first log-probability at a place that is none: the probability of a token is 1 at most. */
function valueFault(response: unknown, place: string | undefined): Difference | undefined {
  const values = place === undefined ? [] : readAll(response, place);
  const wrong = values.find(({ value }) => typeof value === "number" && !(value <= ROUNDING));
  return (
    wrong && {
      pointer: wrong.pointer,
      message: "a log-probability is above zero",
      expected: "0 or less",
      received: String(wrong.value),
    }
  );
}
