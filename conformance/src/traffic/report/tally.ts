import { operationNamed } from "@bedrock-contract/wire";
import type { FailureGroup } from "../../report/describe/failure-groups.ts";
import { causeOf } from "../../report/describe/failure-groups.ts";
import type { CaseOutcome, CaseResult, CheckResult, Summary, UnknownPart } from "../../result.ts";

/** Caps that keep memory bounded for traffic of any length. */
const MOST_GROUPS = 1_000;
const MOST_ROWS = 200;
const MOST_DAYS = 20_000;
const MOST_UNKNOWN = 2_000;
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

/** How the exchanges of one model and operation went on one day. */
export interface DayRow {
  readonly model: string;
  readonly operation: string;
  readonly day: string;
  exchanges: number;
  /** Answered with an error. */
  refused: number;
  fail: number;
  /** Exchanges with warnings. */
  warned: number;
}

/** Members and values that no document describes, and how often it was met. */
export interface UnknownRow extends UnknownPart {
  readonly operation: string;
  /** The format; empty where the operation describes its bodies itself. */
  readonly format: string;
  count: number;
  /** The first and the last day, where the recording tells of days. */
  days: readonly [first: string, last: string] | undefined;
}

/** A tally as JSON has it. */
export interface TallyData {
  readonly summary: Summary;
  readonly rows: readonly TallyRow[];
  readonly days: readonly DayRow[];
  readonly unknown: readonly UnknownRow[];
  readonly faults: Readonly<Record<"fail" | "warn", readonly Counted[]>>;
  readonly reasons: Readonly<Record<"unsupported" | "not-testable" | "checks", Readonly<Record<string, number>>>>;
  readonly errors: readonly string[];
}

/**
 * Counts results as they come, so that none of them need be kept. What it says does not depend on their order, so that
 * the tallies of parts add up to that of the whole.
 */
