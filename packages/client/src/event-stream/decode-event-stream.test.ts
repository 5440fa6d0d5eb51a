import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { invokeChunk } from "@bedrock-contract/validators/bedrock-completion";
import { event as converseStreamEvent } from "@bedrock-contract/validators/runtime/ConverseStream";
import { crc32, encodeChunk, encodeEvent, encodeException, encodeFrame, FrameError } from "@bedrock-contract/wire";
import { describe, expect, it } from "vitest";
import { answerJson, startServer } from "../../test/start-server.ts";
import { answerBytes, HTTP1, type StreamResponse } from "../../test/start-stream-server.ts";
import { BedrockError } from "../errors/bedrock-error.ts";
import { decodeEventStream, type EventStreamSource } from "./decode-event-stream.ts";

const streams = new URL("../../../../../shared/recordings/streams/", import.meta.url);
const recordings = new URL("../exchanges.jsonl", streams);
const chunks = [{ text: "Rain" }, { text: "bow, schön" }, { text: "." }];
const frames = chunks.map((chunk) => encodeChunk(new TextEncoder().encode(JSON.stringify(chunk)), 3));
const bytes = Uint8Array.from(frames.flatMap((frame) => [...frame]));

/** The same bytes in pieces of one length. */
function pieces(all: Uint8Array, length: number): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: Math.ceil(all.length / length) }, (_, index) =>
    Uint8Array.from(all.subarray(index * length, (index + 1) * length)),
  );
}

