import type { CaseResult, CheckResult } from "../../result.ts";

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

/**
 * What makes two faults the same: the rule, what is wrong with it and where; of what was received only the first word,
 * such as a status, since bodies and ids differ each time. In streams it is what is wrong with the first frame.
 */
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
  if (frame !== undefined) {
    return cause;
  }
  const places = differences?.map((difference) => [difference.pointer, difference.message]);
  return [...cause, received?.split(/[\s"{[]/, 1)[0], places];
}
