import { describe, expect, test } from "vitest";
import { Turns } from "../http/turns.ts";
import { parseAhead, parseBody } from "./parse-body.ts";

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

describe("a long body, read in pieces", () => {
  const mark = "\u{feff}";
  const longText = (before: string): string =>
    `${before}${"雨😀é".repeat(500_000)}${mark}${"é".repeat(2_000_000)}${mark}`;
  test.each(["", "a", "aa", "aaa"])("has each character whole, after %j", async (before) => {
    const value = { text: longText(before) };
    const body = Buffer.from(`${mark}${JSON.stringify(value)}`);
    await parseAhead(body, new Turns());
    const parsed = parseBody(body);
    expect("value" in parsed && JSON.stringify(parsed.value) === JSON.stringify(value)).toBe(true);
  });

  test.each([
    { title: "in the middle", at: 3_000_000 },
    { title: "at the end", at: -2 },
  ])("says that bytes are not UTF-8: half of a character $title", async ({ at }) => {
    const bytes = Buffer.from(JSON.stringify("é".repeat(3_000_000)));
    const body = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    await parseAhead(body, new Turns());
    expect(parseBody(body)).toEqual({ fault: expect.stringContaining("not valid UTF-8") });
  });
});
