import { matchesGlob } from "../../cases/glob.ts";
import type { CaseResult, CheckResult, StaleEntry } from "../../result.ts";
import { redactPatterns } from "../redact/patterns.ts";
import { isExpired } from "./expiry.ts";

/** A known failure: of a whole case, or of one check of it. */
export interface BaselineEntry {
  /** As it stands in the file: `case` or `case#check`. */
  readonly entry: string;
  readonly caseId: string;
  readonly checkId?: string;
  readonly reason: string;
  /** Where it is dealt with: a number or an address. */
  readonly ticket?: string;
  /** The last day on which it excuses anything, as `2026-12-31`. */
  readonly expires?: string;
  /** How the message of the failure begins; one that says something else is not excused. */
  readonly message?: string;
}

/** Whether an entry is about a case: it has its id, or a glob of ids. */
export function isAboutCase({ caseId }: BaselineEntry, id: string): boolean {
  return caseId === id || (/[*?{]/.test(caseId) && matchesGlob(id, caseId));
}

/** Excuses what the baseline lists. */
export function applyBaseline(
  result: CaseResult,
  entries: readonly BaselineEntry[],
  now: Date = new Date(),
): CaseResult {
  const mine = entries.filter((entry) => isAboutCase(entry, result.id) && !isExpired(entry, now));
  if (mine.length === 0 || (result.outcome !== "fail" && result.outcome !== "pass")) {
    return result;
  }
  const checks = result.checks.map((check) => excused(check, mine));
  const stillFails = checks.some((check) => check.outcome === "fail");
  if (result.outcome === "pass" || stillFails) {
    return { ...result, checks };
  }
  const used = mine.filter((entry) => result.checks.some((check) => isFault(check) && excuses(entry, check)));
  return { ...result, checks, outcome: "expected-fail", reason: used.map(describeReason).join("; ") };
}

/**
 * The entries that excuse nothing, or not any more: of cases that ran and conform, of cases that do not exist, and
 * those whose time is over; by name.
 */
export function staleEntries(
  entries: readonly BaselineEntry[],
  results: readonly CaseResult[],
  knownIds: ReadonlySet<string>,
  now: Date = new Date(),
): readonly StaleEntry[] {
  const inOrder = entries.toSorted((one, other) => (one.entry < other.entry ? -1 : 1));
  return inOrder.flatMap((entry) => {
    const mine = results.filter(({ id }) => isAboutCase(entry, id));
    const isKnown = knownIds.has(entry.caseId) || [...knownIds].some((id) => isAboutCase(entry, id));
    const message = expiry(entry, now) ?? (isKnown ? stalenessOf(entry, mine) : "there is no such case");
    return message === undefined ? [] : [{ entry: entry.entry, message }];
  });
}

function excused(check: CheckResult, entries: readonly BaselineEntry[]): CheckResult {
  return isFault(check) && entries.some((entry) => excuses(entry, check))
    ? { ...check, outcome: "expected-fail" }
    : check;
}

function isFault({ outcome }: CheckResult): boolean {
  return outcome === "fail" || outcome === "warn";
}

/** An entry for a whole case is about what fails it, not about its warnings. */
function excuses({ checkId, message = "" }: BaselineEntry, check: CheckResult): boolean {
  const isMeant = checkId === undefined ? check.outcome === "fail" : checkId === check.id;
  return isMeant && (check.message ?? "").startsWith(message);
}

function describeReason({ reason, ticket }: BaselineEntry): string {
  return redactPatterns(ticket === undefined ? reason : `${reason} (${ticket})`);
}

function expiry(entry: BaselineEntry, now: Date): string | undefined {
  return isExpired(entry, now)
    ? `expired on ${entry.expires}. Fix the failure, set a later \`expires\`, or delete the entry.`
    : undefined;
}

/** An entry for several cases is needed as long as one of them fails, or could not be judged. */
function stalenessOf(entry: BaselineEntry, results: readonly CaseResult[]): string | undefined {
  const reasons = results.map((result) => staleness(entry, result));
  const [first] = reasons;
  if (first === undefined || reasons.includes(undefined)) {
    return undefined;
  }
  return results.length === 1 ? first : `it excuses no failure of any of the ${results.length} cases that it is about`;
}

function staleness({ checkId }: BaselineEntry, result: CaseResult): string | undefined {
  if (checkId === undefined) {
    return result.outcome === "pass" ? "the case conforms" : undefined;
  }
  const check = result.checks.find(({ id }) => id === checkId);
  if (check === undefined) {
    return result.outcome === "pass" ? "the case conforms, and has no such check" : undefined;
  }
  return check.outcome === "pass" ? "the check holds" : undefined;
}
