import {
  crc32,
  encodeFrame,
  type Frame,
  FrameDecoder,
  type PositionedFrame,
  stringHeader,
} from "@bedrock-contract/wire";
import { defined } from "../../defined.ts";
import { CHUNK } from "../../exchange/stream/event-names.ts";

const EVENT_TYPE = ":event-type";

/** One frame of a recorded stream, taken apart so that it can be put together otherwise. */
export interface RecordedFrame {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** The members of its payload. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The decoded payload of a chunk, or the event by its name without its padding; undefined for any other frame. */
  readonly chunk?: unknown;
}

/** Takes the body of a stream apart. */
export function framesOf(body: Buffer): readonly RecordedFrame[] {
  const frames: RecordedFrame[] = [];
  new FrameDecoder().decode(body, (frame) => frames.push(recorded(frame, body)));
  return frames;
}

function recorded(frame: PositionedFrame, body: Buffer): RecordedFrame {
  const headers = Object.fromEntries(frame.headers.map(({ name, value }) => [name, String(value)]));
  const payload: unknown = JSON.parse(Buffer.from(frame.payload).toString("utf8"));
  const members = Object(payload) as Readonly<Record<string, unknown>>; // The mock sends objects.
  const chunk = chunkOf(frame, members);
  return {
    bytes: Buffer.from(body.subarray(frame.offset, frame.offset + frame.length)),
    headers,
    payload: members,
    ...defined({ chunk }),
  };
}

/** A chunk stands in its frame as bytes, an event as itself. */
function chunkOf(frame: Frame, { p, ...members }: Readonly<Record<string, unknown>>): unknown {
  const name = stringHeader(frame, EVENT_TYPE);
  if (name === CHUNK) {
    return JSON.parse(Buffer.from(String(members.bytes), "base64").toString("utf8"));
  }
  return name === undefined ? undefined : { [name]: members };
}

/** A frame of headers and a payload. */
export function frameOf(headers: Readonly<Record<string, string>>, payload: unknown): Buffer {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return Buffer.from(encodeFrame(headers, Buffer.from(text)));
}

/** The same frame with another chunk in it, its padding kept. */
export function withChunk({ headers, payload }: RecordedFrame, chunk: unknown): Buffer {
  if (headers[EVENT_TYPE] === CHUNK) {
    const bytes = Buffer.from(JSON.stringify(chunk) ?? "").toString("base64");
    return frameOf(headers, { ...payload, bytes });
  }
  const [[name, members] = [headers[EVENT_TYPE] ?? "", chunk]] = Object.entries(Object(chunk));
  const isObject = typeof members === "object" && members !== null && !Array.isArray(members);
  const padding = "p" in payload ? { p: payload.p } : {};
  const text = isObject ? { ...padding, ...members } : (JSON.stringify(members) ?? "");
  return frameOf({ ...headers, [EVENT_TYPE]: name }, text);
}

/** A frame with bytes changed, both checksums right all the same. */
export function resigned(frame: Buffer, change: (frame: Buffer) => void): Buffer {
  const changed = Buffer.from(frame);
  change(changed);
  changed.writeUInt32BE(crc32(changed, 0, PRELUDE), PRELUDE);
  changed.writeUInt32BE(crc32(changed, 0, changed.length - 4), changed.length - 4);
  return changed;
}

const PRELUDE = 8;

/** A frame with one byte changed, its checksums left as they were. Counted from the end where `at` is negative. */
export function flipped(frame: Buffer, at: number): Buffer {
  const changed = Buffer.from(frame);
  const index = at < 0 ? changed.length + at : at;
  changed[index] = (changed[index] ?? 0) ^ 0x01;
  return changed;
}
