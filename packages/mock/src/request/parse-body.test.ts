import { expect, test } from "vitest";
import { parseBody } from "./parse-body.ts";

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

test.each([
  { title: "nothing", text: "", fault: "the body is empty" },
  { title: "half of an object", text: '{"a"', fault: "the body is not JSON" },
  { title: "a million levels", text: nested(1_000_000), fault: "more than 1000 levels" },
  { title: "a million objects", text: '{"a":'.repeat(1_000_000), fault: "more than 1000 levels" },
])("says what is wrong with $title", ({ text, fault }) => {
  expect(parseBody(Buffer.from(text))).toEqual({ fault: expect.stringContaining(fault) });
});

test("says that bytes are not UTF-8", () => {
  expect(parseBody(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ fault: expect.stringContaining("not valid UTF-8") });
});

test.each([
  { title: "a thousand levels", text: nested(1_000) },
  { title: "brackets in a string", text: JSON.stringify(`"\\${"[{".repeat(100_000)}`) },
])("reads $title", ({ text }) => {
  expect("value" in parseBody(Buffer.from(text))).toBe(true);
});

test("reads a body once", () => {
  const body = Buffer.from('{"a":1}');
  expect(parseBody(body)).toBe(parseBody(body));
});
