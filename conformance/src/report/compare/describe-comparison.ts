import { printableLine } from "@bedrock-contract/wire";
import type { SuiteResults } from "../../result.ts";
import type { Change, Comparison, OnlyCase } from "../../results/compare-results.ts";
import { describeSum } from "../../results/summary.ts";
import type { Style } from "../describe/style.ts";
import { caseCount } from "../describe/verdict.ts";
import { markdownCode, markdownText } from "../files/markdown-text.ts";

/** What was compared. */
export interface ComparedResults {
  readonly before: SuiteResults;
  readonly after: SuiteResults;
  readonly comparison: Comparison;
}

interface Part {
  readonly title: string;
  readonly kind: "good" | "bad" | "warning" | "dim";
  readonly lines: readonly { readonly name: string; readonly text: string }[];
}

/** The differences for people. */
export function describeComparison({ before, after, comparison }: ComparedResults, style: Style): string {
  const lines = [
    `${style.dim("before")} ${printableLine(before.target.name)}: ${describeSum(before.summary)}`,
    `${style.dim("after ")} ${printableLine(after.target.name)}: ${describeSum(after.summary)}`,
    "",
    ...partsOf(comparison).flatMap(({ title, kind, lines: entries }) => [
      style.bold(style[kind](`${title}, ${entries.length}`)),
      ...entries.map(({ name, text }) => `  ${printableLine(name)}${text === "" ? "" : `: ${printableLine(text)}`}`),
      "",
    ]),
    verdict(comparison, style),
  ];
  return `${lines.join("\n")}\n`;
}

/** The differences as Markdown. */
export function markdownComparison({ before, after, comparison }: ComparedResults): string {
  const { regressions } = comparison;
  const lines = [
    `## ${regressions.length === 0 ? "✅ No regressions" : `❌ ${count(regressions.length, "regression")}`}`,
    "",
    "| | target | |",
    "| :-- | :-- | :-- |",
    ...(
      [
        ["before", before],
        ["after", after],
      ] as const
    ).map(([name, { target, summary }]) => `| ${name} | ${markdownText(target.name)} | ${describeSum(summary)} |`),
    "",
    ...partsOf(comparison).flatMap(({ title, lines: entries }) => [
      `### ${title}`,
      "",
      ...entries.map(({ name, text }) => `- ${markdownCode(name)}${text === "" ? "" : `: ${markdownText(text)}`}`),
      "",
    ]),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

/** The kinds of differences that there are. */
function partsOf({ regressions, fixes, excused, lost, found, added, gone }: Comparison): readonly Part[] {
  const parts: readonly Part[] = [
    { title: "Regressions", kind: "bad", lines: regressions.map(changeLine) },
    { title: "Fails on its first run", kind: "warning", lines: found.map(changeLine) },
    { title: "Fails now, as the baseline expects", kind: "warning", lines: excused.map(changeLine) },
    { title: "No longer run", kind: "warning", lines: lost.map(changeLine) },
    { title: "Fixed", kind: "good", lines: fixes.map(changeLine) },
    { title: "New cases", kind: "dim", lines: added.map(caseLine) },
    { title: "Removed cases", kind: "dim", lines: gone.map(caseLine) },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

function changeLine({ caseId, checkId, message }: Change): { readonly name: string; readonly text: string } {
  return { name: checkId === undefined ? caseId : `${caseId} › ${checkId}`, text: message };
}

function caseLine({ caseId, outcome }: OnlyCase): { readonly name: string; readonly text: string } {
  return { name: caseId, text: outcome };
}

function verdict({ regressions, fixes, lost }: Comparison, style: Style): string {
  const rest = [
    ...(fixes.length === 0 ? [] : [`${fixes.length} fixed`]),
    ...(lost.length === 0 ? [] : [`${caseCount(lost.length)} no longer run`]),
  ];
  const text =
    regressions.length === 0 ? style.good("no regressions") : style.bad(count(regressions.length, "regression"));
  return [text, ...rest].join(", ");
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
