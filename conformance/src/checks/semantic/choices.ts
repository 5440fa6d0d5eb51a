import { type PlacedValue, readAll, readPointer } from "@bedrock-contract/validators";
import type { Meaning } from "../../meaning/meaning.ts";

/** What stop reasons mean, by the format's spec. */
export type StopMeaning = Meaning["format"]["stopReasons"][string];

/** One text of an answer, with what belongs to the same choice. */
export interface Choice {
  readonly text: PlacedValue;
  readonly stopReason: unknown;
  /** What the stop reason means; undefined for one that the format's spec does not know, and for none. */
  readonly stop: StopMeaning | undefined;
  readonly toolCalls: readonly PlacedValue[];
}

/** The choices of an answer, with a text or without; an answer without choices is one. */
export function choicesOf({ format, response }: Meaning): readonly Choice[] {
  const places = format.response;
  const reasons = readAll(response, places.stopReason);
  const calls = places.toolCalls === undefined ? [] : readAll(response, places.toolCalls);
  return textsOf(places, response).map((text) => {
    const stopReason = reasons.find(({ keys }) => isSame(keys, text.keys))?.value;
    const stop = typeof stopReason === "string" ? format.stopReasons[stopReason] : undefined;
    const toolCalls = calls.filter(({ keys }) => isSame(keys.slice(0, text.keys.length), text.keys));
    return { text, stopReason, stop, toolCalls };
  });
}

/** The text of each choice; undefined where a choice has none. */
function textsOf({ choices, text }: Meaning["format"]["response"], response: unknown): readonly PlacedValue[] {
  const texts = readAll(response, text);
  return choices === undefined
    ? texts
    : readAll(response, choices).map(
        ({ pointer, keys }) =>
          texts.find((each) => isSame(each.keys, keys)) ?? {
            pointer: `${pointer}${text.slice(choices.length)}`,
            keys,
            value: undefined,
          },
      );
}

/**
 * The texts that the model wrote to its end: only they have to be as the request demands. One that repeats the prompt
 * is not the model's alone.
 */
export function finishedTexts(meaning: Meaning): readonly { readonly pointer: string; readonly text: string }[] {
  if (readPointer(meaning.request, meaning.format.request.echo) === true) {
    return [];
  }
  return choicesOf(meaning).flatMap(({ text: { pointer, value }, stop, toolCalls }) => {
    const isFinished = stop === "end" || stop === undefined;
    return isFinished && toolCalls.length === 0 ? [{ pointer, text: typeof value === "string" ? value : "" }] : [];
  });
}

/** How many choices the request asks for: as many as it says for each of its prompts. */
export function choicesAsked({ format, request }: Pick<Meaning, "format" | "request">): number {
  const count = readPointer(request, format.request.choiceCount);
  return (typeof count === "number" ? count : 1) * promptCount(readPointer(request, format.request.prompt), format);
}

/** The most tokens that one choice may have; undefined where the request does not say. */
export function tokenLimit({ format, request }: Meaning): number | undefined {
  const { maxTokens, maxCompletionTokens } = format.request;
  const limits = [maxCompletionTokens, maxTokens].map((place) => readPointer(request, place));
  return limits.find((limit) => typeof limit === "number");
}

/** A number of the answer. */
export function numberAt(response: unknown, place: string | undefined): number | undefined {
  const value = readPointer(response, place);
  return typeof value === "number" ? value : undefined;
}

/** A list of texts, or of lists of token ids, is several prompts; messages are one. */
function promptCount(prompt: unknown, { features }: Meaning["format"]): number {
  const isList = Array.isArray(prompt) && !features.tools && prompt.every((each) => typeof each !== "number");
  return isList ? prompt.length : 1;
}

function isSame(keys: readonly string[], others: readonly string[]): boolean {
  return keys.length === others.length && keys.every((key, index) => key === others[index]);
}
