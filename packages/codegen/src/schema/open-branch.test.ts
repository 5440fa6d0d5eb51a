import { expect, test } from "vitest";
import { isOpenBranch } from "./open-branch.ts";

const branch = (tag: unknown) => ({ type: "object", required: ["type"], properties: { type: tag } });

test.each([
  { given: branch({ type: "string", not: { enum: ["text"] } }), want: true },
  {
    given: branch({ type: "string", not: { anyOf: [{ enum: ["text"] }, { pattern: "^web_" }] } }),
    want: true,
  },
  { given: branch({ const: "text" }), want: false },
  { given: branch({ type: "string" }), want: false },
  { given: branch({ type: "string", not: { pattern: "^web_" } }), want: false },
  { given: { ...branch({ type: "string", not: { enum: ["text"] } }), required: [] }, want: false },
  { given: { $ref: "Other" }, want: false },
  { given: true, want: false },
])("$given is the branch of unknown types: $want", ({ given, want }) => {
  expect(isOpenBranch(given)).toBe(want);
});
