import { expect, test } from "vitest";
import { printed } from "./example.ts";
import { describe, NamedSchemas } from "./schema.ts";

const shown = (value: object): string => describe({ file: "specs/example.yaml", value }, new NamedSchemas());

test.each([
  { given: { type: "string", minLength: 1, maxLength: 2048 }, want: "1 to 2,048 characters." },
  { given: { type: "array", maxItems: 1 }, want: "At most 1 element." },
  { given: { type: "number", minimum: 0, exclusiveMaximum: 1 }, want: "At least 0, less than 1." },
  { given: { enum: [1024, 256] }, want: "One of `1024`, `256`." },
  { given: { anyOf: [{ enum: ["a", "b"] }, { type: "string" }] }, want: 'Known values: `"a"`, `"b"`.' },
  { given: { properties: {}, anyOf: [{ required: ["a"] }, { required: ["b"] }] }, want: "At least one of `a`, `b`." },
])("says in words: $want", ({ given, want }) => {
  expect(shown(given)).toContain(`>${want}<`);
});

test("shows members in members, with their types and what is required", () => {
  const inner = { type: "object", required: ["count"], properties: { count: { type: ["integer", "null"] } } };

  const text = shown({ type: "object", properties: { list: { type: "array", items: inner } } });

  expect(text).toContain('`list` <span class="type">array of object</span>\n');
  expect(text).toContain('`count` <span class="type">integer or null</span> <span class="need">required</span>');
});

test("gives each schema that is mentioned one section, and those that it mentions theirs", () => {
  const named = new NamedSchemas();
  const message = { $ref: "../../runtime/converse/schemas/content.yaml#/components/schemas/Message" };

  describe({ file: "specs/gen/openapi/runtime.yaml", value: { properties: { a: message, b: message } } }, named);

  const headings = named.sections().filter((section) => section.startsWith("### "));
  expect(headings[0]).toBe("### Message");
  expect(headings.length).toBeGreaterThan(1);
  expect(new Set(headings).size).toBe(headings.length);
});

test.each([
  { given: { a: 1, b: ["x"] }, want: '{ "a": 1, "b": ["x"] }' },
  { given: {}, want: "{}" },
  { given: { vector: Array.from({ length: 10 }, () => 0.5) }, want: "(2 more)" },
  { given: "x".repeat(500), want: "(400 characters more)" },
])("prints $want", ({ given, want }) => {
  expect(printed(given)).toContain(want);
});

test("breaks what is too long for a line", () => {
  const text = printed({ text: "x".repeat(90), more: [] });

  expect(text).toBe(`{\n  "text": "${"x".repeat(90)}",\n  "more": []\n}`);
});
