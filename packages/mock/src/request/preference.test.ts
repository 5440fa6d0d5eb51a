import { expect, test } from "vitest";
import { readPreference } from "./preference.ts";

test.each([
  { given: undefined, want: {} },
  { given: "", want: {} },
  { given: "code=429, example=throttled", want: { code: 429, example: "throttled" } },
  { given: "example=by-id", want: { example: "by-id" } },
  { given: 'Code="404";Example="unknown-model"', want: { code: 404, example: "unknown-model" } },
  {
    given: "stream-exception=throttlingException, after=2",
    want: { streamException: "throttlingException", after: 2 },
  },
  { given: "after=0", want: { after: 0 } },
  { given: "respond-async, wait=10, dynamic=true", want: {} },
])("reads $given as $want", ({ given, want }) => {
  expect(readPreference(given)).toEqual(want);
});

test.each(["code=abc", "code=", "code=700", "code=2000"])("refuses %s", (given) => {
  expect(() => readPreference(given)).toThrow("code must be an HTTP status");
});

test.each(["after=", "after=-1", "after=two"])("refuses %s", (given) => {
  expect(() => readPreference(given)).toThrow("after must be a number of chunks");
});
