import { expect, test } from "vitest";
import { literal } from "./literal.ts";

test.each([
  { given: { a: 1, "b-c": "d", e: undefined }, want: '{ a: 1, "b-c": "d" }' },
  { given: [null, true, {}, []], want: "[null, true, {}, []]" },
  { given: JSON.parse('{"__proto__": 1}'), want: '{ ["__proto__"]: 1 }' },
  { given: 'line\n"quote"', want: '"line\\n\\"quote\\""' },
])("writes $want", ({ given, want }) => {
  expect(literal(given)).toBe(want);
});

test("writes a member a line where one line would be too long", () => {
  const long = { first: "x".repeat(60), second: ["y".repeat(60)] };
  expect(literal(long)).toBe(`{\n  first: "${"x".repeat(60)}",\n  second: ["${"y".repeat(60)}"],\n}`);
});
