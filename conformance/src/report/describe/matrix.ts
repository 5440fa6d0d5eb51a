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

/** Operations by formats. */
export interface Matrix {
  readonly formats: readonly string[];
  readonly rows: readonly { readonly operation: string; readonly cells: readonly (MatrixCell | undefined)[] }[];
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
  const formats = [...new Set(cases.map(({ format = "" }) => format))].toSorted((one, other) =>
    Math.sign(Number(one !== "") - Number(other !== "")),
  );
  const operations = [...new Set(cases.map(({ operation }) => operation))];
  return {
    formats,
    rows: operations.map((operation) => {
      const mine = cases.filter((result) => result.operation === operation);
      return { operation, cells: formats.map((format) => cellOf(operation, format, mine)) };
    }),
  };
}

function cellOf(operation: string, format: string, all: readonly CaseResult[]): MatrixCell | undefined {
  const cases = all.filter((result) => (result.format ?? "") === format);
  if (cases.length === 0) {
    return undefined;
  }
  const summary = summarize(cases);
  const outcome = WEIGHT.find((each) => summary[each] > 0) ?? "unsupported";
  const envelopes = summary["pass (envelope)"];
  return { operation, format, cases, passed: summary.pass, applicable: applicableOf(summary), envelopes, outcome };
}
