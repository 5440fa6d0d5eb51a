import { existsSync, readdirSync, readFileSync } from "node:fs";
import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32 } from "./crc32.ts";
import { encodeFrame, type Frame, stringHeader } from "./frame.ts";
import { FrameDecoder, type PositionedFrame } from "./frame-decoder.ts";
import { FrameError } from "./frame-error.ts";

const HEADERS = { ":event-type": "chunk", ":content-type": "application/json", ":message-type": "event" };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const streams = new URL("../../../../../shared/recordings/streams/", import.meta.url);

describe("crc32", () => {
  it("agrees with zlib for every length around the step of eight", () => {
    const bytes = Uint8Array.from({ length: 40 }, (_, index) => index * 37);
    for (let length = 0; length <= bytes.length; length++) {
      expect(crc32(bytes, 0, length)).toBe(zlibCrc32(bytes.subarray(0, length)));
    }
    expect(crc32(bytes, 3, 29)).toBe(zlibCrc32(bytes.subarray(3, 29)));
  });
});

describe("FrameDecoder", () => {
  const payloads = ["{}", '{"bytes":"eyJ9"}', "", "x".repeat(5000)];
  const body = concat(payloads.map((payload) => encodeFrame(HEADERS, text(payload))));

  it.each([1, 2, 7, 11, 12, 13, 100, 100_000])("reads what encodeFrame wrote, in pieces of %i bytes", (size) => {
    const frames = read(pieces(body, size));
    expect(frames.map((frame) => new TextDecoder().decode(frame.payload))).toEqual(payloads);
    expect(frames.map((frame) => frame.index)).toEqual([0, 1, 2, 3]);
    expect(frames.at(-1)?.offset).toBe(body.length - (frames.at(-1)?.length ?? 0));
    for (const frame of frames) {
      expect(frame.headers.map(({ name, value }) => [name, value])).toEqual(Object.entries(HEADERS));
    }
  });

  it.each([
    { fault: "a flipped bit in the prelude", at: 1, code: "PreludeChecksumMismatch" },
    { fault: "a flipped bit in the headers", at: 20, code: "MessageChecksumMismatch" },
    { fault: "a flipped bit in the payload", at: -6, code: "MessageChecksumMismatch" },
    { fault: "a flipped bit in the checksum", at: -1, code: "MessageChecksumMismatch" },
  ])("finds $fault, after handing over the frames before it", ({ at, code }) => {
    const good = encodeFrame(HEADERS, text("{}"));
    const bad = encodeFrame(HEADERS, text('{"a":1}'));
    const index = at < 0 ? bad.length + at : at;
    bad[index] = (bad[index] ?? 0) ^ 1;
    const seen: Frame[] = [];
    const error = caught(() => new FrameDecoder().decode(concat([good, bad]), (frame) => seen.push(frame)));
    expect(seen).toHaveLength(1);
    expect(error).toMatchObject({ code, index: 1, offset: good.length });
    expect(error.hex).toMatch(/^[0-9a-f]{8}( [0-9a-f]{1,8})+( …)?$/);
  });

  it("shows bytes that are text as text", () => {
    const beginning = (bytes: Uint8Array) => caught(() => new FrameDecoder().push(bytes)).text;
    expect(beginning(text('{"message":"Slow down."}'))).toBe('{"message":"Slow down."}');
    expect(beginning(text("<html>\n<title>Please sign in to go on</title>"))).toBe(
      "<html>\n<title>Please sign in to …",
    );
    expect(beginning(concat([text("{"), new Uint8Array(12)]))).toBeUndefined();
  });

  it("refuses a frame that claims 2 GB as soon as its prelude is there", () => {
    const prelude = new Uint8Array(12);
    const view = new DataView(prelude.buffer);
    view.setUint32(0, 2 ** 31);
    view.setUint32(8, zlibCrc32(prelude.subarray(0, 8)));
    expect(caught(() => new FrameDecoder().push(prelude))).toMatchObject({ code: "InvalidLength" });
  });

  it("says that a stream was cut inside a frame", () => {
    const decoder = new FrameDecoder();
    decoder.push(body.subarray(0, body.length - 1));
    expect(caught(() => decoder.end())).toMatchObject({ code: "Truncated", index: 3 });
  });

  it("ends quietly between two frames, and when there was none", () => {
    const decoder = new FrameDecoder();
    decoder.push(body);
    expect(() => decoder.end()).not.toThrow();
    expect(() => new FrameDecoder().end()).not.toThrow();
  });

  it("refuses headers that run past their block or have an unknown type", () => {
    for (const [at, value] of [
      [12, 200],
      [12 + 1 + ":event-type".length, 42],
    ] as const) {
      const frame = encodeFrame(HEADERS, text("{}"));
      frame[at] = value;
      resign(frame);
      expect(caught(() => new FrameDecoder().push(frame))).toMatchObject({ code: "InvalidHeaders" });
    }
  });

  it("takes time in proportion to the length of a frame that drips in", () => {
    const large = encodeFrame(HEADERS, new Uint8Array(4_000_000));
    const decoder = new FrameDecoder();
    let copied = 0;
    for (const piece of pieces(large, 1000)) copied += decoder.push(piece).length;
    expect(copied).toBe(1);
  });

  it("reads every recorded stream byte for byte", ({ skip }) => {
    if (!existsSync(streams)) return skip("the recordings are not beside the repository");
    const files = readdirSync(streams);
    for (const file of files) {
      const bytes = new Uint8Array(readFileSync(new URL(file, streams)));
      const frames = read(pieces(bytes, 977));
      const again = frames.map((frame) => encodeFrame(stringHeaders(frame), frame.payload));
      expect(concat(again), file).toEqual(bytes);
    }
    expect(files.length).toBeGreaterThan(0);
  });
});

function read(parts: readonly Uint8Array[]): PositionedFrame[] {
  const decoder = new FrameDecoder();
  const frames = parts.flatMap((part) => decoder.push(part));
  decoder.end();
  return frames;
}

function stringHeaders(frame: Frame): Record<string, string> {
  return Object.fromEntries(frame.headers.map(({ name }) => [name, stringHeader(frame, name) ?? "not a string"]));
}

function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function resign(frame: Uint8Array): void {
  new DataView(frame.buffer).setUint32(frame.length - 4, zlibCrc32(frame.subarray(0, frame.length - 4)));
}

function caught(run: () => unknown): FrameError {
  try {
    run();
  } catch (reason) {
    if (reason instanceof FrameError) return reason;
    throw reason;
  }
  throw new Error("nothing was thrown");
}
