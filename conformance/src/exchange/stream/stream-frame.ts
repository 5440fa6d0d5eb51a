import { type FrameHeader, hexView, type PositionedFrame, stringHeader } from "@bedrock-contract/wire";
import { defined } from "../../defined.ts";
import { parseJson } from "../parse-json.ts";
import { CHUNK } from "./event-names.ts";

/** What a frame holds, as far as its headers and its payload can be read. */
export type FrameContent =
  /**
   * The value that the bytes of a chunk decode to; of another event an object of one member, the event's name, without
   * padding.
   */
  | { readonly kind: "chunk"; readonly value: unknown }
  /** A chunk whose payload is not `{"bytes": base64 of JSON}`, or an event whose payload is not a JSON object. */
  | { readonly kind: "unreadable-chunk"; readonly reason: string; readonly payload: string }
  /** An exception, or an error: the two kinds of frame with which SDKs end a stream by throwing. */
  | {
      readonly kind: "exception";
      readonly messageType: "exception" | "error";
      readonly type: string;
      /** Undefined where the payload is not a JSON object. */
      readonly members: Readonly<Record<string, unknown>> | undefined;
      readonly payload: string;
    }
  /** An event of another type, which SDKs skip, or a frame that does not say what it is. */
  | { readonly kind: "other"; readonly payload: string };

/** One frame of a stream. Of its bytes only the beginning is kept, so that a long stream does not fill the memory. */
export interface StreamFrame {
  readonly index: number;
  /** Offset of its first byte from the beginning of the stream. */
  readonly offset: number;
  readonly length: number;
  readonly headers: readonly FrameHeader[];
  readonly content: FrameContent;
  /** The first bytes of its payload, in hexadecimal. */
  readonly hex: string;
  /** When it was complete, in milliseconds since the request was sent; undefined for recorded bytes. */
  readonly receivedMs?: number;
}

const SHOWN_HEX_BYTES = 16;

/** How a frame is read. */
export interface ReadFrameOptions {
  /** The names of the events that the stream can have. */
  readonly events: readonly string[];
  readonly receivedMs?: number | undefined;
}

/** Reads what a sound frame holds. */
export function readFrame(frame: PositionedFrame, { events, receivedMs }: ReadFrameOptions): StreamFrame {
  const { index, offset, length, headers, payload } = frame;
  return {
    index,
    offset,
    length,
    headers,
    content: contentOf(frame, events),
    hex: hexView(payload.subarray(0, SHOWN_HEX_BYTES)),
    ...defined({ receivedMs }),
  };
}

function contentOf(frame: PositionedFrame, events: readonly string[]): FrameContent {
  const messageType = stringHeader(frame, ":message-type");
  if (messageType === "exception" || messageType === "error") {
    return exceptionOf(frame, messageType);
  }
  const type = stringHeader(frame, ":event-type") ?? "";
  if (messageType !== "event" || !events.includes(type)) {
    return { kind: "other", payload: beginningOf(frame) };
  }
  return type === CHUNK ? chunkOf(frame) : eventOf(frame, type);
}

function exceptionOf(frame: PositionedFrame, messageType: "exception" | "error"): FrameContent {
  const type = stringHeader(frame, messageType === "error" ? ":error-code" : ":exception-type") ?? "";
  const members = jsonObject(frame.payload);
  return { kind: "exception", messageType, type, members, payload: beginningOf(frame) };
}

/** An event whose payload is its members. */
function eventOf(frame: PositionedFrame, type: string): FrameContent {
  const payload = jsonObject(frame.payload);
  if (payload === undefined) {
    return unreadable(frame, "the payload is not a JSON object");
  }
  const { p, ...members } = payload;
  return isPadding(p) ? { kind: "chunk", value: { [type]: members } } : unreadable(frame, NO_PADDING);
}

function chunkOf(frame: PositionedFrame): FrameContent {
  const members = jsonObject(frame.payload);
  if (members === undefined) {
    return unreadable(frame, "the payload is not a JSON object");
  }
  const { bytes, p } = members;
  if (typeof bytes !== "string") {
    return unreadable(frame, 'the payload has no string "bytes"');
  }
  if (!BASE64.test(bytes)) {
    return unreadable(frame, '"bytes" is not base64');
  }
  if (!isPadding(p)) {
    return unreadable(frame, NO_PADDING);
  }
  const json = parseJson(Buffer.from(bytes, "base64"), "it");
  return json.isJson
    ? { kind: "chunk", value: json.value }
    : unreadable(frame, `"bytes" does not decode to JSON: ${json.reason}`);
}

function isPadding(p: unknown): boolean {
  return p === undefined || typeof p === "string";
}

const NO_PADDING = '"p" is not a string';

function unreadable(frame: PositionedFrame, reason: string): FrameContent {
  return { kind: "unreadable-chunk", reason, payload: beginningOf(frame) };
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function jsonObject(payload: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const json = parseJson(bufferOf(payload));
  const isObject = json.isJson && typeof json.value === "object" && json.value !== null && !Array.isArray(json.value);
  return isObject ? (json.value as Record<string, unknown>) : undefined; // An object that JSON.parse made.
}

const SHOWN_BYTES = 600;

function beginningOf({ payload }: PositionedFrame): string {
  return bufferOf(payload).toString("utf8", 0, SHOWN_BYTES);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
