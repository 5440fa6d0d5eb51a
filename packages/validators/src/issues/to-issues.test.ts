import { describe, expect, test } from "vitest";
import { toIssues } from "./to-issues.ts";

const error = (keyword: string, params: Record<string, unknown> = {}, instancePath = "/a") => ({
  instancePath,
  keyword,
  params,
});

describe("toIssues", () => {
  test.each([
    { given: error("type", { type: ["string", "null"] }), value: 5, want: "must be a string or null, but was 5" },
    { given: error("const", { allowedValue: "x" }), value: "y", want: 'must be "x", but was "y"' },
    { given: error("enum", { allowedValues: ["x", 1] }), value: true, want: 'must be "x" or 1, but was true' },
    { given: error("minLength", { limit: 1 }), value: "", want: "must not be empty" },
    { given: error("minLength", { limit: 3 }), value: "ab", want: "must not be shorter than 3 characters, but has 2" },
    { given: error("maxLength", { limit: 1 }), value: "ab", want: "must not be longer than 1 character, but has 2" },
    { given: error("pattern", { pattern: "^a$" }), value: "b", want: 'must be text that matches `^a$`, but was "b"' },
    {
      given: error("format", { format: "date-time" }),
      value: "b",
      want: 'must be a time such as 2026-01-31T09:30:00Z, but was "b"',
    },
    { given: error("exclusiveMinimum", { limit: 0 }), value: 0, want: "must be more than 0, but was 0" },
    { given: error("multipleOf", { multipleOf: 2 }), value: 3, want: "must be a multiple of 2, but was 3" },
    { given: error("minItems", { limit: 2 }), value: [1], want: "must have at least 2 items, but has 1" },
    {
      given: error("maxProperties", { limit: 1 }),
      value: { a: 1, b: 2 },
      want: "must have at most 1 member, but has 2",
    },
    {
      given: error("uniqueItems", { i: 1, j: 0 }),
      value: [1, 1],
      want: "must be an array without equal items (0 and 1 are equal), but was an array of 2 items",
    },
    { given: error("not"), value: 1, want: "must be of another form, but was 1" },
    { given: error("something"), value: 1, want: "must be a value that satisfies `something`, but was 1" },
    { given: error("depth"), value: 1, want: "is nested too deeply to be checked" },
  ])("says $given.keyword in plain English", ({ given, value, want }) => {
    expect(toIssues([given], { a: value }).map(({ message }) => message)).toEqual([want]);
  });

  test.each([
    { given: error("required", { missingProperty: "b/c~d" }), pointer: "/a/b~1c~0d", received: "nothing" },
    {
      given: error("dependentRequired", { property: "d", missingProperty: "e" }),
      pointer: "/a/e",
      received: "nothing",
    },
    { given: error("additionalProperties", { additionalProperty: "d" }), pointer: "/a/d", received: "4" },
    { given: error("propertyNames", { propertyName: "d" }), pointer: "/a/d", received: "4" },
  ])("points to the member that $given.keyword is about", ({ given, pointer, received }) => {
    expect(toIssues([given], { a: { d: 4 } })).toMatchObject([{ pointer, received }]);
  });

  test("keeps the fault that says most of each member", () => {
    const errors = [
      error("minimum", { limit: 1 }),
      error("type", { type: "integer" }),
      error("pattern", {}, "/b"),
      error("if"),
    ];
    expect(toIssues(errors, {}).map(({ pointer, keyword }) => [pointer, keyword])).toEqual([
      ["/a", "type"],
      ["/b", "pattern"],
    ]);
  });

  test("says that a value matches two branches of which only one may", () => {
    expect(toIssues([error("oneOf", { counts: [0, 0] })], { a: 1 })).toMatchObject([
      { message: "must be of exactly one of the described forms, but was 1" },
    ]);
  });

  test.each([
    {
      branches: ["a", "b"],
      counts: [1, 1],
      want: [{ pointer: "", keyword: "required", message: 'must have the member "a" or "b"' }],
    },
    { branches: ["a", "b", "c"], counts: [2, 1], want: [{ pointer: "/a" }, { pointer: "/b" }] },
  ])("names the members of which one is missing: $branches by $counts", ({ branches, counts, want }) => {
    const errors = branches.map((missingProperty) => error("required", { missingProperty }, ""));
    expect(toIssues([...errors, error("anyOf", { counts }, "")], {})).toMatchObject(want);
  });

  test("finds the branch through unions within unions", () => {
    const inner = [
      error("type", { type: "null" }, "/a/b"),
      error("type", { type: "string" }, "/a/b/c"),
      error("anyOf", { counts: [1, 1] }, "/a/b"),
    ];
    const errors = [error("type", { type: "array" }), ...inner, error("anyOf", { counts: [1, 3] })];
    expect(toIssues(errors, { a: { b: { c: 1 } } })).toMatchObject([{ pointer: "/a/b/c", expected: "a string" }]);
  });
});
