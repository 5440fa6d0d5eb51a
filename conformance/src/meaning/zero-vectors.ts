import type { Difference } from "../result.ts";

/** Fewer numbers may be zeros by chance. */
const FEWEST_NUMBERS = 4;

interface PlacedNumbers {
  readonly pointer: string;
  readonly numbers: readonly unknown[];
}

/** Where vectors are all zeros. */
export function zeroDifferences(vectors: readonly PlacedNumbers[]): readonly Difference[] {
  return vectors
    .filter(({ numbers }) => isZeroVector(numbers))
    .map(({ pointer }) => ({
      pointer,
      message: "the vector is all zeros",
      expected: "a number other than 0",
      received: "zeros",
    }));
}

/** Whether a vector has no direction: no comparison finds what it stands for. */
function isZeroVector(numbers: readonly unknown[]): boolean {
  return numbers.length >= FEWEST_NUMBERS && numbers.every((number) => number === 0);
}

/** Whether an input holds something that a model makes a vector of: a letter or a digit, or the number of a token. */
export function saysSomething(input: unknown): boolean {
  return typeof input === "object" && input !== null
    ? Object.values(input).some(saysSomething)
    : /[\p{L}\p{N}]/u.test(String(input ?? ""));
}
