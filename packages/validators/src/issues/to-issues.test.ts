import { describe, expect, test } from "vitest";
import { at, type Fault } from "../engine/runtime.ts";
import { toIssues } from "./to-issues.ts";

const fault = (keyword: string, expected: string | number, value: unknown, more: Partial<Fault> = {}): Fault => ({
  path: at(undefined, "a"),
  keyword,
  expected,
  value,
  ...more,
});

describe("toIssues", () => {
  test.each([
    { given: fault("type", "a string or null", 5), want: "must be a string or null, but was 5" },
    { given: fault("const", '"x"', "y"), want: 'must be "x", but was "y"' },
    { given: fault("minLength", 1, ""), want: "must not be empty" },
    {
      given: fault("minLength", 3, "a🦀"),
      want: "must not be shorter than 3 characters, but has 2",
    },
    {
      given: fault("maxLength", 1, "ab"),
      want: "must not be longer than 1 character, but has 2",
    },
    {
      given: fault("pattern", "text that matches `^a$`", "b"),
      want: 'must be text that matches `^a$`, but was "b"',
    },
    { given: fault("exclusiveMinimum", 0, 0), want: "must be more than 0, but was 0" },
    { given: fault("minItems", 2, [1]), want: "must have at least 2 items, but has 1" },
    {
      given: fault("maxProperties", 1, { a: 1, b: 2 }),
      want: "must have at most 1 member, but has 2",
    },
    {
      given: fault("contains", "at least 1 item of the described form", []),
      want: "must have at least 1 item of the described form",
    },
    { given: fault("x-below", 3, 3), want: "must be less than 3, but was 3" },
    { given: fault("x-runs", "another one at this place", 1), want: "does not fit what stands before or after it" },
    { given: fault("x-most", 3, 1), want: "is one too many: there may be at most 3" },
    { given: fault("not", "of another form", 1), want: "must be of another form, but was 1" },
    { given: fault("depth", "less nesting", 1), want: "is nested too deeply to be checked" },
    { given: fault("false schema", "nothing", 1), want: "must not be there" },
    { given: fault("propertyNames", "another name", 1), want: "is not an allowed name" },
    { given: fault("required", "a value", undefined), want: "required member is missing" },
    {
      given: fault("required", "a value", undefined, { similar: "A" }),
      want: 'required member is missing (did you mean "A"?)',
    },
    { given: fault("required", 'the member "b" or "c"', {}), want: 'must have the member "b" or "c"' },
    {
      given: fault("required", 'the member "b" or "c"', {}, { similar: "B" }),
      want: 'must have the member "b" or "c" (did you mean "B"?)',
    },
    {
      given: fault("dependentRequired", 'because "d" is there', undefined),
      want: 'required member is missing (because "d" is there)',
    },
    { given: fault("additionalProperties", "no such member", 1), want: "is not a known member" },
    {
      given: fault("additionalProperties", "no such member", 1, { similar: "b" }),
      want: 'is not a known member (did you mean "b"?)',
    },
  ])("says $given.keyword in plain English: $want", ({ given, want }) => {
    expect(toIssues([given])).toMatchObject([{ pointer: "/a", message: want }]);
  });

  test("hides the items of a list of secrets", () => {
    const path = at(at(undefined, "apiKeys"), 0);
    expect(toIssues([fault("maxLength", 1, "abc", { path })])).toMatchObject([
      { pointer: "/apiKeys/0", received: "a hidden string of 3 characters" },
    ]);
  });

  test("escapes the steps of pointers", () => {
    const path = at(at(undefined, "b/c~d"), 0);
    expect(toIssues([fault("type", "a string", 5, { path })])).toMatchObject([
      { pointer: "/b~1c~0d/0", received: "5" },
    ]);
  });

  test("keeps the first fault of each member", () => {
    const other = { path: at(undefined, "b") };
    const faults = [fault("type", "", 1), fault("minimum", "", 1), fault("type", "", 1, other)];
    expect(toIssues(faults).map(({ pointer, keyword }) => [pointer, keyword])).toEqual([
      ["/a", "type"],
      ["/b", "type"],
    ]);
  });

  test("keeps each fault that speaks of several members", () => {
    const faults = [fault("required", "the member b or c", {}), fault("required", "the member d or c", {})];
    expect(toIssues(faults)).toHaveLength(2);
  });
});
