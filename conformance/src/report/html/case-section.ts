import type { Attempt, CaseResult, CheckResult } from "../../result.ts";
import { OUTCOMES } from "../../results/summary.ts";
import { groupOf, nameOf } from "../describe/case-groups.ts";
import { exchangeMarkup } from "./exchange-markup.ts";
import { explanation } from "./explanation.ts";
import { factMarkup, type Html, html, spokenMarkup, symbolMarkup } from "./html.ts";
import { formatLabel } from "./matrix-table.ts";
import { CASE_OUTCOMES, CHECK_OUTCOMES, outcomeClass } from "./outcome-words.ts";

/** Every case, and what chooses among them. */
export function caseSection(cases: readonly CaseResult[], again: (caseId: string) => string): Html {
  const groups = new Map<string, { readonly result: CaseResult; readonly index: number }[]>();
  for (const [index, result] of cases.entries()) {
    const name = groupOf(result.id);
    groups.set(name, [...(groups.get(name) ?? []), { result, index }]);
  }
  return html`<section id="cases" aria-labelledby="cases-title">
<h2 id="cases-title" tabindex="-1">Cases</h2>
${filterForm(cases)}
<p class="hint" id="nothing" hidden>No case is like this.</p>
${[...groups].map(
  ([name, members]) => html`<div class="group">
<h3>${name}</h3>
${members.map(({ result, index }) => caseMarkup(result, index, again))}</div>
`,
)}</section>`;
}

function filterForm(cases: readonly CaseResult[]): Html {
  const operations = [...new Set(cases.map(({ operation }) => operation))];
  const formats = [...new Set(cases.map(({ format = "" }) => format))];
  const checks = [...new Set(cases.flatMap((result) => result.checks.map(({ id }) => id)))].toSorted();
  const outcomes = OUTCOMES.filter((outcome) => cases.some((result) => result.outcome === outcome));
  return html`<form id="filter" class="filter" role="search" aria-label="Choose cases" hidden>
<label class="wide">Text <input type="search" name="text" autocomplete="off" placeholder="in names and messages"></label>
<label>Operation ${select("operation", operations)}</label>
<label>Format ${select(
    "format",
    formats.map((format) => (format === "" ? "-" : format)),
  )}</label>
<label>Check ${select("check", checks)}</label>
<fieldset><legend>Outcome</legend>${outcomes.map(outcomeBox)}</fieldset>
<div class="wide state">${countOf(cases)} <button type="reset">Show all</button></div>
</form>`;
}

function countOf({ length }: readonly CaseResult[]): Html {
  return html`<output id="count" aria-live="polite">${length} cases</output>`;
}

function outcomeBox(outcome: CaseResult["outcome"]): Html {
  const { symbol, label } = CASE_OUTCOMES[outcome];
  const box = html`<input type="checkbox" name="outcome" value="${outcome}">`;
  return html`<label class="chip">${box} <span>${symbolMarkup(symbol)} ${label}</span></label>`;
}

function select(name: string, values: readonly string[]): Html {
  return html`<select name="${name}"><option value="">any</option>${values.map(option)}</select>`;
}

function option(value: string): Html {
  return html`<option value="${value}">${value === "-" ? formatLabel("") : value}</option>`;
}

function caseMarkup(result: CaseResult, index: number, again: (caseId: string) => string): Html {
  return html`<details class="case" id="case-${index}" ${dataOf(result)}>
<summary>${caseTitle(result)}</summary>
<div class="body">${caseBody(result, again)}</div>
</details>
`;
}

/** What the filter of the page reads. */
function dataOf({ outcome, operation, format = "-", checks }: CaseResult): Html {
  const names = checks.map(({ id }) => id).join(" ");
  const where = html`data-operation="${operation}" data-format="${format}"`;
  return html`data-outcome="${outcome}" ${where} data-checks="${names}"`;
}

function caseTitle({ id, outcome, checks, durationMs }: CaseResult): Html {
  const { symbol, label } = CASE_OUTCOMES[outcome];
  const notes = checks.filter((check) => check.outcome === "fail" || check.outcome === "warn").map((check) => check.id);
  const time = durationMs > 0 && html`<span class="time">${Math.round(durationMs)} ms</span>`;
  const sign = html`<span class="symbol is-${outcomeClass(outcome)}" aria-hidden="true">${symbol}</span>`;
  const words = html`<span class="name">${nameOf(id)}</span> <span class="muted">${notes.join(", ")}</span>`;
  return html`${sign}${spokenMarkup(`${label}:`)} ${words}${time}`;
}

function caseBody(result: CaseResult, again: (caseId: string) => string): Html {
  const { id, summary, reason, file, checks, stream, exchange, attempts } = result;
  const faults = checks.filter(({ outcome }) => outcome !== "pass");
  return html`<p>${summary}</p>
<dl class="facts">
${factMarkup("Id", html`<code>${id}</code>`)}
${factMarkup("File", html`<code>${file}</code>`)}
${reason !== undefined && factMarkup("Reason", reason)}
${attempts !== undefined && factMarkup("Attempts", attempts.map(describeAttempt).join(", "))}
${stream !== undefined && factMarkup("Stream", `${stream.frames} frames, ${stream.bytes} bytes`)}
</dl>
${checks.length > 0 && checkList(checks)}
${faults.map((check) => faultMarkup(check, result, again))}
${exchange !== undefined && exchangeMarkup(exchange)}`;
}

function faultMarkup(check: CheckResult, result: CaseResult, again: (caseId: string) => string): Html {
  const told = check.outcome !== "unsupported" && explanation(check, result, again);
  return html`<div class="told"><h4>${check.id}: ${check.message ?? ""}</h4>${told}</div>`;
}

function describeAttempt({ status, errorType = "", pauseMs }: Attempt): string {
  const pause = pauseMs === undefined ? "" : ` (then ${pauseMs} ms of waiting)`;
  return `${status} ${errorType}`.trimEnd() + pause;
}

function checkList(checks: readonly CheckResult[]): Html {
  return html`<ul class="checks-made" aria-label="Checks">${checks.map(checkItem)}</ul>`;
}

function checkItem({ id, outcome, level }: CheckResult): Html {
  const { symbol, label } = CHECK_OUTCOMES[outcome];
  const should = level === "SHOULD" && html` <span class="muted">SHOULD</span>`;
  return html`<li class="is-${outcomeClass(outcome)}">${symbolMarkup(symbol)}${spokenMarkup(`${label}:`)} ${id}${should}</li>`;
}
