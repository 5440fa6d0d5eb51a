/** The JSON types a value can have, as bits: integers are apart from other numbers. */
export const NULL = 1;
export const BOOLEAN = 2;
export const INTEGER = 4;
export const FRACTION = 8;
export const STRING = 16;
export const ARRAY = 32;
export const OBJECT = 64;
export const NUMBER: number = INTEGER | FRACTION;
export const ANY = 127;

const BY_NAME: ReadonlyMap<string, number> = new Map([
  ["null", NULL],
  ["boolean", BOOLEAN],
  ["integer", INTEGER],
  ["number", NUMBER],
  ["string", STRING],
  ["array", ARRAY],
  ["object", OBJECT],
]);

const PHRASES: readonly (readonly [number, string])[] = [
  [STRING, "a string"],
  [NUMBER, "a number"],
  [INTEGER, "an integer"],
  [BOOLEAN, "true or false"],
  [OBJECT, "an object"],
  [ARRAY, "an array"],
  [NULL, "null"],
];

/** The bits of a type's name, or undefined for a name that JSON Schema does not have. */
export function typeBits(name: unknown): number | undefined {
  return typeof name === "string" ? BY_NAME.get(name) : undefined;
}

/** The type of a JSON value, as bits. */
export function typeOfValue(value: unknown): number {
  if (value === null) return NULL;
  if (Array.isArray(value)) return ARRAY;
  if (typeof value === "number") return Number.isInteger(value) ? INTEGER : FRACTION;
  if (typeof value === "boolean") return BOOLEAN;
  return typeof value === "string" ? STRING : OBJECT;
}

/** Types in words: `a string, an array or null`. */
export function typePhrase(types: number): string {
  const words: string[] = [];
  let rest = types;
  for (const [bits, phrase] of PHRASES) {
    if ((rest & bits) !== bits) continue;
    words.push(phrase);
    rest &= ~bits;
  }
  return orList(words);
}

/** `a`, `a or b`, `a, b or c`. */
export function orList(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