async function* iterated(all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

async function outcomeOf(source: EventStreamSource, options: Parameters<typeof decodeEventStream>[1] = {}) {
  return outcome(decodeEventStream(source, options));
}

async function outcome(stream: AsyncIterable<unknown>) {
  const received: unknown[] = [];
  try {
    for await (const chunk of stream) {
      received.push(chunk);
    }
    return { received, error: undefined };
  } catch (reason) {
    return { received, error: BedrockError.from(reason) };
  }
}

describe("decodeEventStream", () => {
  it.each([1, 7, 100, 10_000])("decodes pieces of %i bytes, whatever brings them", async (length) => {
    const given = pieces(bytes, length);
    const want = { received: chunks, error: undefined };
    expect(await outcomeOf(iterated(given))).toEqual(want);
    expect(await outcomeOf(ReadableStream.from(given))).toEqual(want);
    expect(await outcomeOf(Readable.from(given))).toEqual(want);
    expect(await outcomeOf(new Response(ReadableStream.from(given)))).toEqual(want);
  });

  it("yields events on request, with their padding and those of unknown types", async () => {
    const ping = encodeFrame({ ":event-type": "ping", ":message-type": "event" }, new Uint8Array());
    const events = [];
    for await (const event of decodeEventStream(iterated([...frames.slice(0, 1), ping]), { output: "events" })) {
      events.push(event.kind === "chunk" ? event.padding : event.eventType);
    }
    expect(events).toEqual(["abc", "ping"]);
  });

  it("throws an exception inside the stream after the chunks before it", async () => {
    const members = { message: "Broken.", originalStatusCode: 500 };
    const exception = encodeException("modelStreamErrorException", members);
    const { received, error } = await outcomeOf(iterated([bytes, exception]));
    expect(received).toEqual(chunks);
    expect(error).toMatchObject({ code: "ModelStreamErrorException", members: { originalStatusCode: 500 } });
    expect(error?.message).toBe("[ModelStreamErrorException] Broken.");
  });

  it("throws the fault of a frame, its FrameError beneath", async () => {
    const { received, error } = await outcomeOf(iterated([bytes.slice(0, -1)]));
    expect(received).toEqual(chunks.slice(0, 2));
    expect(error?.code).toBe("InvalidResponse");
    expect(error?.cause).toBeInstanceOf(FrameError);
    expect(error?.message).toMatch(/after 2 chunks: \[Truncated\] frame 2 at byte \d+: .*; it begins 000000/);
  });

  it("refuses a frame that claims two gigabytes from its first bytes", async () => {
    const claim = new DataView(new ArrayBuffer(12));
    claim.setUint32(0, 0x7fff_ffff);
    claim.setUint32(8, crc32(new Uint8Array(claim.buffer), 0, 8));
    const { error } = await outcomeOf(iterated([new Uint8Array(claim.buffer)]));
    expect(error?.cause).toMatchObject({ name: "FrameError", code: "InvalidLength" });
  });

  it("checks chunks with the validator that it is given", async () => {
    const odd = encodeChunk(new TextEncoder().encode('{"generation": 7}'));
    const { error } = await outcomeOf(iterated([odd]), { validator: invokeChunk });
    expect(error).toMatchObject({ code: "InvalidResponse", chunkIndex: 0 });
    const { received } = await outcomeOf(iterated([odd]), { validator: invokeChunk, onInvalidChunk: "ignore" });
    expect(received).toEqual([{ generation: 7 }]);
  });

  it("turns what a callback throws into a BedrockError", async () => {
    const odd = encodeChunk(new TextEncoder().encode('{"generation": 7}'));
    const onInvalidChunk = () => {
      throw new Error("enough");
    };
    const { error } = await outcomeOf(iterated([odd]), { validator: invokeChunk, onInvalidChunk });
    expect(error?.message).toBe("[UnknownError] enough");
  });
});

describe("decodeEventStream of ConverseStream", () => {
  const operation = "ConverseStream";
  const events = [
    { messageStart: { role: "assistant" } },
    { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "Rainbow, schön" } } },
    { contentBlockStop: { contentBlockIndex: 0 } },
    { messageStop: { stopReason: "end_turn" } },
    { metadata: { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, metrics: { latencyMs: 4 } } },
  ];
  const typed = events.flatMap((event) =>
    Object.entries(event).map(([name, members]) => Uint8Array.from(encodeEvent(name, members, 7))),
  );
  const ping = encodeFrame({ ":event-type": "ping", ":message-type": "event" }, new Uint8Array());

  it("yields the events by their names, without padding and those of unknown types", async () => {
    const given = [ping, ...typed, ping];
    expect(await outcome(decodeEventStream(iterated(given), { operation }))).toEqual({ received: events });
    const validator = converseStreamEvent;
    expect(await outcome(decodeEventStream(iterated(given), { operation, validator }))).toEqual({ received: events });
  });

  it("yields padding and unknown types on request", async () => {
    const { received } = await outcome(
      decodeEventStream(iterated([...typed.slice(0, 1), ping]), { operation, output: "events" }),
    );
    expect(received).toEqual([
      { kind: "typed", eventType: "messageStart", members: { role: "assistant" }, padding: "abcdefg" },
      { kind: "unknown", eventType: "ping" },
    ]);
  });

  it("throws an exception inside the stream after the events before it", async () => {
    const exception = encodeException("throttlingException", { message: "Slow down." });
    const { received, error } = await outcome(
      decodeEventStream(iterated([...typed.slice(0, 2), exception]), { operation }),
    );
    expect(received).toEqual(events.slice(0, 2));
    expect(error?.code).toBe("ThrottlingException");
  });

  it("throws where the stream ends before the message does", async () => {
    const { received, error } = await outcome(decodeEventStream(iterated(typed.slice(0, 3)), { operation }));
    expect(received).toEqual(events.slice(0, 3));
    expect(error?.message).toBe("[NetworkError] the stream ended early, after 3 chunks and without a stop reason");
  });

  it("checks events with the validator that it is given", async () => {
    const odd = encodeEvent("contentBlockStop", { contentBlockIndex: "first" });
    const options = { operation, validator: converseStreamEvent } as const;
    const { error } = await outcome(decodeEventStream(iterated([odd]), options));
    expect(error).toMatchObject({ code: "InvalidResponse", chunkIndex: 0 });
    expect(error?.message).toContain("/contentBlockStop/contentBlockIndex: must be an integer");
  });

  it("decodes every recorded stream to events that the specs describe", async ({ skip }) => {
    if (!existsSync(recordings)) {
      return skip("the recordings are not beside the repository");
    }
    const exchanges = readFileSync(recordings, "utf8").trim().split("\n");
    const recorded = exchanges.map((line) => JSON.parse(line)).filter((exchange) => exchange.operation === operation);
    const whole = recorded.filter(({ id }) => existsSync(new URL(`${id}.bin`, streams)));
    expect(whole.length).toBeGreaterThan(30);
    for (const { id } of whole) {
      const read = Uint8Array.from(readFileSync(new URL(`${id}.bin`, streams)));
      const options = { operation, validator: converseStreamEvent } as const;
      const { received, error } = await outcome(decodeEventStream(iterated(pieces(read, 1000)), options));
      // One recording ends with an exception.
      expect([undefined, "ValidationException"], id).toContain(error?.code);
      expect(error === undefined ? Object.keys(received.at(-1) ?? {}) : [], id).toEqual(error ? [] : ["metadata"]);
    }
  });
});

