import { expect, test } from "vitest";
import { defined } from "./defined.ts";

test("leaves out what is undefined, and nothing else", () => {
  expect(Object.entries(defined({ a: undefined, b: null, c: false, d: "", e: 0 }))).toEqual([
    ["b", null],
    ["c", false],
    ["d", ""],
    ["e", 0],
  ]);
});
