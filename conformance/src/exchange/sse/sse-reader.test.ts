import { expect, test } from "vitest";
import { readSse, SseReader } from "./sse-reader.ts";

const TEXT = ': hello\r\ndata: {"a": "größer 🙂"}\r\n\r\nevent: x\ndata: 1\ndata:2\n\nid: 7\n\ndata: [DONE]\n\n';

test.each([1, 2, 3, 7, 1000])("events in pieces of %i bytes are the same", (size) => {
  const bytes = new TextEncoder().encode(TEXT);
  const reader = new SseReader();
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size));
  }
  const { events, faults, bytes: length } = reader.end();

  expect(events.map(({ data }) => data)).toEqual(['{"a": "größer 🙂"}', "1\n2", "[DONE]"]);
  expect(events.map(({ offset }) => offset)).toEqual([0, 41, 73]);
  expect(faults).toEqual([]);
  expect(length).toBe(bytes.length);
});

test("a byte order mark at the beginning is not a fault", () => {
  expect(readSse(new TextEncoder().encode("\uFEFFdata: 1\n\n"))).toMatchObject({ events: [{ data: "1" }], faults: [] });
});

test("an event that no blank line ends is told, and kept", () => {
  const { events, faults } = readSse(new TextEncoder().encode("data: 1\n\ndata: 2"));

  expect(events.map(({ data }) => data)).toEqual(["1", "2"]);
  expect(faults).toMatchObject([{ message: "no blank line ends the last event, so that clients drop it", index: 1 }]);
});

test("a line that is not a field, and bytes that are not UTF-8, are told with their place", () => {
  const bytes = Buffer.concat([Buffer.from('data: 1\n\n{"a": 1}\n\ndata: '), Buffer.from([0xc3]), Buffer.from("\n\n")]);

  expect(readSse(bytes).faults).toMatchObject([
    { message: "a line is not a field of server-sent events, so that clients skip it", offset: 9, index: 1 },
    { message: "a line is not UTF-8", offset: 19, index: 1 },
  ]);
});
