import { expect, test } from "vitest";
import { applyChange } from "./apply-change.ts";

const twin = { parameters: { modelId: "a", Accept: "b" }, body: { list: [1, 2], deep: { "a/b": true }, text: "ab" } };

test.each([
  { change: {}, want: twin },
  { change: { authentication: "missing" }, want: twin },
  { change: { remove: "/list" }, want: { ...twin, body: { deep: { "a/b": true }, text: "ab" } } },
  { change: { remove: "/list/0" }, want: { ...twin, body: { ...twin.body, list: [2] } } },
  { change: { remove: "/deep/a~1b" }, want: { ...twin, body: { ...twin.body, deep: {} } } },
  { change: { set: { pointer: "/list/1", value: null } }, want: { ...twin, body: { ...twin.body, list: [1, null] } } },
  { change: { set: { pointer: "/new", value: [] } }, want: { ...twin, body: { ...twin.body, new: [] } } },
  {
    change: { repeat: { pointer: "/list/0", times: 3 } },
    want: { ...twin, body: { ...twin.body, list: [1, 1, 1, 2] } },
  },
  { change: { repeat: { pointer: "/text", times: 2 } }, want: { ...twin, body: { ...twin.body, text: "abab" } } },
  { change: { raw: "{" }, want: { parameters: twin.parameters, rawBody: "{" } },
  {
    change: { parameter: { name: "modelId", value: 7 } },
    want: { ...twin, parameters: { modelId: 7, Accept: "b" } },
  },
  {
    change: { parameter: { name: "Trace", length: 3 } },
    want: { ...twin, parameters: { ...twin.parameters, Trace: "aaa" } },
  },
  { change: { removeParameter: "Accept" }, want: { ...twin, parameters: { modelId: "a" } } },
])("$change", ({ change, want }) => {
  const before = structuredClone(twin);

  expect(applyChange(twin, change)).toEqual(want);
  expect(twin).toEqual(before);
});
