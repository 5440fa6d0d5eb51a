import { ConformanceError } from "./conformance-error.ts";
import type { CaseResult, CheckResult, StaleEntry } from "./result.ts";

/** A known failure: of a whole case, or of one check of it. */
export interface BaselineEntry {
  /** As it stands in the file: `case` or `case#check`. */
  readonly entry: string;
  readonly caseId: string;
  readonly checkId?: string;
  readonly reason: string;
}

/** Reads the known failures from a YAML list of `{case: ID or ID#CHECK, reason}`. Throws a usage error for anything else. */
export async function readBaseline(file: string): Promise<readonly BaselineEntry[]> {
  const { readYaml } = await import("./targets/read-manifest.ts");
  const value = (await readYaml(file)) ?? [];
  if (!Array.isArray(value)) {
    throw new ConformanceError("usage", `${file} is no baseline: expected a list of {case, reason}.`);
  }
  return value.map((item: unknown, index) => baselineEntry(item, `${file}, entry ${index + 1}`));
}

/** Excuses what the baseline lists. */
export function applyBaseline(result: CaseResult, entries: readonly BaselineEntry[]): CaseResult {
  const mine = entries.filter((entry) => entry.caseId === result.id);
  if (mine.length === 0 || (result.outcome !== "fail" && result.outcome !== "pass")) {
    return result;
  }
  const checks = result.checks.map((check) => excused(check, mine));
  const stillFails = checks.some((check) => check.outcome === "fail");
  if (result.outcome === "pass" || stillFails) {
    return { ...result, checks };
  }
  return { ...result, checks, outcome: "expected-fail", reason: mine.map(({ reason }) => reason).join("; ") };
}

/** The entries that excuse nothing: of cases that ran and conform, and of cases that do not exist. */
export function staleEntries(
  entries: readonly BaselineEntry[],
  results: readonly CaseResult[],
  knownIds: ReadonlySet<string>,
): readonly StaleEntry[] {
  return entries.flatMap((entry) => {
    const message = staleness(
      entry,
      results.find((result) => result.id === entry.caseId),
      knownIds,
    );
    return message === undefined ? [] : [{ entry: entry.entry, message }];
  });
}

function excused(check: CheckResult, entries: readonly BaselineEntry[]): CheckResult {
  const isListed = entries.some(({ checkId }) => checkId === undefined || checkId === check.id);
  const isFault = check.outcome === "fail" || check.outcome === "warn";
  // An entry for a whole case is about what fails it, not about its warnings.
  const isMeant = check.outcome === "fail" || entries.some(({ checkId }) => checkId === check.id);
  return isListed && isFault && isMeant ? { ...check, outcome: "expected-fail" } : check;
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

function baselineEntry(item: unknown, where: string): BaselineEntry {
  const entry = textMember(item, "case");
  const reason = textMember(item, "reason");
  if (entry === undefined || reason === undefined) {
    throw new ConformanceError("usage", `${where}: expected {case: ID or ID#CHECK, reason: TEXT}.`);
  }
  const [caseId = "", checkId] = entry.split("#");
  return { entry, caseId, reason, ...(checkId === undefined ? {} : { checkId }) };
}

function textMember(item: unknown, name: string): string | undefined {
  const value: unknown = typeof item === "object" && item !== null ? Reflect.get(item, name) : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}
