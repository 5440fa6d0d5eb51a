import { tokensOf } from "./tokens.ts";

/** An unconstrained text has at least this many tokens, so that limits and stop sequences have something to cut. */
const SHORTEST = 24;

const SENTENCES = [
  "This text comes from a mock and says nothing about the question.",
  "It is as long as a short reply would be.",
  "The same request always gets the same words.",
  "A limit on tokens cuts it, and so does a stop sequence.",
  "When it is streamed, it comes in several chunks.",
  "Script a response if a test needs other words.",
];

/** A text that begins with another and is long enough for limits to cut. The same seed gives the same text. */
export function proseFrom(beginning: string, seed: number): string {
  let text = beginning;
  for (let index = seed; tokensOf(text).length < SHORTEST; index += 1) {
    const sentence = SENTENCES[index % SENTENCES.length] ?? "";
    text = /^ ?$/.test(text) ? text + sentence : `${text} ${sentence}`;
  }
  return text;
}
