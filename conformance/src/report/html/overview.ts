import type { CaseOutcome, SuiteResults } from "../../result.ts";
import { applicableOf, describeEnvelopes, OUTCOMES } from "../../results/summary.ts";
import { verdictOf } from "../describe/verdict.ts";
import { type Html, html } from "./html.ts";
import { CASE_OUTCOMES, outcomeClass } from "./outcome-words.ts";

const AUTHENTICATION: Readonly<Record<SuiteResults["target"]["authentication"], string>> = {
  sigv4: "requests signed",
  bearer: "with a bearer key",
  unsigned: "requests unsigned",
  recorded: "recorded traffic",
};

/** What is bad comes first. */
const ORDER: readonly CaseOutcome[] = [
  "fail",
  "error",
  "not-testable",
  "expected-fail",
  "pass (envelope)",
  "pass",
  "unsupported",
];

/** The verdict, the sum, and the way to the rest. */
export function overview(results: SuiteResults, navigation: Html): Html {
  const { suite, target, summary } = results;
  const { text, kind, note } = verdictOf(results);
  const endpoints = [...new Set(Object.values(target.endpoints))].filter((each) => each !== target.name);
  const left = `unsupported ${summary.unsupported}, not testable ${summary["not-testable"]}${describeEnvelopes(summary)}`;
  return html`<header class="verdict verdict-${kind}">
<div class="inner">
<p class="overline">Bedrock conformance ${suite.version}</p>
<h1>${text}${note}</h1>
<p class="sum"><strong>${summary.pass}/${applicableOf(summary)}</strong> cases conform <span class="muted">(${left})</span></p>
${bar(results)}
<ul class="counts">
${ORDER.map((outcome) => count(outcome, summary[outcome]))}
</ul>
<dl class="facts">
<div><dt>Target</dt><dd>${target.name}</dd></div>
${endpoints.length > 0 && html`<div><dt>Endpoints</dt><dd>${endpoints.join(", ")}</dd></div>`}
<div><dt>Authentication</dt><dd>${AUTHENTICATION[target.authentication]}</dd></div>
<div><dt>Checks</dt><dd>${summary.checks}</dd></div>
<div><dt>Warnings</dt><dd>${summary.warnings}</dd></div>
</dl>
${navigation}
</div>
</header>`;
}

function count(outcome: CaseOutcome, number: number): Html {
  const { symbol, label } = CASE_OUTCOMES[outcome];
  const content = html`<span class="symbol" aria-hidden="true">${symbol}</span> <strong>${number}</strong> ${label}`;
  return number === 0
    ? html`<li class="count none">${content}</li>`
    : html`<li class="count is-${outcomeClass(outcome)}"><a href="#${new URLSearchParams({ outcome }).toString()}">${content}</a></li>`;
}

/** The shares of the outcomes; the list beside it says them in words. */
function bar({ summary, cases }: SuiteResults): Html {
  const total = Math.max(1, cases.length);
  let from = 0;
  const parts = OUTCOMES.toSorted((one, other) => BAR.indexOf(one) - BAR.indexOf(other)).map((outcome) => {
    const width = (100 * summary[outcome]) / total;
    const part =
      width > 0 &&
      html`<rect class="fill-${outcomeClass(outcome)}" x="${from.toFixed(3)}" width="${width.toFixed(3)}" height="1"/>`;
    from += width;
    return part;
  });
  return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

const BAR: readonly CaseOutcome[] = [
  "pass",
  "pass (envelope)",
  "expected-fail",
  "fail",
  "error",
  "not-testable",
  "unsupported",
];
