import { printableLine } from "@bedrock-contract/wire";
import { type DescribeFailureOptions, describeFailure } from "../../report/describe/describe-failure.ts";
import { countWarnings, describeWarnings, section } from "../../report/describe/describe-results.ts";
import type { Style } from "../../report/describe/style.ts";
import { describeEnvelopes, describeEvidence, exitCodeOf } from "../../results/summary.ts";
import type { ResultsHead } from "./recorded-reporter.ts";
import type { DayRow, Tally, TallyRow, UnknownRow } from "./tally.ts";

const MOST_REASONS = 12;

/**
 * The report on recorded traffic: a table, every fault explained, what was not judged and why, the sum and the verdict.
 */
export function describeRecorded(head: ResultsHead, tally: Tally, options: DescribeFailureOptions): readonly string[] {
  const { style } = options;
  const failures = tally.faults("fail").flatMap((group, index) => describeFailure(group, index + 1, options));
  const notTestable = reasonLines(tally.reasons("not-testable"), style);
  return [
    ...table(tally.rows, style),
    "",
    ...section(style.bold(style.bad("Does not conform")), failures),
    ...section(style.bold(style.warning("Warnings")), describeWarnings(tally.faults("warn"), style)),
    ...section(
      style.bold("Errors of the suite itself, please report them"),
      tally.errors.map((line) => `  ${printableLine(line)}`),
    ),
    ...section(style.bold(style.warning("Not testable")), notTestable),
    ...section(style.bold("By model, operation and day"), dayLines(tally.days, style)),
    ...section(style.bold("Members and values that no document describes"), unknownLines(tally.unknown, style)),
    ...section(style.bold("Exchanges without a spec"), reasonLines(tally.reasons("unsupported"), style)),
    ...section(style.bold("Checks that were not made"), reasonLines(tally.checkReasons, style)),
    summaryLine(head, style),
    verdictLine(head, style),
    "",
  ];
}

/** Rows under the name of their operation, in the order in which they were first met. */
function table(rows: readonly TallyRow[], style: Style): readonly string[] {
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  const groups = [...new Set(rows.map(({ group }) => group))];
  return groups.flatMap((group) => [
    "",
    style.bold(printableLine(group)),
    ...rows.filter((row) => row.group === group).map((row) => tableRow(row, { style, width })),
  ]);
}

function tableRow(row: TallyRow, { style, width }: { readonly style: Style; readonly width: number }): string {
  const { name, pass, envelope, fail, other, warnings, unsupportedChecks } = row;
  const symbol = fail > 0 ? style.bad("✗") : pass === 0 ? style.dim("-") : style.good("✓");
  const counts = pass + fail === 0 ? `${envelope + other}` : `${pass}/${pass + fail}`;
  const notes = [
    fail === 0 ? "" : style.bad(`${fail} failed`),
    envelope === 0 ? "" : style.dim(`${envelope} pass (envelope)`),
    other === 0 || pass + envelope + fail === 0 ? "" : `${other} not judged`,
    warnings === 0 ? "" : style.warning(countWarnings(warnings)),
    unsupportedChecks === 0 ? "" : style.dim(`${unsupportedChecks} checks unsupported`),
  ].filter((note) => note !== "");
  return `  ${symbol} ${printableLine(name).padEnd(width)} ${counts.padStart(9)}  ${notes.join(", ")}`.trimEnd();
}

/** The most frequent first; of those that are as frequent, none goes by which thread met its own earlier. */
function reasonLines(reasons: ReadonlyMap<string, number>, style: Style): readonly string[] {
  const sorted = [...reasons].toSorted(
    ([reason, count], [other, ofOther]) => ofOther - count || (reason < other ? -1 : 1),
  );
  const rest = sorted.slice(MOST_REASONS);
  return [
    ...sorted
      .slice(0, MOST_REASONS)
      .map(([reason, count]) => style.dim(`  ${String(count).padStart(7)}  ${printableLine(reason)}`)),
    ...(rest.length === 0 ? [] : [style.dim(`           and ${rest.length} more; --reporter json=FILE has them all`)]),
  ];
}

const MOST_DAYS = 60;
const MOST_UNKNOWN = 40;

/** Where most went wrong comes first, where there are more than fit. */
function dayLines(days: readonly DayRow[], style: Style): readonly string[] {
  const shown =
    days.length <= MOST_DAYS ? days : days.toSorted((one, other) => other.fail - one.fail).slice(0, MOST_DAYS);
  const width = Math.max(0, ...shown.map(({ model, operation }) => model.length + operation.length + 1));
  return [
    ...shown.map(({ day, model, operation, exchanges, refused, fail, warned }) => {
      const notes = [
        fail === 0 ? "" : style.bad(`${fail} failed`),
        warned === 0 ? "" : style.warning(`${warned} with warnings`),
        refused === 0 ? "" : `${refused} with an error response`,
      ].filter((note) => note !== "");
      const name = printableLine(`${model} ${operation}`).padEnd(width);
      return `  ${printableLine(day)} ${name} ${String(exchanges).padStart(8)}  ${notes.join(", ")}`.trimEnd();
    }),
    ...more(days.length - shown.length, style),
  ];
}

function unknownLines(unknown: readonly UnknownRow[], style: Style): readonly string[] {
  const shown = unknown.slice(0, MOST_UNKNOWN);
  return [
    ...shown.map(({ operation, format, pointer, value, count, days }) => {
      const where = [operation, format].filter((part) => part !== "").join(" ");
      const what = value === undefined ? `member ${pointer}` : `value ${JSON.stringify(value)} at ${pointer}`;
      const when = days === undefined ? "" : days[0] === days[1] ? ` on ${days[0]}` : ` from ${days[0]} to ${days[1]}`;
      return `${style.dim(`  ${String(count).padStart(7)}`)}  ${printableLine(`${where}: ${what}${when}`)}`;
    }),
    ...more(unknown.length - shown.length, style),
  ];
}

function more(count: number, style: Style): readonly string[] {
  return count === 0 ? [] : [style.dim(`           and ${count} more; --reporter tally=FILE has them all`)];
}

function summaryLine({ summary }: ResultsHead, style: Style): string {
  const { pass, fail, error, unsupported, checks, warnings, unsupportedChecks = 0 } = summary;
  const evidence = describeEvidence(summary);
  const counts = [
    evidence === "" ? undefined : evidence,
    fail === 0 ? undefined : style.bad(`${fail} failed`),
    error === 0 ? undefined : `${error} in error`,
    warnings === 0 ? undefined : style.warning(countWarnings(warnings)),
    `${checks} checks (unsupported ${unsupportedChecks})`,
  ];
  const passed = style.bold(`${pass}/${pass + fail + error}`);
  const others = `(unsupported ${unsupported}, not testable ${summary["not-testable"]})`;
  return [
    `${passed} exchanges conform ${others}${describeEnvelopes(summary)}`,
    ...counts.filter((each) => each !== undefined),
  ].join(", ");
}

function verdictLine(head: ResultsHead, style: Style): string {
  const name = printableLine(head.target.name);
  switch (exitCodeOf(head)) {
    case 0:
      return style.good(
        `${name} conforms${head.summary["pass (envelope)"] === 0 ? "" : ", as far as it could be judged"}`,
      );
    case 1:
      return style.bad(`${name} does not conform`);
    case 3:
      return style.warning(`incomplete: ${name} could not be judged whole`);
    case 130:
      return style.warning("interrupted: these are the results so far");
  }
}
