import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { eventStreams } from "./event-streams.ts";
import { encodeFrame } from "./frame.ts";
import { FrameDecoder } from "./frame-decoder.ts";
import { decodeStreamEvent, encodeChunk, encodeEvent, encodeException, StreamEventError } from "./stream-event.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const streams = new URL("../../../../../shared/recordings/streams/", import.meta.url);

function decoded(frame: Uint8Array, events?: readonly string[]): ReturnType<typeof decodeStreamEvent> {
  const [only] = new FrameDecoder().push(frame);
  if (only === undefined) throw new Error("not a whole frame");
  return decodeStreamEvent(only, { events });
}

function chunkFrame(payload: string, headers: Record<string, string> = {}): Uint8Array {
  return encodeFrame({ ":event-type": "chunk", ":message-type": "event", ...headers }, bytesOf(payload));
}

describe("decodeStreamEvent", () => {
  it("reads a chunk with its padding", () => {
    const event = decoded(encodeChunk(bytesOf('{"é":1}'), 5));
    expect(event).toMatchObject({ kind: "chunk", padding: "abcde" });
    expect(event.kind === "chunk" && textOf(event.bytes)).toBe('{"é":1}');
  });

  it("reads a typed event with its padding where the stream has such events", () => {
    const { events } = eventStreams.ConverseStream;
    const frame = encodeEvent("messageStart", { role: "assistant" }, 3);
    expect(decoded(frame, events)).toEqual({
      kind: "typed",
      eventType: "messageStart",
      members: { role: "assistant" },
      padding: "abc",
    });
    expect(decoded(frame)).toEqual({ kind: "unknown", eventType: "messageStart" });
    expect(decoded(encodeChunk(bytesOf("{}")), events)).toEqual({ kind: "unknown", eventType: "chunk" });
    expect(decoded(encodeException("throttlingException", {}), events)).toMatchObject({ kind: "exception" });
    expect(() =>
      decoded(encodeFrame({ ":event-type": "metadata", ":message-type": "event" }, bytesOf("[]")), events),
    ).toThrow(/expected a JSON object/);
  });

  it("reads an exception with all its members", () => {
    const members = { message: "No more.", originalStatusCode: 500 };
    expect(decoded(encodeException("modelStreamErrorException", members))).toEqual({
      kind: "exception",
      exceptionType: "modelStreamErrorException",
      message: "No more.",
      members,
    });
  });

  it.each([
    { given: "", want: { message: "", members: {} } },
    { given: "{}", want: { message: "", members: {} } },
    { given: "null", want: { message: "null", members: {} } },
    { given: '"Slow down."', want: { message: "Slow down.", members: {} } },
    { given: "Slow down.\n", want: { message: "Slow down.", members: {} } },
    { given: '{"message":"Slow', want: { message: '{"message":"Slow', members: {} } },
    { given: '{"Message":"Slow down."}', want: { message: "Slow down.", members: { Message: "Slow down." } } },
  ])("names an exception by its header, with the payload $given", ({ given, want }) => {
    const exception = { ":message-type": "exception", ":exception-type": "throttlingException" };
    expect(decoded(encodeFrame(exception, bytesOf(given)))).toEqual({
      kind: "exception",
      exceptionType: "throttlingException",
      ...want,
    });
  });

  it("names an exception without its header by the payload, else UnknownError", () => {
    const headers = { ":message-type": "exception" };
    expect(decoded(encodeFrame(headers, bytesOf('{"__type":"a.b#ThrottlingException"}')))).toMatchObject({
      exceptionType: "ThrottlingException",
    });
    expect(decoded(encodeFrame(headers, bytesOf("")))).toMatchObject({ exceptionType: "UnknownError" });
    expect(decoded(encodeFrame({ ":message-type": "error" }, bytesOf("{}")))).toMatchObject({
      exceptionType: "UnknownError",
    });
  });

  it("reads the error form by its code, and leaves unknown events to the caller", () => {
    const headers = { ":message-type": "error", ":error-code": "InternalFailure", ":error-message": "Oh." };
    expect(decoded(encodeFrame(headers, bytesOf("")))).toMatchObject({
      exceptionType: "InternalFailure",
      message: "Oh.",
    });
    expect(decoded(chunkFrame("{}", { ":event-type": "ping" }))).toEqual({ kind: "unknown", eventType: "ping" });
  });

  it.each([
    { given: '{"type":"completion"}', says: /no base64 member "bytes".*completion/ },
    { given: '{"bytes":"a!=="}', says: /not base64/ },
    { given: "[1]", says: /expected a JSON object/ },
    { given: '{"bytes":', says: /not JSON/ },
  ])("refuses the chunk payload $given", ({ given, says }) => {
    expect(() => decoded(chunkFrame(given))).toThrow(StreamEventError);
    expect(() => decoded(chunkFrame(given))).toThrow(says);
  });

  it("refuses a frame without event or message type", () => {
    expect(() => decoded(encodeFrame({}, bytesOf("{}")))).toThrow(/:message-type is missing/);
    expect(() => decoded(encodeFrame({ ":message-type": "event" }, bytesOf("{}")))).toThrow(/:event-type is missing/);
  });

  it("writes chunks and typed events exactly as recorded from real Bedrock", ({ skip }) => {
    if (!existsSync(streams)) return skip("the recordings are not beside the repository");
    const events = ["chunk", ...eventStreams.ConverseStream.events];
    const count = { chunk: 0, typed: 0 };
    for (const file of readdirSync(streams)) {
      const recorded = new Uint8Array(readFileSync(new URL(file, streams)));
      for (const frame of new FrameDecoder().push(recorded)) {
        const event = decodeStreamEvent(frame, { events });
        if (event.kind !== "chunk" && event.kind !== "typed") continue;
        // Scores of guardrails are written as 1.0, which JavaScript cannot.
        const payload = textOf(frame.payload);
        if (JSON.stringify(JSON.parse(payload)) !== payload) continue;
        const start = frame.offset;
        const length = event.padding?.length ?? 0;
        const again =
          event.kind === "chunk"
            ? encodeChunk(event.bytes, length)
            : encodeEvent(event.eventType, event.members, length);
        expect(again, `${file} frame ${frame.index}`).toEqual(recorded.subarray(start, start + frame.length));
        count[event.kind] += 1;
      }
    }
    expect(count.chunk).toBeGreaterThan(100);
    expect(count.typed).toBeGreaterThan(100);
  });
});
