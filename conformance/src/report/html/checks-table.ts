import type { CaseResult, CheckResult, Level } from "../../result.ts";
import { type Html, html, spokenMarkup, symbolMarkup } from "./html.ts";
import { formatHead, formatLabel } from "./matrix-table.ts";
import { CHECK_OUTCOMES } from "./outcome-words.ts";

interface Tally {
  held: number;
  made: number;
  worst: CheckResult["outcome"];
}

const WEIGHT: readonly CheckResult["outcome"][] = [
  "fail",
  "not-testable",
  "warn",
  "expected-fail",
  "unsupported",
  "pass",
];

/** Checks by formats: how often each was made, and how often it held. */
export function checksTable(cases: readonly CaseResult[]): Html {
  const formats = [...new Set(cases.map(({ format = "" }) => format))].toSorted(emptyFirst);
  const levels = new Map<string, Level>(
    cases.flatMap(({ checks }) => checks.map(({ id, level }) => [id, level] as const)),
  );
  const tallies = tally(cases);
  return html`<section aria-labelledby="checks-title">
<h2 id="checks-title">Checks by format</h2>
<p class="hint">How often a rule held, of how often it was checked.</p>
<div class="scroll" role="region" aria-label="Table of checks by format" tabindex="0">
<table class="matrix checks">
<thead><tr><th scope="col">Check</th><th scope="col">Level</th>${formats.map(formatHead)}</tr></thead>
<tbody>
${[...levels].map(([id, level]) => row(id, level, { formats, tallies }))}</tbody>
</table>
</div>
</section>`;
}

interface Columns {
  readonly formats: readonly string[];
  readonly tallies: ReadonlyMap<string, Tally>;
}

function row(id: string, level: Level, { formats, tallies }: Columns): Html {
  const cells = formats.map((format) => cell(id, format, tallies.get(`${id} ${format}`)));
  return html`<tr><th scope="row">${id}</th><td class="level">${level}</td>${cells}</tr>
`;
}

function cell(id: string, format: string, tallied: Tally | undefined): Html {
  if (tallied === undefined) {
    return html`<td class="none">${spokenMarkup("not made")}</td>`;
  }
  const { held, made, worst } = tallied;
  const { symbol, label } = CHECK_OUTCOMES[worst];
  const outcome = worst === "fail" ? { outcome: "fail" } : {};
  const link = new URLSearchParams({ check: id, format: format === "" ? "-" : format, ...outcome });
  const words = `${id} held ${held} of ${made} times, ${formatLabel(format)}${worst === "pass" ? "" : `, some ${label}`}`;
  const content = html`${symbolMarkup(`${symbol} ${held}/${made}`)}${spokenMarkup(words)}`;
  return html`<td class="is-${worst}"><a href="#${link.toString()}">${content}</a></td>`;
}

function tally(cases: readonly CaseResult[]): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { format = "", checks } of cases) {
    for (const { id, outcome } of checks) {
      const key = `${id} ${format}`;
      const found = tallies.get(key) ?? { held: 0, made: 0, worst: "pass" };
      found.made += 1;
      found.held += outcome === "pass" ? 1 : 0;
      found.worst = WEIGHT.indexOf(outcome) < WEIGHT.indexOf(found.worst) ? outcome : found.worst;
      tallies.set(key, found);
    }
  }
  return tallies;
}

function emptyFirst(one: string, other: string): number {
  return Number(one !== "") - Number(other !== "");
}
