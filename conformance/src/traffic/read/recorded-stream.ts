import { isDeepStrictEqual } from "node:util";
import { encodeFrame, FrameDecoder, FrameError, type PositionedFrame } from "@bedrock-contract/wire";
import { parseJson } from "../../exchange/parse-json.ts";
import { eventNamesOf, hasException } from "../../exchange/stream/event-names.ts";
import type { Difference } from "../../result.ts";
import type { RecordedEvent } from "./recorded-exchange.ts";

const CHUNK_HEADERS = { ":event-type": "chunk", ":content-type": "application/json", ":message-type": "event" };

/**
 * The frames that a list of events stands for, as bytes, so that they are read like any stream. Throws where one fits
 * into no frame.
 */
export function bytesOfEvents(events: readonly RecordedEvent[]): Buffer {
  return Buffer.concat(
    events.map(({ headers = CHUNK_HEADERS, payload, chunk }) => encodeFrame(headers, payloadBytes(payload, chunk))),
  );
}

/** The server-sent events that a list of chunks stands for. */
export function linesOfEvents(events: readonly RecordedEvent[]): Buffer {
  return Buffer.from(events.map(({ chunk, payload }) => `data: ${JSON.stringify(chunk ?? payload)}\n\n`).join(""));
}

/**
 * The event that a chunk stands for. SDKs give one as an object whose only member is called as the event: so chunks of
 * an operation with several events are told, and an exception.
 */
export function chunkEvent(chunk: unknown, operation = ""): RecordedEvent {
  const [[name, members] = [""], ...others] = Object.entries(Object(chunk));
  if (others.length > 0 || typeof members !== "object" || members === null) {
    return { chunk };
  }
  if (eventNamesOf(operation).includes(name)) {
    return { headers: { ...CHUNK_HEADERS, ":event-type": name }, payload: members };
  }
  return hasException(operation, name) ? exceptionEvent(name, members) : { chunk };
}

/** The event of an exception that ends a stream, as real Bedrock sends it. */
export function exceptionEvent(type: string, members: unknown): RecordedEvent {
  const headers = { ":exception-type": type, ":content-type": "application/json", ":message-type": "exception" };
  return { headers, payload: members };
}

function payloadBytes(payload: unknown, chunk: unknown): Buffer {
  if (payload === undefined) {
    return Buffer.from(JSON.stringify({ bytes: Buffer.from(JSON.stringify(chunk)).toString("base64") }));
  }
  return Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
}

/**
 * Where the events that a recording lists are not those in the frames of its bytes. Nothing is compared after a frame
 * that cannot be read; that is the matter of other checks.
 */
export function eventDifferences(events: readonly RecordedEvent[], bytes: Buffer): readonly Difference[] {
  const { frames, isSound } = framesOf(bytes);
  const differences = events.flatMap((event, index) => {
    const frame = frames[index];
    return frame === undefined ? [] : differencesFrom(event, frame);
  });
  return frames.length === events.length || !isSound
    ? differences
    : [...differences, { ...COUNT, expected: `${frames.length} events`, received: `${events.length} events` }];
}

const COUNT = { pointer: "", message: "the recording lists a different number of events than it has frames" };

function framesOf(bytes: Buffer): { readonly frames: readonly PositionedFrame[]; readonly isSound: boolean } {
  const frames: PositionedFrame[] = [];
  const decoder = new FrameDecoder();
  try {
    decoder.decode(bytes, (frame) => void frames.push(frame));
    decoder.end();
    return { frames, isSound: true };
  } catch (error) {
    if (error instanceof FrameError) {
      return { frames, isSound: false };
    }
    throw error;
  }
}

function differencesFrom({ headers, payload, chunk }: RecordedEvent, frame: PositionedFrame): readonly Difference[] {
  const sent = Object.fromEntries(frame.headers.map(({ name, value }) => [name, String(value)]));
  const text = Buffer.from(frame.payload).toString("utf8");
  const json = jsonOf(frame.payload);
  const bytes: unknown = typeof json === "object" && json !== null ? Reflect.get(json, "bytes") : undefined;
  const decoded = typeof bytes === "string" ? jsonOf(Buffer.from(bytes, "base64")) : undefined;
  return [
    ...(headers === undefined ? [] : difference("headers", Object.entries(headers), Object.entries(sent), frame)),
    ...(payload === undefined || payload === text ? [] : difference("payload", payload, json, frame)),
    ...(chunk === undefined ? [] : difference("chunk", chunk, decoded, frame)),
  ];
}

function difference(what: string, listed: unknown, sent: unknown, frame: PositionedFrame): readonly Difference[] {
  if (isDeepStrictEqual(listed, sent)) {
    return [];
  }
  return [
    {
      pointer: "",
      message: `the ${what} of a recorded event differs from its frame`,
      expected: shown(sent),
      received: shown(listed),
      frame: { index: frame.index, offset: frame.offset, hex: "" },
    },
  ];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

function jsonOf(bytes: Uint8Array): unknown {
  const json = parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  return json.isJson ? json.value : undefined;
}
