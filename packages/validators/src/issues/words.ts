const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ["array", "an array"],
  ["boolean", "true or false"],
  ["integer", "an integer"],
  ["null", "null"],
  ["number", "a number"],
  ["object", "an object"],
  ["string", "a string"],
]);

/** A type of JSON Schema with its article. */
export function typeName(type: string): string {
  return TYPE_NAMES.get(type) ?? type;
}

/** A fixed value as it stands in JSON. */
export function showLiteral(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

/** `a, b or c`. */
export function joinOr(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? "nothing";
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** `1 item`, `2 items`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
