import type { CaseOutcome, CaseResult } from "../../result.ts";
import { applicableOf, summarize } from "../../results/summary.ts";

/** How the cases of one operation in one format went. */
export interface MatrixCell {
  readonly operation: string;
  /** A format's id; empty for cases of no format. */
  readonly format: string;
  readonly cases: readonly CaseResult[];
  readonly passed: number;
  readonly applicable: number;
  /** Judged by the envelope only; not among those that apply. */
  readonly envelopes: number;
  /** The outcome that needs attention most; `pass` only where all of those that apply do. */
  readonly outcome: CaseOutcome;
}

/** Operations, and formats by operations: formats stand below each other, since they are many. */
export interface Matrix {
  /** The cells of operations whose cases have no format. */
  readonly plain: readonly MatrixCell[];
  /** The operations with cases of formats. */
  readonly operations: readonly string[];
  /** One row for each format, that of cases without one first; a cell for each of these operations. */
  readonly formats: readonly { readonly format: string; readonly cells: readonly (MatrixCell | undefined)[] }[];
}

/** What outweighs what. */
const WEIGHT: readonly CaseOutcome[] = [
  "fail",
  "error",
  "not-testable",
  "expected-fail",
  "pass (envelope)",
  "pass",
  "unsupported",
];

/** Arranges results by operation and format, both in the order in which the cases first name them. */
export function matrixOf(cases: readonly CaseResult[]): Matrix {
  const names = [...new Set(cases.map(({ operation }) => operation))];
  const operations = names.filter((name) =>
    cases.some(({ operation, format }) => operation === name && format !== undefined),
  );
  const ofFormats = cases.filter(({ operation }) => operations.includes(operation));
  const formats = [...new Set(ofFormats.map(({ format = "" }) => format))].toSorted((one, other) =>
    Math.sign(Number(one !== "") - Number(other !== "")),
  );
  return {
    plain: names.filter((name) => !operations.includes(name)).flatMap((name) => cellOf(name, "", cases) ?? []),
    operations,
    formats: formats.map((format) => ({
      format,
      cells: operations.map((operation) => cellOf(operation, format, ofFormats)),
    })),
  };
}

/** The cells of each operation, of its formats one after the other. */
export function cellsOf(cases: readonly CaseResult[]): readonly MatrixCell[] {
  const { plain, operations, formats } = matrixOf(cases);
  const cells = [...plain, ...operations.flatMap((_, index) => formats.flatMap((row) => row.cells[index] ?? []))];
  const order = [...new Set(cases.map(({ operation }) => operation))];
  return cells.toSorted((one, other) => order.indexOf(one.operation) - order.indexOf(other.operation));
}

function cellOf(operation: string, format: string, all: readonly CaseResult[]): MatrixCell | undefined {
  const cases = all.filter((result) => result.operation === operation && (result.format ?? "") === format);
  if (cases.length === 0) {
    return undefined;
  }
  const summary = summarize(cases);
  const outcome = WEIGHT.find((each) => summary[each] > 0) ?? "unsupported";
  const envelopes = summary["pass (envelope)"];
  return { operation, format, cases, passed: summary.pass, applicable: applicableOf(summary), envelopes, outcome };
}
