import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import {
  CHUNKS,
  checkRow,
  FRAMES,
  frameWith,
  HEADERS,
  resultOf,
  STREAMING,
  type StreamRow,
} from "../../../test/check-stream.ts";
import { flipped } from "../../../test/stream-server.ts";

const PLAIN = await caseById("runtime/InvokeModelWithResponseStream/hello");
const [first = new Uint8Array(0)] = FRAMES;

const rows: readonly StreamRow[] = [
  {
    title: "a stream as Bedrock sends it passes all of them",
    given: { frames: FRAMES },
    want: {
      "stream-content-type": "pass",
      "frame-crc": "pass",
      "frame-headers": "pass",
      "chunk-payload": "pass",
      "chunk-schema": "pass",
      "chunk-order": "pass",
      "stream-end": "pass",
      "invocation-metrics": "pass",
      "known-values": "pass",
    },
  },
  { title: "several frames in one piece", given: { frames: [Buffer.concat(FRAMES)] }, want: { "stream-end": "pass" } },
  {
    title: "frames in pieces of one byte",
    given: { frames: [...Buffer.concat(FRAMES)].map((byte) => Uint8Array.of(byte)) },
    want: { "stream-end": "pass" },
  },
  {
    title: "frame-crc: a corrupt payload, after a sound frame",
    given: { frames: [first, flipped(FRAMES[1] ?? first, -8)] },
    want: { "frame-crc": "fail", "chunk-schema": "pass" },
  },
  {
    title: "frame-crc: a corrupt prelude",
    given: { frames: [flipped(first, 9)] },
    want: { "frame-crc": "fail" },
  },
  {
    title: "frame-headers: in another order, with another one beside them",
    given: {
      frames: [
        ...FRAMES.slice(0, -1),
        withHeaders({
          ":message-type": "event",
          ":more": "x",
          ":content-type": "application/json",
          ":event-type": "chunk",
        }),
      ],
    },
    want: { "frame-headers": "pass", "chunk-payload": "pass" },
  },
  {
    title: "event-types: an event that the stream's union does not have",
    given: { frames: [...FRAMES, withHeaders({ ...HEADERS, ":event-type": "usage" })] },
    want: { "event-types": "warn", "stream-end": "pass" },
  },
  {
    title: "frame-headers: no content type",
    given: { frames: [...FRAMES.slice(0, -1), withHeaders({ ":event-type": "chunk", ":message-type": "event" })] },
    want: { "frame-headers": "fail", "chunk-payload": "pass" },
  },
  {
    title: "frame-headers: no message type",
    given: { frames: [withHeaders({ ":event-type": "chunk", ":content-type": "application/json" })] },
    want: { "frame-headers": "fail", "stream-end": "fail" },
  },
  {
    title: "frame-headers: a type that is not text",
    given: { frames: [resigned(first, 12 + 1 + ":event-type".length, 6)] },
    want: { "frame-headers": "fail", "frame-crc": "pass", "stream-end": "fail" },
  },
  {
    title: "frame-headers: one of them twice",
    given: { frames: [...FRAMES.slice(0, -1), withSecondHeader()] },
    want: { "frame-headers": "fail" },
  },
  {
    title: "frame-headers: a header that runs past its block",
    given: { frames: [resigned(first, 12, 200)] },
    want: { "frame-headers": "fail", "frame-crc": "pass" },
  },
  {
    title: "stream-end: cut inside a frame, the body ended",
    given: { frames: [...FRAMES.slice(0, -1), first.subarray(0, 40)] },
    want: { "stream-end": "fail", "frame-crc": "pass" },
  },
  {
    title: "stream-end: cut inside a frame, the connection broken off",
    given: { frames: [...FRAMES.slice(0, -1), first.subarray(0, 40)], isCut: true },
    want: { "stream-end": "fail" },
  },
  { title: "stream-end: an empty body", given: { frames: [] }, want: { "stream-end": "fail" } },
  {
    title: "stream-end: bytes after the last frame",
    given: { frames: [...FRAMES, Buffer.from("\r\n")] },
    want: { "stream-end": "fail" },
  },
  {
    title: "stream-content-type: without that of the chunks",
    given: { frames: FRAMES, headers: { "x-amzn-bedrock-content-type": "" } },
    want: { "stream-content-type": "fail", "stream-end": "pass" },
  },
  {
    title: "stream-content-type: server-sent events are one fault",
    given: { frames: [Buffer.from("data: {}\n\ndata: [DONE]\n\n")], headers: { "content-type": "text/event-stream" } },
    want: { "stream-content-type": "fail" },
  },
  {
    title: "incremental-delivery: frames as they are made",
    of: PLAIN,
    given: { frames: [first, first, first, first], delayMs: 80 },
    want: { "incremental-delivery": "pass", "chunk-order": "fail", "invocation-metrics": "warn" },
  },
];

test.each(rows)("$title", checkRow);

test("a fault shows the frame's index, its offset and its first bytes", async () => {
  const { checks, exchange, stream } = await resultOf(STREAMING, { frames: [first, flipped(FRAMES[1] ?? first, -1)] });

  expect(checks.find(({ id }) => id === "frame-crc")).toMatchObject({
    level: "MUST",
    received: expect.stringMatching(/^the message checksum says 0x[0-9a-f]{8}, its bytes give 0x[0-9a-f]{8}$/),
    frame: { index: 1, offset: first.length, hex: expect.stringMatching(/^0000[0-9a-f]{4} 0000004b/) },
    documented: { document: "Smithy 2.0, Amazon Event Stream Specification" },
  });
  expect(stream).toMatchObject({ frames: 1, bytes: expect.any(Number), firstFrameMs: expect.any(Number) });
  expect(exchange?.response).toMatchObject({ body: "", frames: [{ index: 0, headers: HEADERS, content: CHUNKS[0] }] });
});

/** The last chunk in a frame with other headers. */
function withHeaders(headers: Readonly<Record<string, string>>): Uint8Array {
  return frameWith(headers, { bytes: Buffer.from(JSON.stringify(CHUNKS.at(-1))).toString("base64") });
}

/** The last chunk in a frame whose fourth header has the name of the first. */
function withSecondHeader(): Uint8Array {
  const frame = withHeaders({ ...HEADERS, ":event-typo": "chunk" });
  return resigned(frame, Buffer.from(frame).indexOf(":event-typo") + ":event-typ".length, "e".charCodeAt(0));
}

/** A frame with one byte changed, its checksum right all the same. */
function resigned(frame: Uint8Array, at: number, value: number): Uint8Array {
  const changed = frame.slice();
  changed[at] = value;
  const end = changed.length - 4;
  new DataView(changed.buffer).setUint32(end, crc32(changed.subarray(0, end)));
  return changed;
}
