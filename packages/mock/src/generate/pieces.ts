import { tokensOf } from "./tokens.ts";

/** A piece of a text, which one chunk has. */
export interface Piece {
  readonly text: string;
  readonly tokens: number;
}

/** Tokens in one chunk. */
const TOKENS_PER_CHUNK = 3;

/** The pieces of a text: those that a test has set, where they make it up; else every few tokens. */
export function piecesOf(text: string, set: readonly string[] | undefined): readonly Piece[] {
  if (set !== undefined && text.endsWith(set.join(""))) {
    const before = text.slice(0, text.length - set.join("").length);
    const own = set.map((piece) => ({ text: piece, tokens: tokensOf(piece).length }));
    return before === "" ? own : [...piecesOf(before, undefined), ...own];
  }
  const tokens = tokensOf(text);
  return Array.from({ length: Math.ceil(tokens.length / TOKENS_PER_CHUNK) }, (_, index) => {
    const own = tokens.slice(index * TOKENS_PER_CHUNK, (index + 1) * TOKENS_PER_CHUNK);
    return { text: own.join(""), tokens: own.length };
  });
}
