import { crc32 } from "./crc32.ts";
import { FRAME_OVERHEAD, type Frame, type FrameHeader, PRELUDE_LENGTH } from "./frame.ts";
import { FrameError, type FrameErrorCode } from "./frame-error.ts";
import { decodeHeaders } from "./frame-headers.ts";

/** How a FrameDecoder reads. */
export interface FrameDecoderOptions {
  /** Largest frame accepted, in bytes; a frame that claims more is refused from its prelude. Default 24 MiB. */
  readonly maxFrameLength?: number;
}

/** A frame and where in the stream it stood. */
export interface PositionedFrame extends Frame {
  readonly index: number;
  readonly offset: number;
  /** Length of the whole frame in bytes. */
  readonly length: number;
}

// The SDKs' own limits for one message and for its headers.
const MAX_FRAME_LENGTH = 24 * 1024 * 1024;
const MAX_HEADERS_LENGTH = 128 * 1024;
const NOTHING = new Uint8Array(0);

/**
 * Reads frames out of the pieces in which a body arrives, whatever their size. `push` returns the frames that a piece
 * completes, in order; `end` must be called after the last piece. Both throw a FrameError at the first faulty frame,
 * and nothing can be read after that. A frame's payload is a view of the piece it came in where it can be.
 */
export class FrameDecoder {
  readonly #maxFrameLength: number;
  #rest: Uint8Array = NOTHING;
  #pieces: Uint8Array[] = [];
  #missing = 0;
  #index = 0;
  #offset = 0;
  #headerBlock: Uint8Array = NOTHING;
  #headers: readonly FrameHeader[] = [];

  constructor(options: FrameDecoderOptions = {}) {
    this.#maxFrameLength = options.maxFrameLength ?? MAX_FRAME_LENGTH;
  }

  /** Takes the next piece of the body; returns the frames that are now complete. */
  push(piece: Uint8Array): PositionedFrame[] {
    const frames: PositionedFrame[] = [];
    this.decode(piece, (frame) => frames.push(frame));
    return frames;
  }

  /** As `push`, but hands over each frame at once, so that those before a faulty one are not lost. */
  decode(piece: Uint8Array, onFrame: (frame: PositionedFrame) => void): void {
    if (piece.length < this.#missing) {
      this.#keep(piece);
      return;
    }
    const bytes = this.#joined(piece);
    let at = 0;
    let length = this.#frameLength(bytes, at);
    while (length > 0 && bytes.length - at >= length) {
      onFrame(this.#frame(bytes, at, length));
      at += length;
      length = this.#frameLength(bytes, at);
    }
    this.#rest = bytes.subarray(at);
    this.#missing = Math.max(length, PRELUDE_LENGTH) - this.#rest.length;
  }

  /** Ends the body. Throws a FrameError with code `Truncated` when it stops inside a frame. */
  end(): void {
    const bytes = this.#joined(NOTHING);
    if (bytes.length > 0) this.#fail("Truncated", `the stream ends after ${bytes.length} bytes of it`, bytes);
  }

  // Pieces of an unfinished frame are joined once, when it is complete: a large frame in small pieces stays linear.
  #keep(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#missing -= piece.length;
  }

  #joined(piece: Uint8Array): Uint8Array {
    if (this.#rest.length === 0 && this.#pieces.length === 0) return piece;
    const parts = [this.#rest, ...this.#pieces, piece];
    const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#rest = bytes;
    this.#pieces = [];
    return bytes;
  }

  /** Length of the frame that begins at `at`, or 0 while its prelude is incomplete. */
  #frameLength(bytes: Uint8Array, at: number): number {
    if (bytes.length - at < PRELUDE_LENGTH) return 0;
    const expected = uint32(bytes, at + 8);
    const actual = crc32(bytes, at, at + 8);
    if (actual !== expected) this.#failChecksum("PreludeChecksumMismatch", "prelude", expected, actual, bytes, at);
    const length = uint32(bytes, at);
    const headersLength = uint32(bytes, at + 4);
    if (length > this.#maxFrameLength) {
      this.#fail("InvalidLength", `it claims ${length} bytes, at most ${this.#maxFrameLength} are allowed`, bytes, at);
    }
    if (headersLength > MAX_HEADERS_LENGTH || length < FRAME_OVERHEAD + headersLength) {
      this.#fail("InvalidLength", `it claims ${length} bytes with ${headersLength} bytes of headers`, bytes, at);
    }
    return length;
  }

  #frame(bytes: Uint8Array, at: number, length: number): PositionedFrame {
    const end = at + length - 4;
    const expected = uint32(bytes, end);
    const actual = crc32(bytes, at, end);
    if (actual !== expected) this.#failChecksum("MessageChecksumMismatch", "message", expected, actual, bytes, at);
    const headersEnd = at + PRELUDE_LENGTH + uint32(bytes, at + 4);
    const frame: PositionedFrame = {
      headers: this.#decodedHeaders(bytes, at + PRELUDE_LENGTH, headersEnd, at),
      payload: bytes.subarray(headersEnd, end),
      index: this.#index,
      offset: this.#offset,
      length,
    };
    this.#index += 1;
    this.#offset += length;
    return frame;
  }

  // The frames of one stream nearly always carry the same headers: the last block is remembered.
  #decodedHeaders(bytes: Uint8Array, start: number, end: number, frameStart: number): readonly FrameHeader[] {
    if (isSameBlock(this.#headerBlock, bytes, start, end)) return this.#headers;
    const headers = decodeHeaders(bytes, start, end);
    if (typeof headers === "string") return this.#fail("InvalidHeaders", headers, bytes, frameStart);
    this.#headerBlock = bytes.slice(start, end);
    this.#headers = headers;
    return headers;
  }

  #failChecksum(
    code: FrameErrorCode,
    what: string,
    expected: number,
    actual: number,
    bytes: Uint8Array,
    at: number,
  ): never {
    this.#fail(code, `the ${what} checksum says ${hex32(expected)}, its bytes give ${hex32(actual)}`, bytes, at);
  }

  #fail(code: FrameErrorCode, message: string, bytes: Uint8Array, at = 0): never {
    throw new FrameError(code, message, { index: this.#index, offset: this.#offset }, bytes.subarray(at));
  }
}

function isSameBlock(block: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (block.length !== end - start) return false;
  for (let index = 0; index < block.length; index++) if (block[index] !== bytes[start + index]) return false;
  return true;
}

function uint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  );
}

function hex32(value: number): string {
  return `0x${value.toString(16).padStart(8, "0")}`;
}
