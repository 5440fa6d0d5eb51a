import type { CaseOutcome, CaseResult, CheckResult, SuiteResults } from "../result.ts";

/** Something about one case, or one check of it, that is different in the later results. */
export interface Change {
  readonly caseId: string;
  readonly checkId?: string;
  readonly message: string;
}

/** A case that only one of the results has. */
export interface OnlyCase {
  readonly caseId: string;
  readonly outcome: CaseOutcome;
}

/** How later results differ from earlier ones. */
export interface Comparison {
  /** Checks that held, and fail now. Nothing else makes a comparison bad. */
  readonly regressions: readonly Change[];
  /** Checks that failed, and hold now. */
  readonly fixes: readonly Change[];
  /** Checks that held, and fail now as the baseline says. */
  readonly excused: readonly Change[];
  /** Cases that were judged, and are not any more. */
  readonly lost: readonly Change[];
  /** Cases that were not judged before, and fail. They break nothing that held. */
  readonly found: readonly Change[];
  readonly added: readonly OnlyCase[];
  readonly gone: readonly OnlyCase[];
}

/** Compares the results of two runs, the earlier one first. */
export function compareResults(before: Pick<SuiteResults, "cases">, after: Pick<SuiteResults, "cases">): Comparison {
  const earlier = new Map(before.cases.map((result) => [result.id, result]));
  const later = new Map(after.cases.map((result) => [result.id, result]));
  const pairs = after.cases.flatMap((result) => {
    const other = earlier.get(result.id);
    return other === undefined ? [] : [[other, result] as const];
  });
  const changes = pairs.flatMap(([one, other]) => changesOf(one, other));
  const ofKind = (kind: ChangeKind): readonly Change[] =>
    changes.filter((change) => change.kind === kind).map(({ kind: _, ...change }) => change);
  return {
    regressions: ofKind("regression"),
    fixes: ofKind("fix"),
    excused: ofKind("excused"),
    lost: ofKind("lost"),
    found: ofKind("found"),
    added: after.cases.filter(({ id }) => !earlier.has(id)).map(only),
    gone: before.cases.filter(({ id }) => !later.has(id)).map(only),
  };
}

type ChangeKind = "regression" | "fix" | "excused" | "lost" | "found";
type KindOfChange = Change & { readonly kind: ChangeKind };

function changesOf(before: CaseResult, after: CaseResult): readonly KindOfChange[] {
  const caseId = after.id;
  if (!isJudged(after)) {
    return isJudged(before)
      ? [{ kind: "lost", caseId, message: `${after.outcome}: ${after.reason ?? "no reason is given"}` }]
      : [];
  }
  const failed = new Set(failingChecks(before).map(({ id }) => id));
  const worse = failingChecks(after)
    .filter(({ id }) => !failed.has(id))
    .map((check): KindOfChange => ({ kind: kindOfFault(check, before), ...changeOf(caseId, check) }));
  const better = failingChecks(before)
    .filter(({ id }) => holds(after, id))
    .map((check): KindOfChange => ({ kind: "fix", ...changeOf(caseId, check) }));
  return [...worse, ...better];
}

/** An earlier fault may have kept a check from being made: what then fails for the first time is not a regression. */
function kindOfFault({ id, outcome }: CheckResult, before: CaseResult): ChangeKind {
  if (outcome === "expected-fail") {
    return "excused";
  }
  const wasMade = before.outcome === "pass" || before.checks.some((check) => check.id === id);
  return isJudged(before) && (wasMade || failingChecks(before).length === 0) ? "regression" : "found";
}

function changeOf(caseId: string, { id, message = "" }: CheckResult): Change {
  return { caseId, checkId: id, message };
}

/** What fails a case, whether it is excused or not. */
function failingChecks({ checks }: CaseResult): readonly CheckResult[] {
  return checks.filter(({ outcome, level }) => outcome === "fail" || (outcome === "expected-fail" && level === "MUST"));
}

/** A check that is not made holds only where the whole case does. */
function holds(result: CaseResult, checkId: string): boolean {
  const check = result.checks.find(({ id }) => id === checkId);
  return check === undefined ? result.outcome === "pass" : check.outcome === "pass" || check.outcome === "warn";
}

function isJudged({ outcome, excusedBy }: CaseResult): boolean {
  return excusedBy === undefined && (outcome === "pass" || outcome === "fail" || outcome === "expected-fail");
}

function only({ id, outcome }: CaseResult): OnlyCase {
  return { caseId: id, outcome };
}
