import { printable } from "@bedrock-contract/wire";
import XMLBuilder from "fast-xml-builder";
import type { CaseResult, StaleEntry, SuiteResults } from "../../result.ts";
import { summarize } from "../../results/summary.ts";
import { caseGroups, groupOf, nameOf } from "../describe/case-groups.ts";
import { describeFailure } from "../describe/describe-failure.ts";
import { failureGroups } from "../describe/failure-groups.ts";
import { defaultAgain, type RenderOptions } from "../describe/render.ts";
import { createStyle } from "../describe/style.ts";

/**
 * The results as JUnit XML. `failure` is a case that does not conform; `error` one that nobody could judge, whether the
 * target or the suite is to blame, so that it never counts as green; `skipped` one that the target does not offer, or
 * that its baseline lists.
 */
export function renderJunit(results: SuiteResults, options: RenderOptions = {}): string {
  const suites = [...caseGroups(results.cases)].map(([name, cases]) => testSuite(name, cases, options));
  const stale = results.stale.length === 0 ? [] : [staleSuite(results.stale)];
  const document = {
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": xmlText(`${results.suite.name} ${results.suite.version} on ${results.target.name}`),
      ...counts(results.cases, results.stale.length),
      testsuite: [...suites, ...stale],
    },
  };
  return new XMLBuilder({ attributeNamePrefix: "@", format: true, ignoreAttributes: false }).build(document);
}

/** An element: attributes begin with `@`, `#text` is its text. */
type Element = Readonly<Record<string, unknown>>;

function testSuite(name: string, cases: readonly CaseResult[], options: RenderOptions): Element {
  return { "@name": xmlText(name), ...counts(cases), testcase: cases.map((result) => testCase(result, options)) };
}

function counts(cases: readonly CaseResult[], stale = 0): Element {
  const summary = summarize(cases);
  const milliseconds = cases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return {
    "@tests": cases.length + stale,
    "@failures": summary.fail + stale,
    "@errors": summary.error + summary["not-testable"],
    "@skipped": summary.unsupported + summary["expected-fail"],
    "@time": seconds(milliseconds),
  };
}

function testCase(result: CaseResult, options: RenderOptions): Element {
  const { id, durationMs, file } = result;
  return {
    "@name": xmlText(nameOf(id)),
    "@classname": xmlText(groupOf(id).replaceAll("/", ".")),
    "@time": seconds(durationMs),
    "@file": xmlText(file),
    ...outcomeElement(result, options),
    ...notes(result),
  };
}

function outcomeElement(result: CaseResult, { again = defaultAgain }: RenderOptions): Element {
  const { outcome, reason = "" } = result;
  switch (outcome) {
    case "pass":
    case "pass (envelope)":
      return {};
    case "fail":
      return { failure: failures(result, again) };
    case "unsupported":
    case "expected-fail":
      return { skipped: { "@message": xmlText(`${outcome}: ${reason}`) } };
    case "not-testable":
    case "error":
      return { error: { "@message": xmlText(reason), "@type": outcome } };
    default:
      return outcome satisfies never;
  }
}

/** Readers of JUnit show one failure for each test: the first names it, all of them are told in its text. */
function failures(result: CaseResult, again: (caseId: string) => string): Element {
  const groups = failureGroups([result], "fail");
  const [first] = groups;
  const lines = groups.flatMap((group, index) =>
    describeFailure(group, index + 1, { style: createStyle(false), again }),
  );
  return {
    "@message": xmlText(`${first?.check.id ?? ""}: ${first?.check.message ?? ""}`),
    "@type": xmlText(first?.check.id ?? ""),
    "#text": xmlText(`\n${lines.join("\n")}`),
  };
}

/** Warnings fail nothing, nor does a body that nobody could judge. */
function notes({ checks, outcome, reason = "" }: CaseResult): Element {
  const warnings = checks
    .filter(({ outcome }) => outcome === "warn")
    .map(({ id, message = "", received }) => {
      return `warning ${id}: ${message}${received === undefined ? "" : `, received ${received}`}`;
    });
  const lines = [...(outcome === "pass (envelope)" ? [`${outcome}: ${reason}`] : []), ...warnings];
  return lines.length === 0 ? {} : { "system-out": xmlText(lines.join("\n")) };
}

function staleSuite(stale: readonly StaleEntry[]): Element {
  return {
    "@name": "baseline",
    "@tests": stale.length,
    "@failures": stale.length,
    "@errors": 0,
    "@skipped": 0,
    "@time": seconds(0),
    testcase: stale.map(({ entry, message }) => ({
      "@name": xmlText(entry),
      "@classname": "baseline",
      "@time": seconds(0),
      failure: { "@message": xmlText(message), "@type": "stale" },
    })),
  };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(4);
}

/** What XML 1.0 cannot hold, not even escaped, beside control characters. https://www.w3.org/TR/xml/#charsets */
const NO_CHARACTERS = /[\p{Surrogate}\uFFFE\uFFFF]/gu;

/** A text as XML can hold it: what is no character of XML is shown by its number. */
function xmlText(text: string): string {
  return printable(text).replaceAll(NO_CHARACTERS, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
