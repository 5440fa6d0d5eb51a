import { operationNamed } from "@bedrock-contract/wire";
import type { CaseResult } from "../../result.ts";
import { type Matrix, type MatrixCell, matrixOf } from "../describe/matrix.ts";
import { type Html, html, spokenMarkup, symbolMarkup } from "./html.ts";
import { CASE_OUTCOMES, outcomeClass } from "./outcome-words.ts";

/** Operations by formats; each cell leads to its cases. */
export function matrixTable(cases: readonly CaseResult[]): Html {
  const { formats, rows } = matrixOf(cases);
  const apis = [...new Set(rows.map(({ operation }) => apiOf(operation)))];
  return html`<section aria-labelledby="matrix-title">
<h2 id="matrix-title">Operations by format</h2>
<p class="hint">Cases that conform, of those that apply. Each number leads to its cases.</p>
<div class="scroll" role="region" aria-label="Table of operations by format" tabindex="0">
<table class="matrix">
<thead><tr><th scope="col">Operation</th>${formats.map(formatHead)}</tr></thead>
${apis.map((api) => body(api, { formats, rows: rows.filter(({ operation }) => apiOf(operation) === api) }))}
</table>
</div>
</section>`;
}

/** How the column of cases without a format is called. */
export function formatLabel(format: string): string {
  return format === "" ? "no format" : format;
}

/** The head of a format's column. */
export function formatHead(format: string): Html {
  return html`<th scope="col">${formatLabel(format)}</th>`;
}

function body(api: string, { formats, rows }: Matrix): Html {
  return html`<tbody>
<tr class="group"><th scope="rowgroup" colspan="${formats.length + 1}">${api}</th></tr>
${rows.map(
  ({ operation, cells }) => html`<tr><th scope="row">${breakable(operation)}</th>${cells.map(cellMarkup)}</tr>
`,
)}</tbody>`;
}

function cellMarkup(cell: MatrixCell | undefined): Html {
  if (cell === undefined) {
    return html`<td class="none">${spokenMarkup("no cases")}</td>`;
  }
  const { operation, format, passed, applicable, outcome, cases } = cell;
  const { symbol, label } = CASE_OUTCOMES[outcome];
  const link = new URLSearchParams({ operation, format: format === "" ? "-" : format });
  const words =
    applicable === 0
      ? `${cases.length} ${label}, ${operation} ${formatLabel(format)}`
      : `${passed} of ${applicable} cases conform, ${operation} ${formatLabel(format)}${outcome === "pass" ? "" : `, some ${label}`}`;
  const count = applicable === 0 ? cases.length : `${passed}/${applicable}`;
  const content = html`${symbolMarkup(`${symbol} ${count}`)}${spokenMarkup(words)}`;
  return html`<td class="is-${outcomeClass(outcome)}"><a href="#${link.toString()}">${content}</a></td>`;
}

/** A name that may be broken before each of its words. */
function breakable(name: string): readonly Html[] {
  return name.split(/(?<=[a-z])(?=[A-Z])/).map((word, index) => (index === 0 ? html`${word}` : html`<wbr>${word}`));
}

function apiOf(operation: string): string {
  return operationNamed(operation)?.api ?? "other";
}
