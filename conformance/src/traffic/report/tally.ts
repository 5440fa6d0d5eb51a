import { operationNamed } from "@bedrock-contract/wire";
import type { FailureGroup } from "../../report/describe/failure-groups.ts";
import { causeOf } from "../../report/describe/failure-groups.ts";
import type { CaseOutcome, CaseResult, CheckResult, Summary } from "../../result.ts";

/** Caps that keep memory bounded for files of any length. */
const MOST_GROUPS = 200;
const MOST_ROWS = 200;
/** Exchanges that are named of each fault. */
const MOST_NAMED = 6;

/** How the exchanges of one kind went. */
export interface TallyRow {
  readonly group: string;
  readonly name: string;
  pass: number;
  /** Passes by the envelope alone. */
  envelope: number;
  fail: number;
  other: number;
  warnings: number;
  unsupportedChecks: number;
}

/** Counts results as they come, so that none of them need be kept. */
export class Tally {
  readonly #summary = { ...NONE };
  #checks = 0;
  #warnings = 0;
  #unsupportedChecks = 0;
  #refusals = 0;
  readonly #rows = new Map<string, TallyRow>();
  readonly #faults = { fail: new Map<string, Counted>(), warn: new Map<string, Counted>() };
  readonly #reasons = { unsupported: new Map<string, number>(), "not-testable": new Map<string, number>() };
  readonly #errors: string[] = [];
  readonly #checkReasons = new Map<string, number>();

  /** Counts one result. */
  add(result: CaseResult): void {
    this.#summary[result.outcome] += 1;
    this.#refusals += result.outcome === "pass" && result.isRefusal === true ? 1 : 0;
    const row = this.#rowOf(result);
    row[COLUMNS[result.outcome] ?? "other"] += 1;
    if (result.outcome === "unsupported" || result.outcome === "not-testable") {
      count(this.#reasons[result.outcome], result.reason ?? "");
    }
    if (result.outcome === "error" && this.#errors.length < MOST_GROUPS) {
      this.#errors.push(`${result.id}: ${result.reason ?? ""}`);
    }
    for (const check of result.checks) {
      this.#addCheck(check, result, row);
    }
  }

  get summary(): Summary {
    return {
      ...this.#summary,
      checks: this.#checks,
      warnings: this.#warnings,
      refusals: this.#refusals,
      unsupportedChecks: this.#unsupportedChecks,
    };
  }

  get rows(): readonly TallyRow[] {
    return [...this.#rows.values()];
  }

  /** The faults, those that are the same told together. */
  faults(outcome: "fail" | "warn"): readonly FailureGroup[] {
    return [...this.#faults[outcome].values()];
  }

  /** How often each reason was given for an exchange that was not judged. */
  reasons(outcome: "unsupported" | "not-testable"): ReadonlyMap<string, number> {
    return this.#reasons[outcome];
  }

  /** How often each reason was given for a check that was not made. */
  get checkReasons(): ReadonlyMap<string, number> {
    return this.#checkReasons;
  }

  get errors(): readonly string[] {
    return this.#errors;
  }

  #addCheck(check: CheckResult, result: CaseResult, row: TallyRow): void {
    if (check.outcome === "unsupported") {
      this.#unsupportedChecks += 1;
      row.unsupportedChecks += 1;
      count(this.#checkReasons, check.message ?? "");
      return;
    }
    this.#checks += 1;
    if (check.outcome === "warn") {
      this.#warnings += 1;
      row.warnings += 1;
    }
    if (check.outcome === "fail" || check.outcome === "warn") {
      addFault(this.#faults[check.outcome], check, result);
    }
  }

  #rowOf({ operation, format, outcome }: CaseResult): TallyRow {
    const isLocated = operation !== "unknown" && outcome !== "unsupported";
    const group = isLocated ? operation : "no operation of the specs";
    const unlocated = operation === "unknown" ? outcome : operation;
    const name = isLocated ? (format ?? (operationNamed(operation)?.hasFormat ? "other formats" : "")) : unlocated;
    const key = `${group} ${name}`;
    const known = this.#rows.get(key);
    if (known !== undefined || this.#rows.size >= MOST_ROWS) {
      return known ?? { group, name, ...EMPTY };
    }
    const row = { group, name, ...EMPTY };
    this.#rows.set(key, row);
    return row;
  }
}

const NONE: Record<CaseOutcome, number> = {
  pass: 0,
  "pass (envelope)": 0,
  fail: 0,
  unsupported: 0,
  "not-testable": 0,
  "expected-fail": 0,
  error: 0,
};

/** The column of a row that an outcome counts in; all that are not listed in one. */
const COLUMNS: Readonly<Partial<Record<CaseOutcome, "pass" | "envelope" | "fail">>> = {
  pass: "pass",
  "pass (envelope)": "envelope",
  fail: "fail",
};

const EMPTY = { pass: 0, envelope: 0, fail: 0, other: 0, warnings: 0, unsupportedChecks: 0 };

interface Counted {
  readonly check: CheckResult;
  readonly cases: CaseResult[];
  count: number;
}

function addFault(groups: Map<string, Counted>, check: CheckResult, result: CaseResult): void {
  const key = JSON.stringify(causeOf(check));
  const group = groups.get(key) ?? { check, cases: [], count: 0 };
  group.count += 1;
  if (group.cases.length < MOST_NAMED) {
    const { exchange: _, ...light } = result;
    group.cases.push({ ...light, checks: [] });
  }
  if (groups.has(key) || groups.size < MOST_GROUPS) {
    groups.set(key, group);
  }
}

function count(counts: Map<string, number>, reason: string): void {
  const key = counts.has(reason) || counts.size < MOST_GROUPS ? reason : "other reasons";
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
