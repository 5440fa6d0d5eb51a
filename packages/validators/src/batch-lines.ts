/** One line of a file, counted from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
  /** Whether the line is longer than a line may be; then it has no text. */
  readonly isTooLong: boolean;
}

/** The longest line that is read. The service takes less; a string of JavaScript can be twice as long. */
export const LONGEST_LINE: number = 256 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Splits pieces of a file into lines, one of which is held at a time. Blank lines are counted, and left out. */
export async function* readLines(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  longest: number = LONGEST_LINE,
): AsyncGenerator<Line> {
  const pending = new PendingLine(longest);
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, start)) {
      pending.add(piece.subarray(start, end));
      yield* pending.take();
      start = end + 1;
    }
    pending.add(piece.subarray(start));
  }
  yield* pending.take();
}

/** A line that is not whole yet. */
class PendingLine {
  readonly #longest: number;
  #number = 0;
  #length = 0;
  #text = "";
  #decoder = new TextDecoder();

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Beyond the limit bytes are counted, not kept. */
  add(part: Uint8Array): void {
    this.#length += part.length;
    this.#text = this.#length > this.#longest ? "" : this.#text + this.#decoder.decode(part, { stream: true });
  }

  /** The line, unless it is blank; the next one begins. */
  *take(): Generator<Line> {
    this.#number += 1;
    const isTooLong = this.#length > this.#longest;
    const text = isTooLong ? "" : this.#text + this.#decoder.decode();
    this.#length = 0;
    this.#text = "";
    this.#decoder = new TextDecoder();
    if (isTooLong || text.trim() !== "") yield { number: this.#number, text, isTooLong };
  }
}
