import { type PlacedValue, type Pointers, readAll, readPointer, splitReasoning } from "@bedrock-contract/validators";
import type { TextMeaning } from "../../meaning/meaning.ts";
import { rememberLast } from "../remember.ts";

/** What stop reasons mean, by the format's spec. */
export type StopMeaning = TextMeaning["format"]["stopReasons"][string];

/** One choice of an answer: what it says, why it ends, what it calls. */
export interface Choice {
  /** Its text, of several blocks joined, without the reasoning before it; undefined where it has none. */
  readonly text: PlacedValue;
  readonly stopReason: unknown;
  /** What the stop reason means; undefined for one that the format's spec does not know, and for none. */
  readonly stop: StopMeaning | undefined;
  readonly toolCalls: readonly PlacedValue[];
}

/** The choices of an answer, with a text or without; an answer without choices is one. */
export const choicesOf: (meaning: TextMeaning) => readonly Choice[] = rememberLast(readChoices);

function readChoices({ format, response }: TextMeaning): readonly Choice[] {
  const places = format.response;
  const texts = readAll(response, places.text);
  const early = places.earlyStop === undefined ? [] : readAll(response, places.earlyStop);
  const reasons = [...early, ...readAll(response, places.stopReason)];
  const calls = toolCallsIn(places, response);
  const whole = texts.length + calls.length + reasons.length > 0 ? [WHOLE] : [];
  const choices = places.choices === undefined ? whole : readAll(response, places.choices);
  const depth = choices[0]?.keys.length ?? 0;
  const [textsOf, reasonsOf, callsOf] = [byKeys(texts, depth), byKeys(reasons, depth), byKeys(calls, depth)];
  return choices.map(({ pointer, keys }) => {
    const key = keyOf(keys, depth);
    const stopReason = reasonsOf(key)[0]?.value;
    const stop = typeof stopReason === "string" ? format.stopReasons[stopReason] : undefined;
    const missing = `${pointer}${places.text.slice(places.choices?.length ?? 0)}`;
    const text = joined(textsOf(key), missing, keys);
    return { text: withoutReasoning(text, format), stopReason, stop, toolCalls: callsOf(key) };
  });
}

/** Values by the choice that they are in: an answer may have a hundred thousand choices. */
function byKeys(values: readonly PlacedValue[], depth: number): (key: string) => readonly PlacedValue[] {
  if (depth === 0) {
    return () => values;
  }
  const found = new Map<string, PlacedValue[]>();
  for (const value of values) {
    const key = keyOf(value.keys, depth);
    const own = found.get(key) ?? [];
    own.push(value);
    found.set(key, own);
  }
  return (key) => found.get(key) ?? [];
}

function keyOf(keys: readonly string[], depth: number): string {
  return depth === 0 ? "" : keys.slice(0, depth).join("/");
}

/** An answer of one choice is that choice. */
const WHOLE: Pick<PlacedValue, "pointer" | "keys"> = { pointer: "", keys: [] };

/** The tool calls of an answer for the caller: none of those that the model's provider runs itself. */
export function toolCallsIn(places: TextMeaning["format"]["response"], response: unknown): readonly PlacedValue[] {
  const { callerCall = {}, providerCall } = places;
  return allCallsIn(places, response).filter(
    ({ value }) => says(value, callerCall) && (providerCall === undefined || !says(value, providerCall)),
  );
}

/** The tool calls of an answer, whoever runs them. Where other blocks stand in the same list, they have a name. */
export function allCallsIn(places: TextMeaning["format"]["response"], response: unknown): readonly PlacedValue[] {
  const found = places.toolCalls === undefined ? [] : readAll(response, places.toolCalls);
  // In blocks, null stands for a member that is absent.
  const all = found.filter(({ value }) => value !== null);
  const isMixed = places.toolCalls !== undefined && places.text.startsWith(`${places.toolCalls}/`);
  return isMixed ? all.filter(({ value }) => readPointer(value, places.toolCallName) !== undefined) : all;
}

function says(call: unknown, conditions: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(conditions).every(([pointer, said]) => readPointer(call, pointer) === said);
}

function joined(texts: readonly PlacedValue[], missing: string, keys: readonly string[]): PlacedValue {
  const [first, ...others] = texts;
  if (first === undefined || others.length === 0) {
    return first ?? { pointer: missing, keys, value: undefined };
  }
  return { ...first, value: texts.map(({ value }) => (typeof value === "string" ? value : "")).join("") };
}

function withoutReasoning(text: PlacedValue, format: TextMeaning["format"]): PlacedValue {
  return typeof text.value === "string" ? { ...text, value: splitReasoning(format, text.value).text } : text;
}

/**
 * The texts that the model wrote to its end: only they have to be as the request demands. One that repeats the prompt
 * is not the model's alone, and one that a stop sequence ended may lack the rest.
 */
export function finishedTexts(meaning: TextMeaning): readonly { readonly pointer: string; readonly text: string }[] {
  if (readPointer(meaning.request, meaning.format.request.echo) === true) {
    return [];
  }
  const others = [...writtenInstead(meaning), ...otherCallsIn(meaning)];
  const withOthers = new Set(others.flatMap(({ keys }) => [0, ...keys.keys()].map((_, depth) => keyOf(keys, depth))));
  return choicesOf(meaning).flatMap(({ text: { pointer, keys, value }, stop, stopReason, toolCalls }) => {
    const isStopped = stopReason !== undefined && stopReason === meaning.format.sequenceStop;
    const isFinished = (stop === "end" || stop === undefined) && !isStopped;
    const isInstead = typeof value !== "string" && withOthers.has(keyOf(keys, keys.length));
    return isFinished && toolCalls.length === 0 && !isInstead
      ? [{ pointer, text: typeof value === "string" ? value : "" }]
      : [];
  });
}

/**
 * What the model wrote where it wrote no text and called no tool, such as a refusal: each of many choices is judged
 * beside it.
 */
export const writtenInstead: (meaning: TextMeaning) => readonly PlacedValue[] = rememberLast(({ format, response }) =>
  writtenAt(response, format.response.insteadOfText),
);

/** Calls of tools that the service runs, or of another form. */
export const otherCallsIn: (meaning: TextMeaning) => readonly PlacedValue[] = rememberLast(({ format, response }) =>
  writtenAt(response, format.response.otherCalls),
);

function writtenAt(response: unknown, places: Pointers = []): readonly PlacedValue[] {
  return readAll(response, places).filter(isWritten);
}

function isWritten({ value }: PlacedValue): boolean {
  return value !== null && value !== "";
}

/** How many choices the request asks for: as many as it says for each of its prompts, and one at least. */
export function choicesAsked({ format, request }: Pick<TextMeaning, "format" | "request">): number {
  const count = readPointer(request, format.request.choiceCount);
  return (
    Math.max(1, typeof count === "number" ? count : 1) *
    promptCount(readPointer(request, format.request.prompt), format)
  );
}

/** The most tokens that one choice may have; undefined where the request does not say. */
export function tokenLimit({ format, request }: TextMeaning): number | undefined {
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
function promptCount(prompt: unknown, { features }: TextMeaning["format"]): number {
  const isList = Array.isArray(prompt) && !features.tools && prompt.every((each) => typeof each !== "number");
  return isList ? prompt.length : 1;
}
