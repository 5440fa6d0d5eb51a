import { crc32 } from "./crc32.ts";

/** The ten header types of the event-stream encoding, by their type number. */
export const HEADER_TYPES = [
  "true",
  "false",
  "byte",
  "short",
  "integer",
  "long",
  "bytes",
  "string",
  "timestamp",
  "uuid",
] as const;

/** Name of a header type: `HEADER_TYPES[n]` is the type with number n. */
export type HeaderType = (typeof HEADER_TYPES)[number];

/** One header of a frame. `long` values and `timestamp`s (milliseconds since 1970) are bigints, `uuid`s hex text. */
export interface FrameHeader {
  readonly name: string;
  readonly type: HeaderType;
  readonly value: boolean | number | bigint | string | Uint8Array;
}

/** One message of an `application/vnd.amazon.eventstream` body. Headers stand in the order of the wire. */
export interface Frame {
  readonly headers: readonly FrameHeader[];
  readonly payload: Uint8Array;
}

/** The media type of a body that is a sequence of frames. */
export const EVENT_STREAM_MEDIA_TYPE = "application/vnd.amazon.eventstream";

/** Bytes before the headers: total length, header length, and the checksum of these two. */
export const PRELUDE_LENGTH = 12;

/** Bytes of a frame that are neither headers nor payload: the prelude and the closing checksum. */
export const FRAME_OVERHEAD: number = PRELUDE_LENGTH + 4;

const encoder = new TextEncoder();

/**
 * Writes one frame with headers in the order given: strings, the only kind that Bedrock sends, and bytes and timestamps
 * (milliseconds since 1970), which clients sign with. Throws a RangeError when a name is longer than 255 bytes or a
 * value longer than 65,535.
 */
export function encodeFrame(
  headers: Readonly<Record<string, string | Uint8Array | bigint>>,
  payload: Uint8Array,
): Uint8Array {
  return frameOf(encodeHeaders(headers), payload);
}

/** The frame of a block of headers, as they stand on the wire, and a payload. */
export function frameOf(block: Uint8Array, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(FRAME_OVERHEAD + block.length + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, frame.length);
  view.setUint32(4, block.length);
  view.setUint32(8, crc32(frame, 0, 8));
  frame.set(block, PRELUDE_LENGTH);
  frame.set(payload, PRELUDE_LENGTH + block.length);
  view.setUint32(frame.length - 4, crc32(frame, 0, frame.length - 4));
  return frame;
}

/** The value of the first header of that name if it is a string. */
export function stringHeader(frame: Frame, name: string): string | undefined {
  const value = frame.headers.find((header) => header.name === name)?.value;
  return typeof value === "string" ? value : undefined;
}

/** Headers as they stand on the wire. Throws as `encodeFrame` does. */
export function encodeHeaders(headers: Readonly<Record<string, string | Uint8Array | bigint>>): Uint8Array {
  const parts = Object.entries(headers).map(([name, value]) =>
    typeof value === "string" && value.length < LONGEST_KEPT ? keptHeader(name, value) : encodeHeader(name, value),
  );
  const block = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    block.set(part, at);
    at += part.length;
  }
  return block;
}

/** A stream has the same few headers in every frame. */
function keptHeader(name: string, value: string): Uint8Array {
  const key = `${name}\n${value}`;
  const known = kept.get(key) ?? encodeHeader(name, value);
  if (kept.size < MOST_KEPT) kept.set(key, known);
  return known;
}

const [MOST_KEPT, LONGEST_KEPT] = [200, 100];
const kept = new Map<string, Uint8Array>();

function encodeHeader(name: string, value: string | Uint8Array | bigint): Uint8Array {
  const nameBytes = encoder.encode(name);
  if (nameBytes.length > 0xff) throw new RangeError(`The header name ${name} is longer than 255 bytes.`);
  const head = [nameBytes.length, ...nameBytes];
  if (typeof value === "bigint") {
    const time = new DataView(new ArrayBuffer(8));
    time.setBigInt64(0, value);
    return Uint8Array.of(...head, HEADER_TYPES.indexOf("timestamp"), ...new Uint8Array(time.buffer));
  }
  const valueBytes = typeof value === "string" ? encoder.encode(value) : value;
  if (valueBytes.length > 0xffff) throw new RangeError(`The value of header ${name} is longer than 65,535 bytes.`);
  const type = HEADER_TYPES.indexOf(typeof value === "string" ? "string" : "bytes");
  return Uint8Array.of(...head, type, valueBytes.length >>> 8, valueBytes.length & 255, ...valueBytes);
}
