import { retiredFormats } from "../../cases/retired-formats.ts";
import type { CaseResult, SuiteResults } from "../../result.ts";
import { isFlaky } from "../../results/summary.ts";
import { hintsOf } from "../describe/hints.ts";
import { caseCount } from "../describe/verdict.ts";
import { type Html, html } from "./html.ts";

/** What needs attention beside faults: an unreachable target, a stale baseline, what nobody could judge. */
export function noticeSection(results: SuiteResults): Html | undefined {
  const { unreachable, stale, cases, interrupted, leftBehind = [] } = results;
  const notices = [
    notice("Interrupted", interrupted ? ["The run was ended early; what follows is what was tested until then."] : []),
    notice("Not reachable", unreachable),
    notice("Look here first", hintsOf(results)),
    notice("Left behind: resources that the run created and could not remove", leftBehind),
    notice(
      "Stale baseline entries",
      stale.map(({ entry, message }) => `${entry}: ${message}`),
    ),
    notice("Errors of the suite itself, please report them", reasons(cases, "error")),
    notice("Not testable", reasons(cases, "not-testable")),
    notice("Retired formats: Amazon Bedrock no longer serves their models", retiredFormats(cases)),
    notice(
      "Flaky: passed when sent again",
      cases.filter(isFlaky).map(({ id }) => id),
    ),
  ].filter((each) => each !== undefined);
  return notices.length === 0 ? undefined : html`<section class="notices" aria-label="Notices">${notices}</section>`;
}

function notice(title: string, lines: readonly string[]): Html | undefined {
  return lines.length === 0
    ? undefined
    : html`<div class="notice"><h2>${title}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></div>`;
}

function reasons(cases: readonly CaseResult[], outcome: CaseResult["outcome"]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { reason = "" } of cases.filter((result) => result.outcome === outcome)) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `${reason}: ${caseCount(count)}`);
}
