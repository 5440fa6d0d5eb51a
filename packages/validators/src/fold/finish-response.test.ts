import { expect, test } from "vitest";
import { finishResponse } from "./finish-response.ts";

const MOVE = { from: "/list/*/text", beside: "/list/*/cited", to: "/list/*/cited/content/0/text" };

test.each([
  {
    given: { list: [{ text: "a" }, { text: "b", cited: {} }] },
    want: [{ text: "a" }, { cited: { content: [{ text: "b" }] } }],
  },
  {
    given: { list: [{ cited: { content: [{ kind: 1 }] }, text: "b" }] },
    want: [{ cited: { content: [{ kind: 1, text: "b" }] } }],
  },
  { given: { list: [{ cited: 5, text: "b" }] }, want: [{ cited: 5 }] },
  { given: { list: [] }, want: [] },
])("moves a value to what stands beside it in $given", ({ given, want }) => {
  finishResponse(given, [MOVE]);
  expect(given.list).toEqual(want);
});

test("adds a member where its object is there without it", () => {
  const response = { calls: [{ name: "a" }, { name: "b", input: null }, 5] };
  const value = {};
  finishResponse(response, [
    { to: "/calls/*/input", value },
    { to: "/none/input", value },
    { to: "/calls", value: [] },
  ]);
  expect(response).toEqual({ calls: [{ name: "a", input: {} }, { name: "b", input: null }, 5] });
  expect(Reflect.get(Object(response.calls[0]), "input")).not.toBe(value);
});

test("leaves alone what is not an object", () => {
  for (const response of [undefined, null, "text"]) expect(() => finishResponse(response, [MOVE])).not.toThrow();
});
