import type { CaseResult, CheckResult, Level } from "../../result.ts";
import { type Html, html, spokenMarkup, symbolMarkup } from "./html.ts";
import { formatLabel } from "./matrix-table.ts";
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

/** The checks: how often each was made and how often it held, and the formats in which it did not. */
export function checksTable(cases: readonly CaseResult[]): Html {
  const levels = new Map<string, Level>(
    cases.flatMap(({ checks }) => checks.map(({ id, level }) => [id, level] as const)),
  );
  const [whole, byFormat] = [tally(cases, () => ""), tally(cases, ({ format = "" }) => format)];
  const rows = [...levels].map(([id, level]) => {
    const missed = [...(byFormat.get(id) ?? [])].filter(([, { worst }]) => worst !== "pass").toSorted(emptyFirst);
    return html`<tr><th scope="row">${id}</th><td class="level">${level}</td>${[...(whole.get(id) ?? [])].map(
      ([, tallied]) => html`<td class="is-${tallied.worst}">${link(id, tallied)}</td>`,
    )}<td class="formats">${missed.map(([format, tallied]) => link(id, tallied, format))}</td></tr>
`;
  });
  return html`<section aria-labelledby="checks-title">
<h2 id="checks-title">Checks</h2>
<p class="hint">How often a rule held, of how often it was checked.</p>
<div class="scroll" role="region" aria-label="Table of checks" tabindex="0">
<table class="matrix checks">
<thead><tr><th scope="col">Check</th><th scope="col">Level</th><th scope="col">Held</th><th scope="col">Not always in</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>
</section>`;
}

/** To the cases of a check, of one format where one is given. */
function link(check: string, { held, made, worst }: Tally, format?: string): Html {
  const { symbol, label } = CHECK_OUTCOMES[worst];
  const address = new URLSearchParams({
    check,
    ...(format === undefined ? {} : { format: format === "" ? "-" : format }),
    ...(worst === "fail" ? { outcome: "fail" } : {}),
  });
  const where = format === undefined ? "" : `${formatLabel(format)} `;
  const words = `${check} held ${held} of ${made} times${worst === "pass" ? "" : `, some ${label}`}`;
  const content = html`${symbolMarkup(`${symbol} ${held}/${made}`)}${spokenMarkup(words)}`;
  return html`<a class="is-${worst}" href="#${address.toString()}">${where}${content}</a>`;
}

/** By check, then by what `keyOf` says of the case. */
function tally(
  cases: readonly CaseResult[],
  keyOf: (result: CaseResult) => string,
): ReadonlyMap<string, ReadonlyMap<string, Tally>> {
  const tallies = new Map<string, Map<string, Tally>>();
  for (const result of cases) {
    for (const { id, outcome } of result.checks) {
      const own = tallies.get(id) ?? new Map<string, Tally>();
      const found = own.get(keyOf(result)) ?? { held: 0, made: 0, worst: "pass" };
      found.made += 1;
      found.held += outcome === "pass" ? 1 : 0;
      found.worst = WEIGHT.indexOf(outcome) < WEIGHT.indexOf(found.worst) ? outcome : found.worst;
      tallies.set(id, own.set(keyOf(result), found));
    }
  }
  return tallies;
}

function emptyFirst([one]: readonly [string, Tally], [other]: readonly [string, Tally]): number {
  return Number(one !== "") - Number(other !== "");
}
