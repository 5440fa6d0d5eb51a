import type { Attempt, CaseResult, CheckResult } from "../../result.ts";
import { OUTCOMES } from "../../results/summary.ts";
import { groupOf, nameOf } from "../describe/case-groups.ts";
import { exchangeMarkup } from "./exchange-markup.ts";
import { explanation } from "./explanation.ts";
import { type Html, html } from "./html.ts";
import { formatLabel } from "./matrix-table.ts";
import { CASE_OUTCOMES, CHECK_OUTCOMES } from "./outcome-words.ts";

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
<fieldset><legend>Outcome</legend>${outcomes.map((outcome) => html`<label class="chip"><input type="checkbox" name="outcome" value="${outcome}"> <span><span aria-hidden="true">${CASE_OUTCOMES[outcome].symbol}</span> ${CASE_OUTCOMES[outcome].label}</span></label>`)}</fieldset>
<div class="wide state"><output id="count" aria-live="polite">${cases.length} cases</output> <button type="reset">Show all</button></div>
</form>`;
}

function select(name: string, values: readonly string[]): Html {
  return html`<select name="${name}"><option value="">any</option>${values.map((value) => html`<option value="${value}">${value === "-" ? formatLabel("") : value}</option>`)}</select>`;
}

function caseMarkup(result: CaseResult, index: number, again: (caseId: string) => string): Html {
  const { id, outcome, operation, format, checks, durationMs } = result;
  const { symbol, label } = CASE_OUTCOMES[outcome];
  const notes = checks.filter((check) => check.outcome === "fail" || check.outcome === "warn").map((check) => check.id);
  return html`<details class="case" id="case-${index}" data-outcome="${outcome}" data-operation="${operation}" data-format="${format ?? "-"}" data-checks="${checks.map((check) => check.id).join(" ")}">
<summary><span class="symbol is-${outcome}" aria-hidden="true">${symbol}</span><span class="visually-hidden">${label}:</span> <span class="name">${nameOf(id)}</span> <span class="muted">${notes.join(", ")}</span>${durationMs > 0 && html`<span class="time">${Math.round(durationMs)} ms</span>`}</summary>
<div class="body">${caseBody(result, again)}</div>
</details>
`;
}

function caseBody(result: CaseResult, again: (caseId: string) => string): Html {
  const { id, summary, reason, file, checks, stream, exchange, attempts } = result;
  const faults = checks.filter(({ outcome }) => outcome !== "pass");
  return html`<p>${summary}</p>
<dl class="facts">
<div><dt>Id</dt><dd><code>${id}</code></dd></div>
<div><dt>File</dt><dd><code>${file}</code></dd></div>
${reason !== undefined && html`<div><dt>Reason</dt><dd>${reason}</dd></div>`}
${attempts !== undefined && html`<div><dt>Attempts</dt><dd>${attempts.map(describeAttempt).join(", ")}</dd></div>`}
${stream !== undefined && html`<div><dt>Stream</dt><dd>${stream.frames} frames, ${stream.bytes} bytes</dd></div>`}
</dl>
${checks.length > 0 && checkList(checks)}
${faults.map((check) => html`<div class="told"><h4>${check.id}: ${check.message ?? ""}</h4>${check.outcome !== "unsupported" && explanation(check, result, again)}</div>`)}
${exchange !== undefined && exchangeMarkup(exchange)}`;
}

function describeAttempt({ status, errorType = "", pauseMs }: Attempt): string {
  const pause = pauseMs === undefined ? "" : ` (then ${pauseMs} ms of waiting)`;
  return `${status} ${errorType}`.trimEnd() + pause;
}

function checkList(checks: readonly CheckResult[]): Html {
  return html`<ul class="checks-made" aria-label="Checks">${checks.map(({ id, outcome, level }) => {
    const { symbol, label } = CHECK_OUTCOMES[outcome];
    return html`<li class="is-${outcome}"><span aria-hidden="true">${symbol}</span><span class="visually-hidden">${label}:</span> ${id}${level === "SHOULD" && html` <span class="muted">SHOULD</span>`}</li>`;
  })}</ul>`;
}
