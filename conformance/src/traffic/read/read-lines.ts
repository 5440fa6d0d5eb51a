/** One line of a file, counted from 1. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer;
  /** Whether the line is longer than the limit; then `bytes` is only its beginning. */
  readonly isTooLong: boolean;
}

/**
 * The longest line that is read: an exchange whose two bodies are as long as the service allows, escaped and with room
 * to spare.
 */
export const LONGEST_LINE: number = 256 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Splits pieces of a file into lines, holding one line at a time. */
export async function* readLines(
  pieces: AsyncIterable<Buffer>,
  { longest = LONGEST_LINE }: { readonly longest?: number } = {},
): AsyncGenerator<Line> {
  let number = 1;
  let parts: Buffer[] = [];
  let length = 0;
  const line = (): Line => ({ number: number++, bytes: whole(parts), isTooLong: length > longest });
  const keep = (part: Buffer): void => {
    // What is beyond the limit is counted, not kept.
    if (length <= longest) {
      parts.push(part);
    }
    length += part.length;
  };
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, start)) {
      keep(piece.subarray(start, end));
      yield line();
      parts = [];
      length = 0;
      start = end + 1;
    }
    keep(piece.subarray(start));
  }
  if (length > 0) {
    yield line();
  }
}

/** Most lines come in one piece. */
function whole(parts: readonly Buffer[]): Buffer {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}
