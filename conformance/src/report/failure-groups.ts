import type { CaseResult, CheckResult } from "../result.ts";

/** One fault, and every case that has it. */
export interface FailureGroup {
  readonly check: CheckResult;
  readonly cases: readonly CaseResult[];
  /** How many cases have it, where `cases` are only the first of them. */
  readonly count?: number;
}

/** The faults of the given outcome, those that are the same told together, so that forty cases of one cause are read once. */
export function failureGroups(
  cases: readonly CaseResult[],
  outcome: Extract<CheckResult["outcome"], "fail" | "warn">,
): readonly FailureGroup[] {
  const groups = new Map<string, { check: CheckResult; cases: CaseResult[] }>();
  for (const result of cases) {
    for (const check of result.checks.filter((each) => each.outcome === outcome)) {
      const key = JSON.stringify(causeOf(check));
      const group = groups.get(key) ?? { check, cases: [] };
      group.cases.push(result);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/** What makes two faults the same. In streams, where ids and offsets differ each time, it is what is wrong with the first frame. */
export function causeOf({
  id,
  message,
  pointer,
  expected,
  received,
  differences,
  frame,
}: CheckResult): readonly unknown[] {
  const cause = [id, message, pointer, expected];
  return frame === undefined ? [...cause, received, differences] : cause;
}
