import { printable } from "@bedrock-contract/wire";
import { retiredFormats } from "../../cases/retired-formats.ts";
import type { CaseOutcome, CaseResult, SuiteResults } from "../../result.ts";
import { describeEvidence, describeSum, isFlaky } from "../../results/summary.ts";
import { describeFailure } from "../describe/describe-failure.ts";
import { type FailureGroup, failureGroups } from "../describe/failure-groups.ts";
import { hintsOf } from "../describe/hints.ts";
import { type MatrixCell, matrixOf } from "../describe/matrix.ts";
import { defaultAgain, type RenderOptions } from "../describe/render.ts";
import { createStyle } from "../describe/style.ts";
import { caseCount, verdictOf } from "../describe/verdict.ts";
import { markdownBlock, markdownCode, markdownText } from "./markdown-text.ts";

/**
 * At most this many faults are told in full, and this many things of every other kind: pages that show Markdown are of
 * bounded length.
 */
const MOST_FAILURES = 50;
const MOST_LINES = 50;

const SYMBOLS: Readonly<Record<CaseOutcome, string>> = {
  pass: "✅",
  "pass (envelope)": "☑️",
  fail: "❌",
  unsupported: "➖",
  "not-testable": "❔",
  "expected-fail": "🟡",
  error: "💥",
};

/**
 * The results as Markdown, for a job's summary or a comment: the verdict, operations, formats by operations, every
 * fault explained.
 */
export function renderMarkdown(results: SuiteResults, options: RenderOptions = {}): string {
  const lines = [
    ...head(results),
    ...matrixTable(results.cases),
    ...failureSection(results.cases, options),
    ...staleSection(results),
    ...listSection("Left behind: resources that the run created and could not remove", results.leftBehind ?? []),
    ...reasonSection("pass (envelope): judged by the envelope only", results.cases, "pass (envelope)"),
    ...reasonSection("Not testable", results.cases, "not-testable"),
    ...reasonSection("Errors of the suite itself, please report them", results.cases, "error"),
    ...reasonSection("Failed as expected", results.cases, "expected-fail"),
    ...warningSection(results.cases),
    ...listSection(
      "Flaky: passed when sent again",
      results.cases.filter(isFlaky).map(({ id }) => id),
    ),
    ...listSection("Retired formats: Amazon Bedrock no longer serves their models", retiredFormats(results.cases)),
    ...reasonSection("Unsupported", results.cases, "unsupported"),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function head(results: SuiteResults): readonly string[] {
  const { suite, target, summary, unreachable } = results;
  const { text, kind, note } = verdictOf(results);
  const evidence = describeEvidence(summary).replace(/^(?=.)/, ", ");
  const symbol = { good: SYMBOLS.pass, bad: SYMBOLS.fail, warning: "⚠️" }[kind];
  const endpoints = [...new Set(Object.values(target.endpoints))].map(markdownCode).join(", ");
  return [
    `## ${symbol} ${markdownText(text)}${markdownText(note)}`,
    "",
    `**${describeSum(summary)}**${evidence}, ${summary.checks} checks, ${summary.warnings} warnings.`,
    `Bedrock conformance ${markdownText(suite.version)}, target ${markdownCode(target.name)}${endpoints === "" ? "" : ` at ${endpoints}`}.`,
    "",
    ...[...unreachable, ...hintsOf(results)].flatMap((reason) => [`> ${markdownText(reason)}`, ""]),
  ];
}

function matrixTable(cases: readonly CaseResult[]): readonly string[] {
  const { plain, operations, formats } = matrixOf(cases);
  const ofFormats = [
    `| format | ${operations.map(markdownText).join(" | ")} |`,
    `| :-- |${" --: |".repeat(operations.length)}`,
    ...formats.map(
      ({ format, cells }) =>
        `| ${format === "" ? "no format" : markdownText(format)} | ${cells.map(cellText).join(" | ")} |`,
    ),
    "",
  ];
  return [
    ...(plain.length === 0
      ? []
      : [
          "| operation | cases |",
          "| :-- | --: |",
          ...plain.map((cell) => `| ${markdownText(cell.operation)} | ${cellText(cell)} |`),
          "",
        ]),
    ...(operations.length === 0 ? [] : ofFormats),
  ];
}

function cellText(cell: MatrixCell | undefined): string {
  if (cell === undefined) {
    return "";
  }
  const judged = cell.applicable === 0 ? "" : ` ${cell.passed}/${cell.applicable}`;
  return `${SYMBOLS[cell.outcome]}${judged}${cell.envelopes === 0 ? "" : ` +${cell.envelopes}`}`;
}

function failureSection(cases: readonly CaseResult[], { again = defaultAgain }: RenderOptions): readonly string[] {
  const groups = failureGroups(cases, "fail");
  return section(
    "Does not conform",
    groups.slice(0, MOST_FAILURES).flatMap((group, index) => failureDetails(group, index + 1, again)),
    groups.length - MOST_FAILURES,
  );
}

function failureDetails(group: FailureGroup, number: number, again: (id: string) => string): readonly string[] {
  const { check, cases } = group;
  const title = `${cases[0]?.id ?? ""} › ${check.id}`;
  const alike = cases.length > 1 ? ` (${caseCount(cases.length)} alike)` : "";
  return [
    "<details>",
    `<summary><code>${html(title)}</code> ${html(`${check.message ?? ""}${alike}`)}</summary>`,
    "",
    ...markdownBlock(describeFailure(group, number, { style: createStyle(false), again })),
    "",
    "</details>",
    "",
  ];
}

function staleSection({ stale }: SuiteResults): readonly string[] {
  const lines = stale.map(({ entry, message }) => `- ${markdownCode(entry)}: ${markdownText(message)}`);
  return section("Stale baseline entries", lines.slice(0, MOST_LINES), lines.length - MOST_LINES);
}

function warningSection(cases: readonly CaseResult[]): readonly string[] {
  const lines = failureGroups(cases, "warn").map(({ check, cases: [first, ...others] }) => {
    const alike = others.length === 0 ? "" : ` (${caseCount(others.length + 1)} alike)`;
    return `- ${markdownCode(`${first?.id ?? ""} › ${check.id}`)}: ${markdownText(check.message ?? "")}${alike}`;
  });
  return section("Warnings", lines.slice(0, MOST_LINES), lines.length - MOST_LINES);
}

/** Each reason once, with how many cases it is the reason of. */
function reasonSection(title: string, cases: readonly CaseResult[], outcome: CaseOutcome): readonly string[] {
  const counts = new Map<string, number>();
  for (const { reason = "" } of cases.filter((result) => result.outcome === outcome)) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const lines = [...counts].map(([reason, count]) => `- ${markdownText(reason)}: ${caseCount(count)}`);
  return section(title, lines.slice(0, MOST_LINES), lines.length - MOST_LINES);
}

function listSection(title: string, texts: readonly string[]): readonly string[] {
  const lines = texts.map((text) => `- ${markdownText(text)}`);
  return section(title, lines.slice(0, MOST_LINES), lines.length - MOST_LINES);
}

function section(title: string, lines: readonly string[], rest: number): readonly string[] {
  if (lines.length === 0) {
    return [];
  }
  const more = rest > 0 ? [`and ${rest} more; \`--reporter json=FILE\` has them all`] : [];
  return [`### ${title}`, "", ...lines, ...more, ""];
}

function html(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/\s+/g, " ");
}
