import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { CaseRecorder } from "../results/case-recorder.ts";
import { resultForEach } from "./result-for-each.ts";

const ONE = await caseById("management/GetFoundationModel/by-id");
const TWO = await caseById("management/GetFoundationModel/by-arn");
const first = new CaseRecorder(ONE).checked([]);
const second = new CaseRecorder(TWO).checked([]);

test.each([
  { title: "all are there", results: [first, second], want: ["pass", "pass"] },
  { title: "one is missing at the end", results: [first], want: ["pass", "error"] },
  { title: "one is missing before", results: [undefined, second], want: ["error", "pass"] },
  { title: "one came twice", results: [first, first], want: ["pass", "error"] },
  { title: "there are too many", results: [first, second, first], want: ["pass", "pass"] },
  { title: "there are none", results: [], want: ["error", "error"] },
])("each case has exactly one outcome where $title", ({ results, want }) => {
  const cases = resultForEach([ONE, TWO], results);

  expect(cases.map(({ id }) => id)).toEqual([ONE.id, TWO.id]);
  expect(cases.map(({ outcome }) => outcome)).toEqual(want);
});
