import { readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { type EntryShape, fillEntry, logprobOf, type TokenFacts } from "./fill-logprobs.ts";
import { isHolder, parentOf } from "./place.ts";
import type { Template } from "./templates.ts";

/**
 * Where the log-probabilities of an answer stand as a whole: their list, or the object that holds it beside others of
 * the same length.
 */
export function logprobsPlace({ response }: TextFormat): string | undefined {
  const list = response.outputLogprobs === undefined ? undefined : parentOf(response.outputLogprobs);
  return list === undefined || isChoice(parentOf(list), response.choices) ? list : parentOf(list);
}

function isChoice(place: string, choices: string | undefined): boolean {
  return place === (choices ?? "");
}

/** The tokens that have log-probabilities. */
export interface ToldTokens {
  readonly tokens: readonly string[];
  /** How many of the likeliest are told at each position. */
  readonly top: number;
  /** Nothing comes before the first token of a prompt that it could follow from. */
  readonly isFirstUnknown: boolean;
}

/**
 * The log-probabilities of the tokens of a choice, in the shape that they have in a stored answer; undefined where none
 * has any.
 */
export function writeLogprobs(
  format: TextFormat,
  templates: readonly Template[],
  { tokens, top, isFirstUnknown }: ToldTokens,
): unknown {
  const { outputLogprobs = "" } = format.response;
  const place = logprobsPlace(format);
  const stored = templates
    .map(({ answer }) => readPointer(answer, place))
    .find((value) => isHolder(value) && entriesOf(value, outputLogprobs, place).length > 0);
  if (place === undefined || !isHolder(stored)) {
    return undefined;
  }
  const facts = factsOf(tokens).map((each, index) =>
    isFirstUnknown && index === 0 ? { ...each, logprob: null } : each,
  );
  const list = (value: unknown, at: string) =>
    facts.map((token) => fillEntry(shapeOf(value, `${at}/*`), token, { format, top }));
  if (Array.isArray(stored)) {
    return list(stored, place);
  }
  const { length } = entriesOf(stored, outputLogprobs, place);
  return Object.fromEntries(
    Object.entries(stored).map(([name, member]) => [
      name,
      Array.isArray(member) && member.length === length ? list(member, `${place}/${name}`) : member,
    ]),
  );
}

/** The log-probabilities of the tokens of a prompt, the first of them null. */
export function writePromptLogprobs(
  format: TextFormat,
  templates: readonly Template[],
  { tokens, top }: { readonly tokens: readonly string[]; readonly top: number },
): unknown {
  const { promptLogprobs: place } = format.response;
  const all = place === undefined ? [] : templates.flatMap(({ answer }) => readAll(answer, place));
  const stored = all.find(({ value }) => isHolder(value))?.value;
  return place === undefined || stored === undefined
    ? undefined
    : factsOf(tokens).map((token, index) =>
        index === 0 ? null : fillEntry({ stored, place }, token, { format, top }),
      );
}

/** The log-probabilities of some of the tokens, for a chunk. */
export function sliceLogprobs(value: unknown, count: number, [start, end]: readonly [number, number]): unknown {
  if (Array.isArray(value)) {
    return value.length === count ? value.slice(start, end) : value;
  }
  return isHolder(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          name,
          Array.isArray(member) ? sliceLogprobs(member, count, [start, end]) : member,
        ]),
      )
    : value;
}

function entriesOf(stored: object, outputLogprobs: string, place = ""): readonly unknown[] {
  const below = outputLogprobs.slice(place.length);
  return below === "" ? [] : readAll(stored, below);
}

/**
 * The first entry of a list may be null, and a stored answer may tell no likeliest tokens: the fullest entry shows the
 * shape.
 */
function shapeOf(list: unknown, place: string): EntryShape {
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  const [stored] = entries.toSorted((one, other) => JSON.stringify(other).length - JSON.stringify(one).length);
  return { stored, place };
}

function factsOf(tokens: readonly string[]): readonly TokenFacts[] {
  let offset = 0;
  return tokens.map((text, index) => {
    const facts = { text, ordinal: offset, logprob: logprobOf(text, index) };
    offset += text.length;
    return facts;
  });
}
