import { type PlacedValue, readAll, readPointer } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { type Choice, choicesOf, numberAt } from "./choices.ts";
import { openAi } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/** A model that ends by itself, or at its limit, has written something: text, reasoning or a tool call. */
export const textWritten: Check = semanticCheck({
  id: "text-written",
  kinds: ["text"],
  level: "MUST",
  rule: "A response holds text, reasoning or a tool call, unless it counts only the token that ends it, has no place for a count, or was refused or cut off.",
  document: openAi("message"),
  judge,
});

function judge(meaning: TextMeaning): Verdict {
  const { format, response, isStreamed } = meaning;
  const choices = choicesOf(meaning);
  if (choices.length === 0 || choices.some(isEndedOtherwise)) {
    return "not-applicable";
  }
  const tokens = tokensOf(meaning);
  const { silentTokens = END_TOKEN } = format;
  // A model may end at once. Of a format whose bodies count nothing, the headers tell, and they need not be recorded.
  // The metrics of a stream are in its body.
  const canEnd = !isStreamed && format.response.outputTokens === undefined;
  const isUncounted = canEnd && choices.every(({ stop }) => stop !== "limit");
  const isSilent = tokens === undefined ? isUncounted : tokens <= silentTokens * choices.length;
  // A limit can end the reasoning, which then need not be shown.
  const canBeHidden = format.response.reasoningPrefix !== undefined && choices.every(({ stop }) => stop === "limit");
  return isSilent ||
    canBeHidden ||
    isWritten(meaning) ||
    addedPlaces(format).some((place) => readAll(response, place).some(isText)) ||
    hasNewBlock(meaning) ||
    choices.every((choice) => isStoppedAtOnce(choice, meaning))
    ? "holds"
    : {
        message: "the model has written nothing",
        pointer: format.response.text,
        expected: "text, reasoning or a tool call",
        received: tokens === undefined ? "none, and no count of tokens" : `none, and ${tokens} tokens`,
      };
}

function isWritten({ format, response }: TextMeaning): boolean {
  return WRITTEN.some((name) =>
    readAll(response, format.response[name] ?? []).some((place) => isFilled(place) && !isEmptyText(place, format)),
  );
}

/** By a filter, a fault, or what nobody knows. */
function isEndedOtherwise({ stop, stopReason }: Choice): boolean {
  const isUnknown = stop === undefined && typeof stopReason === "string" && stopReason !== "";
  return stop === "filter" || stop === "abort" || isUnknown;
}

/**
 * A stop sequence can end the text before it begins, unless a limit ended it. The tokens up to the sequence are
 * counted: Titan counted five before a sequence of one character, and showed none.
 */
function isStoppedAtOnce({ stop }: Choice, { format, request }: TextMeaning): boolean {
  return stop !== "limit" && stop !== "window" && readAll(request, format.request.stopSequences ?? []).some(isFilled);
}

/** Where a model writes: its text, its tool calls, or what stands instead of them. */
const WRITTEN = ["text", "toolCalls", "otherCalls", "insteadOfText"] as const;

/** Whether a block has a kind that the format does not describe: later models write other kinds. */
function hasNewBlock({ format, response }: TextMeaning): boolean {
  const { blocks } = format.response;
  if (blocks === undefined) {
    return false;
  }
  const places = [...WRITTEN.flatMap((name) => format.response[name] ?? []), ...addedPlaces(format)];
  const known = new Set(places.map((place) => pointerKeys(place.slice(blocks.length))[0]));
  return readAll(response, blocks).some(({ value }) => Object.keys(Object(value)).some((kind) => !known.has(kind)));
}

/** Where chunks add text piece by piece, such as reasoning or a refusal. */
function addedPlaces({ stream }: TextMeaning["format"]): readonly string[] {
  return (stream?.fold ?? []).filter(({ how }) => how === "append").map(({ from, to = from }) => to);
}

/** That a value is of the right type is the matter of the schema. */
function isFilled({ value }: PlacedValue): boolean {
  return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : value !== null && value !== "";
}

/** Texts and calls may stand in one list: there, a block with a text is not a call. */
function isEmptyText({ value }: PlacedValue, { response: { text, toolCalls } }: TextMeaning["format"]): boolean {
  return (
    toolCalls !== undefined &&
    text.startsWith(`${toolCalls}/`) &&
    readPointer(value, text.slice(toolCalls.length)) === ""
  );
}

function isText({ value }: PlacedValue): boolean {
  return typeof value === "string" && value !== "";
}

/** What counts the tokens that were written: the body, the metrics of a stream, or the headers. */
function tokensOf({ format, response, headers }: TextMeaning): number | undefined {
  const { stream } = format;
  const header = headers[OUTPUT_TOKENS];
  return (
    numberAt(response, format.response.outputTokens) ??
    numberAt(response, stream && `${stream.metrics}/outputTokenCount`) ??
    (header === undefined ? undefined : Number(header))
  );
}

const END_TOKEN = 1;
const OUTPUT_TOKENS = "x-amzn-bedrock-output-token-count";
