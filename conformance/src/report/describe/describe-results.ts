import { printableLine } from "@bedrock-contract/wire";
import { retiredFormats } from "../../cases/retired-formats.ts";
import type { CaseResult, SuiteResults } from "../../result.ts";
import { describeEvidence, describeSum, isFlaky } from "../../results/summary.ts";
import { rootReason } from "../../results/twin-reason.ts";
import { type DescribeFailureOptions, describeFailure } from "./describe-failure.ts";
import { type FailureGroup, failureGroups } from "./failure-groups.ts";
import { hintsOf } from "./hints.ts";
import type { Style } from "./style.ts";
import { caseCount, verdictOf } from "./verdict.ts";

const MOST_WARNINGS = 10;
const MOST_IDS = 5;

/** The end of a report: every fault explained, what could not be tested, the sum and the verdict. */
export function describeResults(results: SuiteResults, options: DescribeFailureOptions): readonly string[] {
  const { style } = options;
  const failures = failureGroups(results.cases, "fail");
  const warnings = failureGroups(results.cases, "warn");
  return [
    "",
    ...section(
      style.bold(style.bad("Does not conform")),
      failures.flatMap((group, index) => describeFailure(group, index + 1, options)),
    ),
    ...section(style.bold(style.warning("Warnings")), describeWarnings(warnings, style)),
    ...section(style.bold(style.bad("Stale baseline entries")), staleLines(results)),
    ...section(style.bold("Errors of the suite itself, please report them"), errorLines(results.cases)),
    ...section(style.bold(style.warning("Not testable")), notTestableLines(results)),
    ...section(
      style.bold(style.bad("Left behind")),
      (results.leftBehind ?? []).map((each) => `  ${printableLine(each)}`),
    ),
    ...unsupportedLines(results.cases, style),
    ...retiredLines(results.cases, style),
    summaryLine(results, style),
    ...hintsOf(results).map((hint) => style.warning(printableLine(hint))),
    verdictLine(results, style),
    "",
  ];
}

/** Warnings fail nothing, so that they are told in a line each. */
export function describeWarnings(groups: readonly FailureGroup[], style: Style): readonly string[] {
  const rest = groups.length - MOST_WARNINGS;
  return [
    ...groups.slice(0, MOST_WARNINGS).flatMap(({ check, cases, count = cases.length }) => {
      const alike = count > 1 ? style.dim(` (${count} cases alike)`) : "";
      const received = check.received === undefined ? "" : `, received ${printableLine(check.received)}`;
      return [
        `  ${style.warning("!")} ${printableLine(cases[0]?.id ?? "")} ${style.dim("›")} ${printableLine(check.id)}${alike}`,
        `    ${printableLine(check.message ?? "")}${received}`,
      ];
    }),
    ...(rest > 0 ? [`    and ${rest} more; --reporter json=FILE has them all`] : []),
  ];
}

export function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, "", ...lines, ...(lines.at(-1) === "" ? [] : [""])];
}

function staleLines({ stale }: SuiteResults): readonly string[] {
  return stale.map(
    ({ entry, message }) =>
      `  ${printableLine(`${entry}: ${message}`)}${message.endsWith(".") ? "" : "; remove the entry"}`,
  );
}

function errorLines(cases: readonly CaseResult[]): readonly string[] {
  return cases
    .filter(({ outcome }) => outcome === "error")
    .map(({ id, reason }) => `  ${printableLine(`${id}: ${reason ?? ""}`)}`);
}

/** Each reason once: a target that is down is one line, not one a case. */
function notTestableLines({ cases, unreachable }: SuiteResults): readonly string[] {
  const groups = new Map<string, string[]>(unreachable.map((reason) => [reason, []]));
  for (const { id, outcome, reason = "" } of cases) {
    if (outcome === "not-testable") {
      groups.set(reason, [...(groups.get(reason) ?? []), id]);
    }
  }
  return [...groups].flatMap(([reason, ids]) => [
    `  ${printableLine(reason)}, ${caseCount(ids.length)}`,
    ...(ids.length <= MOST_IDS ? ids.map((id) => `    ${printableLine(id)}`) : []),
  ]);
}

/** What the target would have to offer for the cases that were left out. */
function unsupportedLines(cases: readonly CaseResult[], style: Style): readonly string[] {
  const counts = new Map<string, number>();
  for (const { reason = "" } of cases.filter(({ outcome }) => outcome === "unsupported")) {
    const root = rootReason(reason);
    counts.set(root, (counts.get(root) ?? 0) + 1);
  }
  const parts = [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([reason, count]) => `${printableLine(reason)} ${count}`);
  // What a client, or a recording, does not have, no flag can declare.
  const isOfFeatures = parts.some((part) => part.startsWith("needs "));
  const hint = isOfFeatures ? " (--feature NAME, or a manifest, declares what a target offers)" : "";
  return parts.length === 0 ? [] : [style.dim(`unsupported: ${parts.join(", ")}${hint}`)];
}

/** What Amazon Bedrock itself would no longer answer. */
function retiredLines(cases: readonly CaseResult[], style: Style): readonly string[] {
  const formats = retiredFormats(cases);
  return formats.length === 0
    ? []
    : [style.dim(`retired formats: ${formats.join(", ")} (--without retired leaves them out)`)];
}

/** How many warnings there are, in words. */
export function countWarnings(count: number): string {
  return `${count} ${count === 1 ? "warning" : "warnings"}`;
}

function summaryLine({ summary, cases }: SuiteResults, style: Style): string {
  const flaky = cases.filter(isFlaky).length;
  const evidence = describeEvidence(summary);
  const failed = summary["expected-fail"] - (summary.excused ?? 0);
  const counts = [
    evidence === "" ? undefined : evidence,
    summary.fail === 0 ? undefined : style.bad(`${summary.fail} failed`),
    failed === 0 ? undefined : `${failed} failed as expected`,
    summary.error === 0 ? undefined : `${summary.error} in error`,
    summary.warnings === 0 ? undefined : style.warning(countWarnings(summary.warnings)),
    flaky === 0 ? undefined : style.warning(`${flaky} flaky (passed when sent again)`),
    `${summary.checks} checks`,
  ];
  const [share = "", ...rest] = describeSum(summary).split(" ");
  return `${style.bold(share)} ${rest.join(" ")}, ${counts.filter((each) => each !== undefined).join(", ")}`;
}

function verdictLine(results: SuiteResults, style: Style): string {
  const { text, kind, note } = verdictOf(results);
  return style[kind](printableLine(text)) + note;
}
