import { expect, test } from "vitest";
import type { CaseResult, CheckResult } from "../../result.ts";
import { failureGroups } from "./failure-groups.ts";

const fault = (check: Partial<CheckResult>): CheckResult => ({
  id: "response-schema",
  outcome: "fail",
  level: "MUST",
  ...check,
});
const missing = (...pointers: readonly string[]): CheckResult => {
  const message = "required member is missing";
  return fault({
    message,
    pointer: pointers[0] ?? "",
    expected: "a value",
    differences: pointers.map((pointer) => ({ pointer, message })),
  });
};
const noType = (type: string): CheckResult =>
  fault({
    id: "error-type",
    message: "the error names no exception",
    expected: `x-amzn-errortype: ${type}`,
    received: "neither",
  });
const status = (received: string): CheckResult =>
  fault({ id: "status", message: "another status", expected: "200", received });

test.each([
  {
    what: "a member that is missing in several operations and elements is one cause",
    checks: [
      missing("/modelDetails/modelArn"),
      missing("/modelSummaries/0/modelArn", "/modelSummaries/1/modelArn"),
      missing("/modelSummaries/7/modelArn"),
    ],
    want: [3],
  },
  { what: "another member is another cause", checks: [missing("/a/modelArn"), missing("/a/modelName")], want: [1, 1] },
  {
    what: "one member more is another cause",
    checks: [missing("/a/modelArn"), missing("/a/modelArn", "/a/modelName")],
    want: [1, 1],
  },
  {
    what: "a header that is missing is one cause, whatever exception it should name",
    checks: [noType("ValidationException"), noType("ConflictException or ThrottlingException")],
    want: [2],
  },
  { what: "other statuses are other causes", checks: [status("404"), status("500"), status("500")], want: [2, 1] },
  {
    what: "the cause of most cases comes first",
    checks: [status("404"), missing("/a/b"), missing("/c/0/b")],
    want: [2, 1],
  },
])("$what", ({ checks, want }) => {
  // Groups look at checks alone.
  const cases = checks.map((check, index) => ({ id: `a/B/${index}`, checks: [check] }) as unknown as CaseResult);

  expect(failureGroups(cases, "fail").map((group) => group.cases.length)).toEqual(want);
});
