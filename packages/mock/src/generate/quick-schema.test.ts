import { expect, test } from "vitest";
import { isQuick } from "./quick-schema.ts";

const text = { type: "string" };

test.each([
  {},
  true,
  { type: "object", properties: { a: text, b: { enum: ["x", "y"] } }, required: ["a"], additionalProperties: false },
  { type: "array", items: { type: "array", items: text, minItems: 10 }, minItems: 10 },
  { properties: { $ref: text, pattern: { minimum: 1 } } },
])("takes for quick: %j", (schema) => {
  expect(isQuick(schema)).toBe(true);
});

test.each([
  null,
  [],
  "{}",
  { pattern: "(a+)+$" },
  { $ref: "#" },
  { properties: { a: { anyOf: [text, text] } } },
  { items: [text] },
  { additionalProperties: { not: {} } },
  { $defs: { a: {} } },
  { type: "array", items: { type: "array", items: text, minItems: 20 }, minItems: 20 },
  { type: "array", maxItems: 1_000_000 },
  { type: "string", minLength: "9" },
  { enum: Array.from({ length: 1_000 }, (_, index) => index) },
  { enum: { length: 1 } },
  { properties: Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [index, text])) },
])("has an eye on: %j", (schema) => {
  expect(isQuick(schema)).toBe(false);
});
