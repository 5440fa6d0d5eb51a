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

/** Excuses what the baseline lists. */
export function applyBaseline(
  result: CaseResult,
  entries: readonly BaselineEntry[],
  now: Date = new Date(),
): CaseResult {
  const mine = entries.filter((entry) => entry.caseId === result.id && !isExpired(entry, now));
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
  const byId = new Map(results.map((result) => [result.id, result]));
  return inOrder.flatMap((entry) => {
    const message = expiry(entry, now) ?? staleness(entry, byId.get(entry.caseId), knownIds);
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
    ? `it expired on ${entry.expires}: fix what it excuses, or say anew until when it is excused`
    : undefined;
}

function staleness(
  { caseId, checkId }: BaselineEntry,
  result: CaseResult | undefined,
  knownIds: ReadonlySet<string>,
): string | undefined {
  if (!knownIds.has(caseId)) {
    return "there is no such case";
  }
  if (result === undefined) {
    return undefined;
  }
  if (checkId === undefined) {
    return result.outcome === "pass" ? "the case conforms" : undefined;
  }
  const check = result.checks.find(({ id }) => id === checkId);
  if (check === undefined) {
    return result.outcome === "pass" ? "the case conforms, and has no such check" : undefined;
  }
  return check.outcome === "pass" ? "the check holds" : undefined;
}
