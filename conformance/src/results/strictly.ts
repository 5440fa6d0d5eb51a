import type { CaseResult, CheckResult } from "../result.ts";

/**
 * The result where what SHOULD hold must: each warning is a failure, such as one about a value that the documents do
 * not know.
 */
export function strictly(result: CaseResult): CaseResult {
  if (!result.checks.some(({ outcome }) => outcome === "warn")) {
    return result;
  }
  const outcome = result.outcome.startsWith("pass") ? "fail" : result.outcome;
  return { ...result, outcome, checks: result.checks.map(failing) };
}

function failing(check: CheckResult): CheckResult {
  return check.outcome === "warn" ? { ...check, outcome: "fail" } : check;
}
