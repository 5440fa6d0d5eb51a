import { printableLine } from "@bedrock-contract/wire";
import type { CaseOutcome, CaseResult, SuiteResults } from "../../result.ts";
import { applicableOf, summarize } from "../../results/summary.ts";
import { cellsOf } from "../describe/matrix.ts";
import type { Style } from "../describe/style.ts";
import { markdownText } from "../files/markdown-text.ts";

/** Several targets side by side. */
export interface TargetTable {
  readonly targets: readonly string[];
  readonly rows: readonly TargetRow[];
}

/** One operation in one format. */
export interface TargetRow {
  readonly name: string;
  /** One for each target; undefined where its results have no such case. */
  readonly cells: readonly (TargetCell | undefined)[];
}

/** How many cases conform, of how many that apply. */
export interface TargetCell {
  readonly passed: number;
  readonly applicable: number;
  /** Judged by the envelope only; not among those that apply. */
  readonly envelopes: number;
  readonly outcome: CaseOutcome;
}

/** Arranges the results of several targets: all cases first, then by operation and format. */
export function compareTargets(all: readonly SuiteResults[]): TargetTable {
  const rowsOf = (cases: readonly CaseResult[]): readonly (readonly [string, TargetCell])[] =>
    cellsOf(cases).map((cell) => [`${cell.operation} ${cell.format}`.trimEnd(), cell]);
  const columns = all.map(({ cases }) => new Map([["all cases", totalOf(cases)], ...rowsOf(cases)]));
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  return {
    targets: distinctNames(all),
    rows: names.map((name) => ({ name, cells: columns.map((column) => column.get(name)) })),
  };
}

/** The table for people. */
export function describeTargets({ targets, rows }: TargetTable, style: Style): string {
  const first = Math.max(...rows.map(({ name }) => printableLine(name).length));
  const widths = targets.map((target, index) =>
    Math.max(printableLine(target).length, ...rows.map(({ cells }) => cellText(cells[index]).length)),
  );
  const lines = [
    `${"".padEnd(first)}  ${targets.map((target, index) => style.bold(printableLine(target).padStart(widths[index] ?? 0))).join("  ")}`,
    ...rows.map(({ name, cells }) => {
      const texts = targets.map((_, index) => coloured(cells[index], widths[index] ?? 0, style));
      return `${printableLine(name).padEnd(first)}  ${texts.join("  ")}`.trimEnd();
    }),
  ];
  return `${lines.join("\n")}\n`;
}

/** The table as Markdown. */
export function markdownTargets({ targets, rows }: TargetTable): string {
  const lines = [
    `| | ${targets.map(markdownText).join(" | ")} |`,
    `| :-- |${" --: |".repeat(targets.length)}`,
    ...rows.map(({ name, cells }) => `| ${markdownText(name)} | ${cells.map(cellText).join(" | ")} |`),
  ];
  return `${lines.join("\n")}\n`;
}

function totalOf(cases: readonly CaseResult[]): TargetCell {
  const summary = summarize(cases);
  return {
    passed: summary.pass,
    applicable: applicableOf(summary),
    envelopes: summary["pass (envelope)"],
    outcome: summary.fail + summary.error > 0 ? "fail" : "pass",
  };
}

/** Two runs of one target are told apart by their place. */
function distinctNames(all: readonly SuiteResults[]): readonly string[] {
  const names = all.map(({ target }) => target.name);
  return names.map((name, index) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} (${index + 1})`,
  );
}

function cellText(cell: TargetCell | undefined): string {
  if (cell === undefined) {
    return "";
  }
  const judged = cell.applicable === 0 ? "–" : `${cell.passed}/${cell.applicable}`;
  return cell.envelopes === 0 ? judged : `${judged} +${cell.envelopes} pass (envelope)`;
}

function coloured(cell: TargetCell | undefined, width: number, style: Style): string {
  const text = cellText(cell).padStart(width);
  if (cell === undefined || cell.applicable === 0) {
    return style.dim(text);
  }
  return cell.passed === cell.applicable ? style.good(text) : style.bad(text);
}
