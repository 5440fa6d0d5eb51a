import { expect, test } from "vitest";
import { isSameJson } from "./is-same-json.ts";

const proto: unknown = JSON.parse('{"__proto__":1}');

test.each([
  { stored: { a: [1, { b: null }] }, given: { a: [1, { b: null }] }, want: true },
  { stored: { a: 1, b: 2 }, given: { b: 2, a: 1 }, want: true },
  { stored: undefined, given: undefined, want: true },
  { stored: proto, given: JSON.parse('{"__proto__":1}'), want: true },
  { stored: { a: 1 }, given: { a: 1, b: 2 }, want: false },
  { stored: { a: 1, b: 2 }, given: { a: 1 }, want: false },
  { stored: { toString: 1 }, given: {}, want: false },
  { stored: proto, given: {}, want: false },
  { stored: [1, 2], given: [1, 2, 3], want: false },
  { stored: [], given: {}, want: false },
  { stored: {}, given: [], want: false },
  { stored: { a: null }, given: { a: {} }, want: false },
  { stored: { a: 1 }, given: { a: "1" }, want: false },
])("$stored and $given: $want", ({ stored, given, want }) => {
  expect(isSameJson(stored, given)).toBe(want);
});

test("looks at a million members no longer than it takes to find one that differs", () => {
  const given = Object.fromEntries(Array.from({ length: 1_000_000 }, (_, index) => [`m${index}`, index]));
  const start = performance.now();
  for (let example = 0; example < 1_000; example += 1) {
    expect(isSameJson({ prompt: "Hello" }, given)).toBe(false);
  }
  expect(performance.now() - start).toBeLessThan(1_000);
});
