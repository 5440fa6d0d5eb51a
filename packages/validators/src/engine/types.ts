/** The JSON types of a value, as bits: an integer is a number too. */
export const NULL = 1;
export const BOOLEAN = 2;
export const INTEGER = 4;
export const NUMBER = 12;
export const STRING = 16;
export const ARRAY = 32;
export const OBJECT = 64;

/** Whether a value has one of the types. */
export function hasType(value: unknown, types: number): boolean {
  if (typeof value === "string") return (types & STRING) !== 0;
  if (typeof value === "number")
    return Number.isFinite(value) && (types & (Number.isInteger(value) ? INTEGER : 8)) !== 0;
  if (typeof value === "boolean") return (types & BOOLEAN) !== 0;
  if (value === null) return (types & NULL) !== 0;
  return typeof value === "object" && (types & (Array.isArray(value) ? ARRAY : OBJECT)) !== 0;
}

/** Types in words: `a string, an array or null`. Each is put together once. */
export function typePhrase(types: number): string {
  const phrase = phrases[types] ?? phraseOf(types);
  phrases[types] = phrase;
  return phrase;
}

const phrases: string[] = [];

function phraseOf(types: number): string {
  const words: string[] = [];
  let rest = types;
  for (const [bits, phrase] of PHRASES) {
    if ((rest & bits) !== bits) continue;
    words.push(phrase);
    rest &= ~bits;
  }
  return joinOr(words);
}

/** `a`, `a or b`, `a, b or c`. */
export function joinOr(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

const PHRASES: readonly (readonly [number, string])[] = [
  [STRING, "a string"],
  [NUMBER, "a number"],
  [INTEGER, "an integer"],
  [BOOLEAN, "true or false"],
  [OBJECT, "an object"],
  [ARRAY, "an array"],
  [NULL, "null"],
];