export class Tally {
  readonly #summary: Sum = { ...EMPTY_SUMMARY };
  readonly #rows = new Map<string, TallyRow>();
  readonly #days = new Map<string, DayRow>();
  readonly #unknown = new Map<string, UnknownRow>();
  readonly #faults = { fail: new Map<string, Counted>(), warn: new Map<string, Counted>() };
  readonly #reasons = {
    unsupported: new Map<string, number>(),
    "not-testable": new Map<string, number>(),
    checks: new Map<string, number>(),
  };
  #errors: readonly string[] = [];

  /** Counts one result. */
  add(result: CaseResult): void {
    const { checks, outcome, reason = "" } = result;
    const count = (name: CheckResult["outcome"]): number =>
      checks.reduce((sum, check) => (check.outcome === name ? sum + 1 : sum), 0);
    const [unsupportedChecks, warnings] = [count("unsupported"), count("warn")];
    this.#summary[outcome] += 1;
    this.#summary.checks += checks.length - unsupportedChecks;
    this.#summary.warnings += warnings;
    this.#summary.refusals += outcome === "pass" && result.isRefusal === true ? 1 : 0;
    this.#summary.unsupportedChecks += unsupportedChecks;
    this.#addRow({ ...rowNames(result), ...EMPTY_ROW, [COLUMNS[outcome] ?? "other"]: 1, warnings, unsupportedChecks });
    if (outcome === "unsupported" || outcome === "not-testable") {
      addTo(this.#reasons[outcome], reason, 1);
    }
    if (outcome === "error") {
      this.#addErrors([`${result.id}: ${reason}`]);
    }
    this.#addTraffic(result, warnings > 0);
    for (const check of checks) {
      if (check.outcome === "unsupported") {
        addTo(this.#reasons.checks, check.message ?? "", 1);
      } else if (check.outcome === "fail" || check.outcome === "warn") {
        const { exchange: _, unknown: __, ...light } = result;
        this.#addFault(check.outcome, { check, cases: [{ ...light, checks: [] }], count: 1, days: daysOf(result.day) });
      }
    }
  }

  /** Counts what another tally has counted. */
  merge({ summary, rows, days, unknown, faults, reasons, errors }: TallyData): void {
    addSummary(this.#summary, summary);
    for (const row of rows) {
      this.#addRow(row);
    }
    for (const row of days) {
      this.#addDay(row);
    }
    for (const row of unknown) {
      this.#addUnknown(row);
    }
    for (const outcome of ["fail", "warn"] as const) {
      for (const fault of faults[outcome]) {
        this.#addFault(outcome, fault);
      }
    }
    for (const kind of ["unsupported", "not-testable", "checks"] as const) {
      for (const [reason, count] of Object.entries(reasons[kind])) {
        addTo(this.#reasons[kind], reason, count);
      }
    }
    this.#addErrors(errors);
  }

  toJSON(): TallyData {
    const counts = (map: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
      Object.fromEntries([...map].toSorted(byName));
    return {
      summary: this.summary,
      rows: this.rows,
      days: this.days,
      unknown: this.unknown,
      faults: { fail: this.faults("fail"), warn: this.faults("warn") },
      reasons: {
        unsupported: counts(this.#reasons.unsupported),
        "not-testable": counts(this.#reasons["not-testable"]),
        checks: counts(this.#reasons.checks),
      },
      errors: this.errors,
    };
  }

  get summary(): Summary {
    return { ...this.#summary };
  }

  get rows(): readonly TallyRow[] {
    return sortedValues(this.#rows);
  }

  /** By model, operation and day; none where no exchange has a day. */
  get days(): readonly DayRow[] {
    return sortedValues(this.#days);
  }

  /** Members and values that no document describes, the most frequent first. */
  get unknown(): readonly UnknownRow[] {
    return sortedValues(this.#unknown).toSorted((one, other) => other.count - one.count);
  }

  /** The faults, those that are the same told together, those of most exchanges first. */
  faults(outcome: "fail" | "warn"): readonly Counted[] {
    return sortedValues(this.#faults[outcome]).toSorted((one, other) => other.count - one.count);
  }

  /** How often each reason was given for an exchange that was not judged. */
  reasons(outcome: "unsupported" | "not-testable"): ReadonlyMap<string, number> {
    return this.#reasons[outcome];
  }

  /** How often each reason was given for a check that was not made. */
  get checkReasons(): ReadonlyMap<string, number> {
    return this.#reasons.checks;
  }

  get errors(): readonly string[] {
    return this.#errors;
  }

  #addErrors(lines: readonly string[]): void {
    this.#errors = [...this.#errors, ...lines].toSorted().slice(0, MOST_GROUPS);
  }

  #addTraffic(result: CaseResult, isWarned: boolean): void {
    const { model = "no model", operation, format = "", day, outcome, unknown = [] } = result;
    if (day !== undefined) {
      const refused = result.isRefusal === true ? 1 : 0;
      const [fail, warned] = [outcome === "fail" ? 1 : 0, isWarned ? 1 : 0];
      this.#addDay({ model, operation, day, exchanges: 1, refused, fail, warned });
    }
    for (const part of unknown) {
      this.#addUnknown({ operation, format, ...part, count: 1, days: daysOf(day) });
    }
  }

  #addRow(row: TallyRow): void {
    const known = entryOf(this.#rows, [row.group, row.name], MOST_ROWS, () => ({ ...row, ...EMPTY_ROW }));
    for (const name of NUMBERS_OF_ROW) {
      known[name] += row[name];
    }
  }

  #addDay(row: DayRow): void {
    const { model, operation, day } = row;
    const empty = (): DayRow => ({ ...row, exchanges: 0, refused: 0, fail: 0, warned: 0 });
    const known = entryOf(this.#days, [model, operation, day], MOST_DAYS, empty);
    for (const name of ["exchanges", "refused", "fail", "warned"] as const) {
      known[name] += row[name];
    }
  }

  #addUnknown(row: UnknownRow): void {
    const { operation, format, pointer, value = "" } = row;
    const empty = (): UnknownRow => ({ ...row, count: 0, days: undefined });
    const known = entryOf(this.#unknown, [operation, format, pointer, value], MOST_UNKNOWN, empty);
    known.count += row.count;
    known.days = spanned(known.days, row.days);
  }

  #addFault(outcome: "fail" | "warn", { check, cases, count, days }: Counted): void {
    const groups = this.#faults[outcome];
    const known = entryOf(
      groups,
      causeOf(check),
      MOST_GROUPS,
      (): Counted => ({ check, cases: [], count: 0, days: undefined }),
    );
    known.count += count;
    known.days = spanned(known.days, days);
    const last = known.cases.at(-1);
    const isFull = known.cases.length === MOST_NAMED;
    const nearer = cases.filter((each) => !isFull || last === undefined || byPlace(each, last) < 0);
    if (nearer.length > 0) {
      const [before] = known.cases;
      known.cases = [...known.cases, ...nearer].toSorted(byPlace).slice(0, MOST_NAMED);
      // The first of them speaks for all.
      known.check = known.cases[0] === before ? known.check : check;
    }
  }
}

/** A fault that several exchanges have. */
interface Counted extends FailureGroup {
  check: CheckResult;
  cases: readonly CaseResult[];
  count: number;
  days: readonly [first: string, last: string] | undefined;
}

type Sum = Record<CaseOutcome | "checks" | "warnings" | "refusals" | "unsupportedChecks", number>;

const EMPTY_SUMMARY: Readonly<Sum> = {
  pass: 0,
  "pass (envelope)": 0,
  fail: 0,
  unsupported: 0,
  "not-testable": 0,
  "expected-fail": 0,
  error: 0,
  checks: 0,
  warnings: 0,
  refusals: 0,
  unsupportedChecks: 0,
};

const NUMBERS_OF_SUMMARY = Object.keys(EMPTY_SUMMARY) as (keyof Sum)[]; // Its own names.

/** The column of a row that an outcome counts in; all that are not listed in one. */
const COLUMNS: Readonly<Partial<Record<CaseOutcome, "pass" | "envelope" | "fail">>> = {
  pass: "pass",
  "pass (envelope)": "envelope",
  fail: "fail",
};

const EMPTY_ROW = { pass: 0, envelope: 0, fail: 0, other: 0, warnings: 0, unsupportedChecks: 0 };
const NUMBERS_OF_ROW = ["pass", "envelope", "fail", "other", "warnings", "unsupportedChecks"] as const;

function rowNames({ operation, format, outcome }: CaseResult): Pick<TallyRow, "group" | "name"> {
  const isLocated = operation !== "unknown" && outcome !== "unsupported";
  const unlocated = operation === "unknown" ? outcome : operation;
  return {
    group: isLocated ? operation : "no operation of the specs",
    name: isLocated ? (format ?? (operationNamed(operation)?.hasFormat ? "other formats" : "")) : unlocated,
  };
}

function addSummary(sum: Sum, { unsupportedChecks = 0, ...counts }: Summary): void {
  for (const name of NUMBERS_OF_SUMMARY) {
    sum[name] += name === "unsupportedChecks" ? unsupportedChecks : counts[name];
  }
}

function daysOf(day: string | undefined): Counted["days"] {
  return day === undefined ? undefined : [day, day];
}

function spanned(one: Counted["days"], other: Counted["days"]): Counted["days"] {
  if (one === undefined || other === undefined) {
    return one ?? other;
  }
  const [first = one[0], ...others] = [...one, ...other].toSorted();
  return [first, others.at(-1) ?? first];
}

const collator = new Intl.Collator("en", { numeric: true });

/** As they stand in the files. */
function byPlace(one: CaseResult, other: CaseResult): number {
  return collator.compare(one.file, other.file);
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

function sortedValues<Value>(map: ReadonlyMap<string, Value>): readonly Value[] {
  return [...map].toSorted(byName).map(([, value]) => value);
}

/** The entry of that name; beyond the most that are kept, one that is counted and forgotten. */
function entryOf<Value>(map: Map<string, Value>, name: readonly unknown[], most: number, create: () => Value): Value {
  const key = JSON.stringify(name);
  const known = map.get(key);
  if (known !== undefined) {
    return known;
  }
  const entry = create();
  if (map.size < most) {
    map.set(key, entry);
  }
  return entry;
}

function addTo(counts: Map<string, number>, reason: string, count: number): void {
  const key = counts.has(reason) || counts.size < MOST_GROUPS ? reason : "other reasons";
  counts.set(key, (counts.get(key) ?? 0) + count);
}
