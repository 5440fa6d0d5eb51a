import { encodeFrame } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { chunkFrame, flipped } from "../../../test/stream-server.ts";
import { MAXIMUM_FRAMES, MAXIMUM_STREAM_BYTES } from "../limits.ts";
import { readStream, StreamReader } from "./stream-reader.ts";

const frame = chunkFrame({ generation: "a" });

test("a whole stream is read from its bytes alone", () => {
  const { frames, bytes, fault, interruption } = readStream(Buffer.concat([frame, frame]));

  expect(frames.map(({ index, offset, content }) => [index, offset, content])).toEqual([
    [0, 0, { kind: "chunk", value: { generation: "a" } }],
    [1, frame.length, { kind: "chunk", value: { generation: "a" } }],
  ]);
  expect([bytes, fault, interruption]).toEqual([2 * frame.length, undefined, undefined]);
});

test("what came before a faulty frame is kept", () => {
  const { frames, fault } = readStream(Buffer.concat([frame, flipped(frame, -1), frame]));

  expect(frames).toHaveLength(1);
  expect(fault).toMatchObject({ code: "MessageChecksumMismatch", index: 1, offset: frame.length });
});

test("nothing is read after a fault", () => {
  const reader = new StreamReader();

  expect([reader.push(flipped(frame, 0)), reader.push(frame)]).toEqual([false, false]);
  expect(reader.end().frames).toEqual([]);
});

test("each frame has the time at which its last byte came", () => {
  const reader = new StreamReader();
  reader.push(frame.subarray(0, 20), 5);
  reader.push(Buffer.concat([frame.subarray(20), frame]), 9);

  expect(reader.end({ durationMs: 12 })).toMatchObject({
    durationMs: 12,
    frames: [{ receivedMs: 9 }, { receivedMs: 9 }],
  });
});

test("a stream without end is not read for ever", () => {
  const reader = new StreamReader();
  const large = encodeFrame({ ":message-type": "event" }, Buffer.alloc(8 * 1024 * 1024));
  let count = 0;
  while (reader.push(large)) {
    count += 1;
  }

  expect(count).toBe(3);
  expect(reader.end().interruption).toBe(`the stream is longer than ${MAXIMUM_STREAM_BYTES} bytes`);
});

test("neither is one of small frames", () => {
  const reader = new StreamReader();
  const many = Buffer.concat(Array.from({ length: 10_000 }, () => encodeFrame({}, new Uint8Array(0))));
  let isOpen = true;
  for (let count = 0; isOpen && count < 100; count += 1) {
    isOpen = reader.push(many);
  }

  expect(reader.end().interruption).toBe(`the stream has more than ${MAXIMUM_FRAMES} frames`);
});
