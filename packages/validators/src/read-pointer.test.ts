import { expect, test } from "vitest";
import { readAll, readPointer } from "./read-pointer.ts";

const answer = { choices: [{ text: "a" }, { text: null }, {}], usage: { "a/b": 1 } };

test("a star stands for every element, and a place that does not exist is left out", () => {
  expect(readAll(answer, "/choices/*/text")).toEqual([
    { pointer: "/choices/0/text", keys: ["0"], value: "a" },
    { pointer: "/choices/1/text", keys: ["1"], value: null },
  ]);
});

test("a star stands for every member, and pointers are escaped", () => {
  expect(readAll(answer, "/usage/*")).toEqual([{ pointer: "/usage/a~1b", keys: ["a/b"], value: 1 }]);
});

test("reads the first value, or undefined", () => {
  expect([
    readPointer(answer, "/choices/*/text"),
    readPointer(answer, "/none"),
    readPointer(answer, undefined),
  ]).toEqual(["a", undefined, undefined]);
  expect(readPointer(answer, "/toString")).toBeUndefined();
});
