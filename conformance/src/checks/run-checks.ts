import type { CheckResult } from "../result.ts";
import type { Check, CheckContext, Fault } from "./check.ts";
import { checks } from "./checks.ts";

/** Makes every check that applies, up to a fault that makes the rest meaningless. */
export function runChecks(context: CheckContext): readonly CheckResult[] {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const verdict = check.verdict(context);
    if (verdict === "holds") {
      results.push({ id: check.id, outcome: "pass", level: check.level });
    } else if (verdict !== "not-applicable") {
      results.push(faultResult(check, context, verdict));
      if (verdict.isFinal === true) {
        break;
      }
    }
  }
  return results;
}

function faultResult(
  check: Check,
  context: CheckContext,
  { isFinal: _, differences = [], ...fault }: Fault,
): CheckResult {
  return {
    id: check.id,
    outcome: check.level === "MUST" ? "fail" : "warn",
    level: check.level,
    rule: check.rule,
    ...fault,
    ...(differences.length > 1 ? { differences } : {}),
    documented: check.documented(context),
  };
}
