import { errorMessageOf, errorTypeOf } from "../error-type.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { encodeFrame, encodeHeaders, type Frame, frameOf, stringHeader } from "./frame.ts";

/** One part of the model's response: the bytes that the service wrapped in base64. */
export interface ChunkEvent {
  readonly kind: "chunk";
  readonly bytes: Uint8Array;
  /** Padding (`p`) that the service adds beside the bytes, so that lengths tell nothing. */
  readonly padding?: string;
}

/** An event whose payload is its members, as those of ConverseStream. */
export interface TypedEvent {
  readonly kind: "typed";
  /** Name as in the `:event-type` header, for instance `contentBlockDelta`. */
  readonly eventType: string;
  /** The payload's members, without padding. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Padding (`p`) that the service adds beside the members, so that lengths tell nothing. */
  readonly padding?: string;
}

/** An exception that ends a stream which had begun with HTTP status 200. */
export interface ExceptionEvent {
  readonly kind: "exception";
  /**
   * Name as in the `:exception-type` header, for instance `throttlingException`; `UnknownError` where nothing names it.
   */
  readonly exceptionType: string;
  /** What the payload says; empty where it says nothing. */
  readonly message: string;
  /** The payload's members, for instance `originalStatusCode` of a modelStreamErrorException. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** An event of a type that the contract does not know; SDKs skip it. */
export interface UnknownEvent {
  readonly kind: "unknown";
  readonly eventType: string;
}

/** What one frame of a stream says. */
export type StreamEvent = ChunkEvent | TypedEvent | ExceptionEvent | UnknownEvent;

/** Thrown by decodeStreamEvent for a sound frame whose headers or payload make no event. */
export class StreamEventError extends Error {
  override readonly name = "StreamEventError";
}

const CONTENT_TYPE = "application/json";
const PADDING = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** What the events of a stream are. */
export interface DecodeStreamEventOptions {
  /**
   * The names of the events; those of `eventStreams` for an operation. Default: `chunk` alone, as
   * InvokeModelWithResponseStream sends it.
   */
  readonly events?: readonly string[] | undefined;
}

const CHUNK = "chunk";

/**
 * The event in a frame. Exceptions are named by `:exception-type`, or by `:error-code` where `:message-type` is
 * `error`, as the AWS SDKs read them, whatever their payload is. Throws a StreamEventError when there is no event type
 * or a chunk carries no base64, or an event no JSON object.
 */
export function decodeStreamEvent(frame: Frame, { events = [CHUNK] }: DecodeStreamEventOptions = {}): StreamEvent {
  const messageType = stringHeader(frame, ":message-type");
  if (messageType === "exception") return decodeException(frame);
  if (messageType === "error") return decodeError(frame);
  if (messageType !== "event") throw new StreamEventError(`:message-type is ${shown(messageType)}, expected "event"`);
  const eventType = stringHeader(frame, ":event-type");
  if (eventType === undefined) throw new StreamEventError("the header :event-type is missing");
  if (!events.includes(eventType)) return { kind: "unknown", eventType };
  return eventType === CHUNK ? decodeChunk(frame) : decodeTyped(frame, eventType);
}

/**
 * The frame of an event whose payload is its JSON, as ConverseStream sends them, with the headers in real Bedrock's
 * order, the members sorted by name as there, and `padding` characters of padding (0 to 62, default none) among them.
 */
export function encodeEvent(eventType: string, members: Readonly<Record<string, unknown>>, padding = 0): Uint8Array {
  const all = Object.entries({ ...members, ...(padding > 0 && { p: PADDING.slice(0, padding) }) });
  const payload = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  return eventFrame(eventType, JSON.stringify(payload));
}

/**
 * The frame of one chunk, with the headers in real Bedrock's order and `padding` characters of padding (0 to 62,
 * default none).
 */
export function encodeChunk(bytes: Uint8Array, padding = 0): Uint8Array {
  const p = padding > 0 ? `,"p":"${PADDING.slice(0, padding)}"` : "";
  return eventFrame(CHUNK, `{"bytes":"${encodeBase64(bytes)}"${p}}`);
}

function eventFrame(eventType: string, payload: string): Uint8Array {
  return frameOf(eventHeaders(eventType), encoder.encode(payload));
}

/** The events of a type have the same headers. */
function eventHeaders(eventType: string): Uint8Array {
  const headers = { ":event-type": eventType, ":content-type": CONTENT_TYPE, ":message-type": "event" };
  const known = headersOf.get(eventType) ?? encodeHeaders(headers);
  if (headersOf.size < MOST_TYPES) headersOf.set(eventType, known);
  return known;
}

const MOST_TYPES = 100;
const headersOf = new Map<string, Uint8Array>();

/** The frame of an exception inside a stream; `exceptionType` as in the stream's union (`throttlingException`). */
export function encodeException(exceptionType: string, members: Readonly<Record<string, unknown>>): Uint8Array {
  const headers = { ":exception-type": exceptionType, ":content-type": CONTENT_TYPE, ":message-type": "exception" };
  return encodeFrame(headers, encoder.encode(JSON.stringify(members)));
}

function decodeChunk(frame: Frame): ChunkEvent {
  const { bytes: text, p } = jsonObject(frame.payload);
  if (typeof text !== "string") {
    throw new StreamEventError(`the payload of a chunk has no base64 member "bytes"; it begins ${beginning(frame)}`);
  }
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw new StreamEventError('the member "bytes" of a chunk is not base64');
  return { kind: "chunk", bytes, ...(typeof p === "string" && { padding: p }) };
}

function decodeTyped(frame: Frame, eventType: string): TypedEvent {
  const { p, ...members } = jsonObject(frame.payload);
  return { kind: "typed", eventType, members, ...(typeof p === "string" && { padding: p }) };
}

function decodeException(frame: Frame): ExceptionEvent {
  const said = readException(frame.payload);
  const exceptionType = stringHeader(frame, ":exception-type") || errorTypeOf({}, said.members) || UNNAMED;
  return { kind: "exception", exceptionType, ...said };
}

function decodeError(frame: Frame): ExceptionEvent {
  const { message, members } = readException(frame.payload);
  const exceptionType = stringHeader(frame, ":error-code") || UNNAMED;
  return { kind: "exception", exceptionType, message: stringHeader(frame, ":error-message") ?? message, members };
}

const UNNAMED = "UnknownError";

/**
 * What the payload of an exception says. Its name stands in a header: a payload that is not a JSON object hides
 * nothing.
 */
function readException(payload: Uint8Array): Pick<ExceptionEvent, "message" | "members"> {
  const text = new TextDecoder().decode(payload);
  const value = parsed(text);
  return isJsonObject(value)
    ? { message: errorMessageOf(value) ?? "", members: value }
    : { message: (typeof value === "string" ? value : text).trim(), members: {} };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function jsonObject(payload: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(payload));
  } catch (reason) {
    throw new StreamEventError("the payload is not JSON in UTF-8", { cause: reason });
  }
  if (isJsonObject(value)) return value;
  throw new StreamEventError(`the payload is ${shown(value)}, expected a JSON object`);
}

function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function beginning(frame: Frame): string {
  return shown(new TextDecoder().decode(frame.payload.subarray(0, 40)));
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
