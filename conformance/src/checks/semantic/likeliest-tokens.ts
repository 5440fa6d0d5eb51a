import { type PlacedValue, readAll } from "@bedrock-contract/validators";
import type { Difference } from "../../result.ts";

/** What rounding may add to a log-probability of zero. */
const ROUNDING = 1e-5;

/**
 * What is wrong with the number of tokens told at a position: as many as asked, or one more where the server adds the
 * token that came. An object by text can lack some, where two tokens have the same text.
 */
export function countFault({ pointer, value }: PlacedValue, asked: number): Difference | undefined {
  const told = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  const least = Array.isArray(value) ? asked : Math.min(asked, 1);
  // -1 asks for the whole vocabulary, whose size nobody knows here.
  return asked < 0 || (told >= least && told <= asked + 1)
    ? undefined
    : {
        pointer,
        message: "another number of likeliest tokens is told than asked for",
        expected: `${asked} or ${asked + 1}`,
        received: String(told),
      };
}

/** The first log-probability at a place that is none: the probability of a token is 1 at most. */
export function valueFault(response: unknown, place: string | undefined): Difference | undefined {
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
