import type { CheckResult } from "../result.ts";
import type { Check, CheckContext, Fault, Verdict } from "./check.ts";
import { checks as allChecks } from "./checks.ts";

/** Which checks are made. */
export interface RunChecksOptions {
  /** Default: every check of an answer. */
  readonly checks?: readonly Check[];
  /**
   * Why nothing follows from the verdict of a check that applies; it is then reported as unsupported. Default: each
   * counts.
   */
  readonly unsupportedReason?: (check: Check, verdict: Exclude<Verdict, "not-applicable">) => string | undefined;
}

/** Makes every check that applies, up to a fault that makes the rest meaningless. */
export function runChecks(context: CheckContext, options: RunChecksOptions = {}): readonly CheckResult[] {
  const { checks = allChecks, unsupportedReason } = options;
  const results: CheckResult[] = [];
  for (const check of checks) {
    const verdict = check.verdict(context);
    if (verdict === "not-applicable") {
      continue;
    }
    const reason = unsupportedReason?.(check, verdict);
    if (reason !== undefined) {
      results.push({ id: check.id, outcome: "unsupported", level: check.level, message: reason });
    } else if (typeof verdict === "object" && "undecided" in verdict) {
      results.push({ id: check.id, outcome: "not-testable", level: check.level, message: verdict.undecided });
    } else if (verdict === "holds") {
      results.push({ id: check.id, outcome: "pass", level: check.level });
    } else {
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
