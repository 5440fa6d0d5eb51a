import { operationNamed } from "@bedrock-contract/wire";
import type { CaseResult } from "../../result.ts";
import { type MatrixCell, matrixOf } from "../describe/matrix.ts";
import { type Html, html, spokenMarkup, symbolMarkup } from "./html.ts";
import { CASE_OUTCOMES, outcomeClass } from "./outcome-words.ts";

/** Operations, and formats by operations; each cell leads to its cases. */
export function matrixTable(cases: readonly CaseResult[]): Html {
  const { plain, operations, formats } = matrixOf(cases);
  const apis = [...new Set(plain.map(({ operation }) => apiOf(operation)))];
  const ofFormats = html`<div class="scroll" role="region" aria-label="Table of formats by operation" tabindex="0">
<table class="matrix">
<thead><tr><th scope="col">Format</th>${operations.map((name) => html`<th scope="col">${breakable(name)}</th>`)}</tr></thead>
<tbody>${formats.map(
    ({ format, cells }) => html`<tr><th scope="row">${formatLabel(format)}</th>${cells.map(cellMarkup)}</tr>
`,
  )}</tbody>
</table>
</div>`;
  const ofOperations = html`<div class="scroll" role="region" aria-label="Table of operations" tabindex="0">
<table class="matrix">
<thead><tr><th scope="col">Operation</th><th scope="col">Cases</th></tr></thead>
${apis.map((api) => body(api, plain))}
</table>
</div>`;
  return html`<section aria-labelledby="matrix-title">
<h2 id="matrix-title">Operations and formats</h2>
<p class="hint">Cases that conform, of those that apply. Each number leads to its cases.</p>
${plain.length === 0 ? [] : [ofOperations]}
${operations.length === 0 ? [] : [ofFormats]}
</section>`;
}

/** How the cases without a format are called. */
export function formatLabel(format: string): string {
  return format === "" ? "no format" : format;
}

function body(api: string, cells: readonly MatrixCell[]): Html {
  return html`<tbody>
<tr class="group"><th scope="rowgroup" colspan="2">${api}</th></tr>
${cells
  .filter(({ operation }) => apiOf(operation) === api)
  .map(
    (cell) => html`<tr><th scope="row">${breakable(cell.operation)}</th>${cellMarkup(cell)}</tr>
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
