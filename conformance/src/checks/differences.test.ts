import { expect, test } from "vitest";
import { countDifferences, differencesOf } from "./differences.ts";

test.each([
  {
    given: [
      { a: 1, b: [1] },
      { b: [1], a: 1 },
    ],
    want: [],
  },
  { given: [{ a: null }, { a: null }], want: [] },
  { given: [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }], want: ["/a/0/b 1 2"] },
  { given: [{ "a/b": 1 }, {}], want: ["/a~1b 1 nothing"] },
  { given: [{}, { a: null }], want: ["/a nothing null"] },
  { given: [[1, 2], [1]], want: ["/1 2 nothing"] },
  { given: [[], {}], want: [" [] {}"] },
  { given: [null, {}], want: [" null {}"] },
])("$want tells $given apart", ({ given: [expected, received], want }) => {
  const found = differencesOf(expected, received);

  expect(found.map((each) => `${each.pointer} ${each.expected} ${each.received}`)).toEqual(want);
  expect(countDifferences(expected, received)).toBe(want.length);
});
