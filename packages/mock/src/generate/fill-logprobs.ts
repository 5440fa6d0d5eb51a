import type { TextFormat } from "@bedrock-contract/validators";
import { isHolder } from "./place.ts";
import { hashOf } from "./tokens.ts";

/** A token at its position. */
export interface TokenFacts {
  readonly text: string;
  /** Its offset in the text; among the likeliest tokens its rank, from 1. */
  readonly ordinal: number;
  /** Null where there is none. */
  readonly logprob: number | null;
}

/** The shape of an entry, from a stored answer. */
export interface EntryShape {
  /** A stored entry. */
  readonly stored: unknown;
  /** The pointer of `x-bedrock-format` to such entries. */
  readonly place: string;
}

/**
 * An entry like a stored one, for another token: a text in it stands for the token, a list of numbers for its bytes, a
 * number for the log-probability where the format says so and for an offset or a rank elsewhere; and `top` of the
 * likeliest tokens where the format has them.
 */
export function fillEntry(
  { stored, place }: EntryShape,
  token: TokenFacts,
  { format: { response }, top }: { readonly format: TextFormat; readonly top: number },
): unknown {
  const logprobPlaces = [response.outputLogprobValues, response.topLogprobValues, response.promptLogprobValues];
  const topPlaces = [response.topLogprobs, response.promptLogprobs];

  function fill(value: unknown, at: string, facts: TokenFacts): unknown {
    if (topPlaces.includes(at) && isHolder(value)) {
      return facts.logprob === null ? null : fillTop(value, at, facts);
    }
    if (typeof value === "number") {
      return logprobPlaces.includes(at) ? facts.logprob : facts.ordinal;
    }
    if (Array.isArray(value)) {
      return [...Buffer.from(facts.text)];
    }
    if (isHolder(value)) {
      const members = Object.entries(value).map(([name, member]) => [name, fill(member, `${at}/${name}`, facts)]);
      return Object.fromEntries(members);
    }
    return typeof value === "string" ? facts.text : value;
  }

  function fillTop(value: object, at: string, facts: TokenFacts): unknown {
    const [[key, shape] = ["", undefined]] = Object.entries(value);
    const likeliest = likeliestTokens(facts, top);
    if (Array.isArray(value)) {
      return likeliest.map((each) => fill(shape, `${at}/*`, each));
    }
    const isById = /^\d+$/.test(key);
    return Object.fromEntries(
      likeliest.map((each) => [isById ? tokenId(each.text) : each.text, fill(shape, `${at}/*`, each)]),
    );
  }

  return fill(stored, place, token);
}

/** The log-probability of a token in its place: a sixteenth below zero at most, so that its text is short. */
export function logprobOf(text: string, position: number): number {
  return -(1 + (hashOf([text, position]) % 12)) / 16;
}

/** Tokens that might have come instead. */
const OTHERS = [
  " the",
  " a",
  " of",
  " to",
  " and",
  " in",
  " is",
  " it",
  " for",
  " as",
  ",",
  ".",
  " on",
  " with",
  " by",
];
const MORE_OTHERS = [" that", " this", " are", " was", " be", "The", "A", "In", " at", " or"];

/** The token itself is the likeliest. */
function likeliestTokens({ text, logprob }: TokenFacts, count: number): readonly TokenFacts[] {
  const texts = [text, ...[...OTHERS, ...MORE_OTHERS].filter((other) => other !== text)];
  return texts
    .slice(0, count < 0 ? texts.length : count)
    .map((each, index) => ({ text: each, logprob: (logprob ?? 0) - index, ordinal: index + 1 }));
}

/** Ids as large as those of real vocabularies; so few tokens stand together that none share one. */
function tokenId(text: string): string {
  const others = [...OTHERS, ...MORE_OTHERS].indexOf(text);
  return String(others >= 0 ? 100 + others : 1_000 + (hashOf(text) % 127_000));
}
