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
const MOST_EXACT = 500_000;

function longTokens(text: string): readonly string[] {
  const tokens: string[] = text.slice(0, MOST_EXACT).match(TOKEN) ?? [];
  const length = Math.max(4, Math.ceil((text.length - MOST_EXACT) / MOST_EXACT));
  for (let at = MOST_EXACT; at < text.length; at += length) {
    tokens.push(text.slice(at, at + length));
  }
  return tokens;
}

/** Of a long text its beginning, its length and its end: megabytes would keep other requests waiting. */
function sample(text: string): string {
  const part = 50_000;
  return text.length <= 2 * part ? text : `${text.slice(0, part)}${text.length}${text.slice(-part)}`;
}

/** A number that is the same for the same value, in this process and any other. */
export function hashOf(value: unknown): number {
  let hash = 0x811c9dc5;
  const bytes = Buffer.from(sample(JSON.stringify(value) ?? ""));
  // By index: an iterator takes several times as long, and prompts may be megabytes.
  for (let at = 0; at < bytes.length; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
