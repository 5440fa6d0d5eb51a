/** One line as it came, without its end. */
export interface RawLine {
  /** Offset of its first byte from the beginning of the stream. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly isUtf8: boolean;
}

const LF = 10;
const CR = 13;
const BYTE_ORDER_MARK = "\uFEFF";

/** Splits bytes into lines, whatever pieces they come in. A line ends with CR LF, LF or CR. */
export class LineSplitter {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
  /** The pieces of the line under way. */
  #pieces: Uint8Array[] = [];
  #length = 0;
  #offset = 0;
  #endedWithCr = false;

  /** Takes the next bytes and gives the lines that they end. */
  *push(piece: Uint8Array): Generator<RawLine> {
    let start = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at];
      if (byte === LF && this.#endedWithCr) {
        // The second half of a line's end.
        this.#offset += 1;
        start = at + 1;
      } else if (byte === LF || byte === CR) {
        yield this.#line(piece.subarray(start, at));
        this.#offset += 1;
        start = at + 1;
      }
      this.#endedWithCr = byte === CR;
    }
    const rest = piece.slice(start);
    if (rest.length > 0) {
      this.#pieces.push(rest);
      this.#length += rest.length;
    }
  }

  /** The line that nothing ended; undefined where there is none. */
  end(): RawLine | undefined {
    return this.#length === 0 ? undefined : this.#line(new Uint8Array());
  }

  #line(last: Uint8Array): RawLine {
    const bytes = this.#length === 0 ? last : Buffer.concat([...this.#pieces, last]);
    const offset = this.#offset;
    this.#offset += bytes.length;
    this.#pieces = [];
    this.#length = 0;
    const text = this.#decoder.decode(bytes);
    const isFirst = offset === 0 && text.startsWith(BYTE_ORDER_MARK);
    return { offset, bytes, text: isFirst ? text.slice(1) : text, isUtf8: this.#isUtf8(bytes) };
  }

  #isUtf8(bytes: Uint8Array): boolean {
    try {
      this.#strict.decode(bytes);
      return true;
    } catch {
      return false;
    }
  }
}

/** Whether clients know a field. A line that begins with a colon is a comment: its field has no name. */
export function isKnownField(name: string): boolean {
  return ["", "data", "event", "id", "retry"].includes(name);
}
