import { expect, test } from "vitest";
import { jsonText } from "./json-text.ts";

const LONG = "a".repeat(70);

test.each([
  { value: { a: 1, b: [true, null, "x"], c: undefined }, want: '{ "a": 1, "b": [true, null, "x"] }\n' },
  { value: {}, want: "{}\n" },
  { value: [], want: "[]\n" },
  {
    value: { first: LONG, second: [LONG, LONG] },
    want: `{\n  "first": "${LONG}",\n  "second": [\n    "${LONG}",\n    "${LONG}"\n  ]\n}\n`,
  },
  { value: '"quoted"\n', want: '"\\"quoted\\"\\n"\n' },
])("writes $want", ({ value, want }) => {
  const text = jsonText(value);

  expect(text).toBe(want);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
});

test("keeps a member named __proto__", () => {
  const value: unknown = JSON.parse('{"__proto__": 1}');

  expect(jsonText(value)).toBe('{ "__proto__": 1 }\n');
});
