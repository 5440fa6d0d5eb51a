/** What is wrong with the bytes of a frame. */
export type FrameErrorCode =
  | "PreludeChecksumMismatch"
  | "MessageChecksumMismatch"
  | "InvalidLength"
  | "InvalidHeaders"
  | "Truncated";

/** The place of a faulty frame in its stream. */
export interface FramePosition {
  /** Index of the frame, from 0. */
  readonly index: number;
  /** Offset in bytes of the frame's beginning, from the beginning of the stream. */
  readonly offset: number;
}

/** Thrown for bytes that are not an event-stream frame. `hex` shows the first bytes of the faulty frame. */
export class FrameError extends Error {
  override readonly name = "FrameError";
  readonly code: FrameErrorCode;
  readonly index: number;
  readonly offset: number;
  readonly hex: string;
  /** The same bytes as text; undefined where they are not text. */
  readonly text: string | undefined;

  constructor(code: FrameErrorCode, message: string, position: FramePosition, bytes: Uint8Array) {
    super(`[${code}] frame ${position.index} at byte ${position.offset}: ${message}`);
    this.code = code;
    this.index = position.index;
    this.offset = position.offset;
    this.hex = hexView(bytes);
    this.text = textView(bytes);
  }
}

const SHOWN_BYTES = 32;

function textView(bytes: Uint8Array): string | undefined {
  const shown = bytes.subarray(0, SHOWN_BYTES);
  const isText = shown.length > 0 && shown.every((byte) => (byte >= 0x20 && byte !== 0x7f) || isSpace(byte));
  return isText ? new TextDecoder().decode(shown) + (bytes.length > SHOWN_BYTES ? "…" : "") : undefined;
}

/** Tab, line feed and carriage return. */
function isSpace(byte: number): boolean {
  return byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** The first 32 bytes in hexadecimal, in groups of four, with an ellipsis when there are more. */
export function hexView(bytes: Uint8Array): string {
  let text = "";
  for (const [index, byte] of bytes.subarray(0, SHOWN_BYTES).entries()) {
    text += index > 0 && index % 4 === 0 ? ` ${HEX[byte]}` : HEX[byte];
  }
  return bytes.length > SHOWN_BYTES ? `${text} …` : text;
}

/** Each byte in hexadecimal: a view is made of every frame. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
