import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { Budget } from "../request/budget.ts";
import { jsonSampler } from "./sample-json.ts";
import { regexSampler } from "./sample-regex.ts";

const member = (schema: object) => ({ type: "object", properties: { it: schema }, required: ["it"] });

test.each([
  { type: "integer", minimum: 1_900 },
  { type: "integer", exclusiveMinimum: 1_500_000_000_000 },
  { type: "number", maximum: -2_000.5 },
  { type: "integer", minimum: 2_000, multipleOf: 5_000 },
  { anyOf: [{ type: "integer", minimum: 5_000 }, { type: "null" }] },
  { type: "string", pattern: "^[a-z]+$", minLength: 12, maxLength: 14 },
  { type: "string", pattern: "^\\p{Lu}\\p{Ll}+$" },
  {
    type: "object",
    patternProperties: { "^x-[a-z]{3}$": { type: "integer" } },
    additionalProperties: false,
    minProperties: 2,
  },
  {
    type: "object",
    propertyNames: { pattern: "^[A-Z]{2}$" },
    minProperties: 3,
    additionalProperties: { type: "boolean" },
  },
  {
    type: "object",
    properties: { items: { type: "string" }, minimum: { type: "integer", minimum: 5_000 } },
    required: ["items", "minimum"],
  },
])("values for %j are found at the first attempts", async (schema) => {
  const { sample, accepts } = await jsonSampler(member(schema));
  const isValid = new Ajv2020({ strict: false }).compile(member(schema));
  const texts = [1, 2, 3, 4].map((seed) => sample(seed, seed % 2 === 0));
  expect(texts.map((text) => isValid(JSON.parse(text)))).toEqual([true, true, true, true]);
  expect(texts.every(accepts)).toBe(true);
});

test.each([
  {
    title: "a tuple",
    schema: { type: "array", items: [{ type: "string" }, { type: "integer" }], additionalItems: false, minItems: 2 },
    good: '["a",1]',
    bad: '["a","b"]',
  },
  {
    title: "an exclusive bound",
    schema: { type: "integer", minimum: 7, exclusiveMinimum: true, maximum: 8, exclusiveMaximum: false },
    good: "8",
    bad: "7",
  },
  { title: "a needless escape", schema: { type: "string", pattern: "^\\d\\-\\d$" }, good: '"1-2"', bad: '"1+2"' },
])("schemas of earlier drafts are understood: $title", async ({ schema, good, bad }) => {
  const { sample, accepts } = await jsonSampler(schema);
  expect([accepts(good), accepts(bad)]).toEqual([true, false]);
  expect(accepts(sample(1, true))).toBe(true);
});

test.each([
  { pattern: "\\A\\d+\\Z", want: /^\d+$/ },
  { pattern: "(?i)yes|no", want: /^(?:yes|no)$/i },
  { pattern: "[A-Z]+\\-\\d+\\#", want: /^[A-Z]+-\d+#$/ },
  { pattern: "[\\-a]{9}", want: /^[-a]{9}$/ },
  { pattern: "\\\\-", want: /^\\-$/ },
  { pattern: "\\p{L}+ [\\p{Lu}\\d]{3}", want: /^\p{L}+ [\p{Lu}\d]{3}$/u },
  { pattern: "🎉{2}\\d", want: /^🎉{2}\d$/u },
  { pattern: "(?P<twice>a|b)", want: /^[ab]$/ },
])("texts for $pattern are found", async ({ pattern, want }) => {
  const { sample, accepts } = await regexSampler(pattern, new Budget());
  for (const seed of [1, 2, 3]) {
    const text = sample(seed, seed === 2);
    expect(text).toMatch(want);
    expect(accepts(text)).toBe(true);
  }
});

test("a back-reference as Python writes it decides what is accepted", async () => {
  const { accepts } = await regexSampler("(?P<mark>['\"])\\w+(?P=mark)", new Budget());
  expect([accepts("'yes'"), accepts("'yes\"")]).toEqual([true, false]);
});

test("a schema is compiled once, however often it comes, and a new one beside it", async () => {
  const given = { type: "object", properties: { a: { type: "integer" } }, required: ["a"] };
  const first = await jsonSampler(given);

  expect(await jsonSampler(structuredClone(given))).toBe(first);
  expect(await jsonSampler({ ...given, required: [] })).not.toBe(first);
  expect(await jsonSampler(given)).toBe(first);
});
