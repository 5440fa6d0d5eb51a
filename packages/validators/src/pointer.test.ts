import { expect, test } from "vitest";
import { hasValue, memberPointer, pointerKeys, readAll, readInOrder, readPointer, readValues } from "./pointer.ts";

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

test("takes the key of an element from the member that says its place", () => {
  const chunk = { choices: [{ index: 2, text: "a" }, { text: "b" }] };
  const keysOf = (keyNames?: Record<string, string>) =>
    readAll(chunk, "/choices/*/text", keyNames).map(({ keys }) => keys);

  expect(keysOf({ "/choices": "index" })).toEqual([["2"], ["1"]]);
  expect(keysOf()).toEqual([["0"], ["1"]]);
});

test("escapes a key in a pointer, and reads it back", () => {
  const pointer = memberPointer(memberPointer("/a", "b/~1"), 0);

  expect(pointer).toBe("/a/b~1~01/0");
  expect(pointerKeys(pointer)).toEqual(["a", "b/~1", "0"]);
});

test("a star can ask for elements that have a value", () => {
  const body = { output: [{ type: "reasoning", text: "a" }, { type: "message", text: "b" }, 7, null] };
  const [found, ...others] = readAll(body, "/output/*[type=message]/text");
  expect([found, others]).toEqual([{ pointer: "/output/1/text", keys: ["1"], value: "b" }, []]);
  expect(readValues(body, "/output/*[type=message]/text")).toEqual(["b"]);
  expect(readAll(body, "/output/*[type=other]")).toEqual([]);
});

test("reads several places as they stand, whichever of them comes first", () => {
  const body = {
    turns: [
      { text: "a", parts: [{ text: "b", inner: [{ text: "c" }] }, "d", { text: "e" }] },
      { parts: "f", text: null },
      { calls: [{ name: "g" }], parts: [{ text: "h" }], text: "i" },
    ],
  };
  const places = ["/turns/*/calls/*/name", "/turns/*/parts/*/inner/*/text", "/turns/*/text", "/turns/*/parts/*/text"];
  const read = [...readInOrder(body, places)].flat();
  expect(read.map(({ value }) => value)).toEqual(["a", "b", "c", "e", null, "i", "g", "h"]);
  expect(read[2]).toMatchObject({ pointer: "/turns/0/parts/0/inner/0/text", keys: ["0", "0", "0"] });
  expect([...readInOrder(body, ["/turns/*[text=i]/parts/*/text"])].flat()).toMatchObject([{ value: "h" }]);
});

test("looks no further than to the first value that is meant", () => {
  const asked: unknown[] = [];
  const isFound = hasValue({ list: [1, 2, 3] }, "/list/*", (value) => {
    asked.push(value);
    return value === 2;
  });
  expect({ isFound, asked }).toEqual({ isFound: true, asked: [1, 2] });
  expect(hasValue({ list: [1] }, "/list/*/a", () => true)).toBe(false);
});
