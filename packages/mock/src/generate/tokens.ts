/** A word of up to eight letters or digits with the space before it, or any other single character. */
const TOKEN = / ?[\p{L}\p{N}]{1,8}|./gsu;

/**
 * The tokens of a text, as the mock counts them: words of up to eight letters or digits, each with the space before it,
 * and every other character by itself. Joined they are the text. No model counts so, but each count and each
 * log-probability of a response follows from it.
 */
export function tokensOf(text: string): readonly string[] {
  return text.length <= MOST_EXACT ? (text.match(TOKEN) ?? []) : longTokens(text);
}

/** A text of more characters is cut into words only so far; the rest of it goes in pieces of the same length. */
const MOST_EXACT = 200_000;

function longTokens(text: string): readonly string[] {
  const tokens: string[] = text.slice(0, MOST_EXACT).match(TOKEN) ?? [];
  const length = Math.max(4, Math.ceil((text.length - MOST_EXACT) / MOST_EXACT));
  for (let at = MOST_EXACT; at < text.length; at += length) {
    tokens.push(text.slice(at, at + length));
  }
  return tokens;
}

/** How much of the beginning and of the end of a long text counts, and of a long list. */
const TEXT_PART = 50_000;
const LIST_PART = 1_000;

/** Of a long text or list its beginning, its length and its end: megabytes would keep other requests waiting. */
function sample(value: unknown): unknown {
  if (typeof value === "string" && value.length > 2 * TEXT_PART) {
    return `${value.slice(0, TEXT_PART)}${value.length}${value.slice(-TEXT_PART)}`;
  }
  return Array.isArray(value) && value.length > 2 * LIST_PART
    ? [...value.slice(0, LIST_PART), value.length, ...value.slice(-LIST_PART)]
    : value;
}

/** A number that is the same for the same value, in this process and any other. */
export function hashOf(value: unknown): number {
  let hash = 0x811c9dc5;
  const json = JSON.stringify(value, (_name, member) => sample(member)) ?? "";
  const bytes = Buffer.from(String(sample(json)));
  // By index: an iterator takes several times as long, and prompts may be megabytes.
  for (let at = 0; at < bytes.length; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