describe("decodeEventStream of a response of fetch", () => {
  it("throws the exception of an error, with its request id", async () => {
    const headers = { "x-amzn-errortype": "ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/" };
    await using server = await startServer(answerJson(429, { message: "Slow down." }, headers));
    const { error } = await outcomeOf(await fetch(server.url));
    expect(error?.message).toBe("[ThrottlingException] Slow down. (HTTP 429, request 4a1b)");
  });

  it("shows the beginning of an error that is not JSON, and the content type of a page", async () => {
    const page = { status: 502, headers: { "content-type": "text/html" } };
    const { error } = await outcomeOf(new Response("<html>Bad gateway", page));
    expect(error?.message).toContain('"<html>Bad gateway"');
    const { error: other } = await outcomeOf(new Response("<html>Sign in, please", { ...page, status: 200 }));
    expect(other?.message).toContain('the response is text/html, not a stream of events: "<html>Sign in, please"');
  });

  it("throws where there is not one event", async () => {
    for (const response of [new Response(null), new Response("")]) {
      const { error } = await outcomeOf(response);
      expect(error?.message).toBe(
        "[NetworkError] the stream ended early, after 0 chunks and without an event (HTTP 200)",
      );
    }
    expect((await outcomeOf(iterated([]))).error).toMatchObject({ code: "NetworkError", isRetryable: true });
  });

  it("releases the connection when the loop is left, and on cancel", async () => {
    for (const leave of ["break", "cancel"]) {
      await using server = await HTTP1.start(answerBytes(frames, { keepsOpen: true }));
      const stream = decodeEventStream(await fetch(server.url));
      if (leave === "cancel") {
        stream.cancel();
      } else {
        for await (const _ of stream) {
          break;
        }
      }
      await server.closed;
    }
  });

  it("throws an AbortError where a signal ends it, and releases the connection", async () => {
    await using server = await HTTP1.start(answerBytes(frames, { keepsOpen: true }));
    const { received, error } = await outcomeOf(await fetch(server.url), { signal: AbortSignal.timeout(100) });
    expect(received).toEqual(chunks);
    expect(error?.code).toBe("TimeoutError");
    await server.closed;
    const aborted = await outcomeOf(iterated(frames), { signal: AbortSignal.abort() });
    expect(aborted).toMatchObject({ received: [], error: { code: "AbortError" } });
  });

  it("names a connection that breaks off", async () => {
    let answer: StreamResponse | undefined;
    await using server = await HTTP1.start((response) => {
      answer = response;
      answerBytes(frames, { keepsOpen: true })(response);
    });
    const received: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of decodeEventStream(await fetch(server.url))) {
        if (received.push(chunk) === frames.length) {
          answer?.breakOff();
        }
      }
    })();
    const error = await reading.catch((reason: unknown) => reason);
    expect(received).toEqual(chunks);
    expect(error).toMatchObject({ code: "NetworkError", isRetryable: true, status: 200, requestId: "4a1b" });
  });
});

describe("recorded streams", () => {
  it("decode to chunks that are JSON", async ({ skip }) => {
    if (!existsSync(streams)) {
      return skip("the recordings are not beside the repository");
    }
    let count = 0;
    for (const file of readdirSync(streams)) {
      const recorded = Uint8Array.from(readFileSync(new URL(file, streams)));
      const { received, error } = await outcomeOf(iterated(pieces(recorded, 1000)));
      // ConverseStream sends other events, and one of its recordings ends with an exception.
      expect([undefined, "ValidationException"], file).toContain(error?.code);
      count += received.length;
    }
    expect(count).toBeGreaterThan(100);
  });
});
