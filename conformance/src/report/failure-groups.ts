import type { CaseResult, CheckResult } from "../result.ts";

/** One fault, and every case that has it. */
export interface FailureGroup {
  readonly check: CheckResult;
  readonly cases: readonly CaseResult[];
}

/** The faults of the given outcome, those that are the same told together, so that forty cases of one cause are read once. */
export function failureGroups(
  cases: readonly CaseResult[],
  outcome: Extract<CheckResult["outcome"], "fail" | "warn">,
): readonly FailureGroup[] {
  const groups = new Map<string, { check: CheckResult; cases: CaseResult[] }>();
  for (const result of cases) {
    for (const check of result.checks.filter((each) => each.outcome === outcome)) {
      const key = JSON.stringify([
        check.id,
        check.message,
        check.pointer,
        check.expected,
        check.received,
        check.differences,
      ]);
      const group = groups.get(key) ?? { check, cases: [] };
      group.cases.push(result);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}
