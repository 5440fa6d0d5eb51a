/** A word of up to eight letters or digits with the space before it, or any other single character. */
const TOKEN = / ?[\p{L}\p{N}]{1,8}|./gsu;

/**
 * The tokens of a text, as the mock counts them: words of up to eight letters or digits, each with the space before it,
 * and every other character by itself. Joined they are the text. No model counts so, but each count and each
 * log-probability of a response follows from it.
 */
export function tokensOf(text: string): readonly string[] {
  return text.match(TOKEN) ?? [];
}

/** A number that is the same for the same value, in this process and any other. */
export function hashOf(value: unknown): number {
  let hash = 0x811c9dc5;
  const bytes = Buffer.from(JSON.stringify(value) ?? "");
  // By index: an iterator takes several times as long, and prompts may be megabytes.
  for (let at = 0; at < bytes.length; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
