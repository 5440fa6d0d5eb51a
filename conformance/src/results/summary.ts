import type { CaseOutcome, CaseResult, SuiteResults, Summary } from "../result.ts";

/** Every outcome, in the order in which reports list them. */
export const OUTCOMES: readonly CaseOutcome[] = [
  "pass",
  "pass (envelope)",
  "fail",
  "unsupported",
  "not-testable",
  "expected-fail",
  "error",
];

/** Counts cases by outcome, and checks. */
export function summarize(cases: readonly CaseResult[]): Summary {
  const checks = cases.flatMap((each) => each.checks);
  const count = (outcome: CaseOutcome): number => cases.filter((each) => each.outcome === outcome).length;
  const excused = cases.filter(({ excusedBy }) => excusedBy !== undefined).length;
  return {
    pass: count("pass"),
    "pass (envelope)": count("pass (envelope)"),
    fail: count("fail"),
    unsupported: count("unsupported"),
    "not-testable": count("not-testable"),
    "expected-fail": count("expected-fail"),
    error: count("error"),
    checks: checks.length,
    warnings: checks.filter((check) => check.outcome === "warn").length,
    refusals: cases.filter(({ outcome, isRefusal }) => outcome === "pass" && isRefusal === true).length,
    ...(excused > 0 && { excused }),
  };
}

/** Whether a case passed only when it was sent again. */
export function isFlaky({ outcome, attempts }: CaseResult): boolean {
  return outcome === "pass" && attempts !== undefined;
}

/** How many cases could show whether the target conforms: those that it offers, and that could be tested whole. */
export function applicableOf(summary: Summary): number {
  const { excused = 0 } = summary;
  const all = OUTCOMES.reduce((sum, outcome) => sum + summary[outcome], 0);
  return all - summary.unsupported - summary["not-testable"] - summary["pass (envelope)"] - excused;
}

/** The sum of a run, with what was left out: `603/603 cases conform (unsupported 85, not testable 0)`. */
export function describeSum(summary: Summary): string {
  const excused = summary.excused === undefined ? "" : `, excused ${summary.excused}`;
  const left = `(unsupported ${summary.unsupported}, not testable ${summary["not-testable"]}${excused})`;
  return `${summary.pass}/${applicableOf(summary)} cases conform ${left}${describeEnvelopes(summary)}`;
}

/** How many passes nothing but the envelope was judged of; empty where there is none. */
export function describeEnvelopes(summary: Summary): string {
  const count = summary["pass (envelope)"];
  return count === 0 ? "" : `, judged by the envelope only: ${count}`;
}

/** What passed by its body, and what by a refusal: `444 by body, 329 by refusal`; empty where nothing was refused. */
export function describeEvidence({ pass, refusals }: Summary): string {
  return refusals === 0 ? "" : `${pass - refusals} by body, ${refusals} by refusal`;
}

/**
 * The exit code of a run: 0 conformant; 1 not conformant, or a stale baseline entry; 3 incomplete; 130 interrupted.
 * A case that does not conform has priority over missing results and resources left behind. A fault of the suite leaves its case
 * untested, hence incomplete, as does a run in which nothing applied; of a shard that says nothing, since another one
 * has the rest.
 */
export function exitCodeOf({
  summary,
  stale,
  interrupted,
  unreachable,
  leftBehind = [],
  shard,
  requiresBody,
}: Omit<SuiteResults, "cases">): 0 | 1 | 3 | 130 {
  if (interrupted) {
    return 130;
  }
  if (summary.fail > 0 || stale.length > 0) {
    return 1;
  }
  const envelopes = summary["pass (envelope)"];
  const tested = summary.pass + envelopes + summary["expected-fail"] - (summary.excused ?? 0);
  const isIncomplete =
    summary["not-testable"] > 0 ||
    summary.error > 0 ||
    unreachable.length > 0 ||
    (tested === 0 && shard === undefined) ||
    (requiresBody === true && envelopes > 0);
  return isIncomplete || leftBehind.length > 0 ? 3 : 0;
}
