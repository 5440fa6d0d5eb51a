import type { CaseResult, CheckResult } from "../../result.ts";
import type { FailureGroup } from "../describe/failure-groups.ts";
import { caseCount } from "../describe/verdict.ts";
import { explanation } from "./explanation.ts";
import { type Html, html } from "./html.ts";

/** What the faults are told with. */
export interface FailureSectionOptions {
  readonly again: (caseId: string) => string;
  /** Every case, to lead to those that have a fault. */
  readonly cases: readonly CaseResult[];
}

/** Faults that are open at first. */
const MOST_OPEN = 1;

/** Cases of a fault that are named at first. */
const MOST_SHOWN = 6;

/** Every fault explained once, with the cases that have it. */
export function failureSection(
  groups: readonly FailureGroup[],
  { again, cases }: FailureSectionOptions,
): Html | undefined {
  if (groups.length === 0) {
    return undefined;
  }
  const places = new Map(cases.map(({ id }, index) => [id, index]));
  return html`<section aria-labelledby="faults-title">
<h2 id="faults-title">What does not conform</h2>
<p class="hint">${groups.length === 1 ? "One fault" : `${groups.length} faults`}; equal faults are listed once.</p>
${groups.map((group, index) => fault(group, { isOpen: index < MOST_OPEN, again, places }))}
</section>`;
}

interface FaultOptions {
  readonly isOpen: boolean;
  readonly again: (caseId: string) => string;
  readonly places: ReadonlyMap<string, number>;
}

function fault({ check, cases }: FailureGroup, { isOpen, again, places }: FaultOptions): Html | undefined {
  const [first] = cases;
  const extent = [...distinction(check), caseCount(cases.length)].join(", ");
  return (
    first &&
    html`<details class="fault"${isOpen && html` open`}>
<summary><h3>${check.id}: ${check.message ?? ""}</h3> <span class="muted">${extent}</span></summary>
<div class="body">
${explanation(check, first, again)}
<details class="likewise"${cases.length <= MOST_SHOWN && html` open`}>
<summary>${cases.length === 1 ? "In this case" : `In these ${cases.length} cases`}</summary>
<ul class="links">${cases.map(({ id }) => html`<li><a href="#case-${places.get(id)}">${id}</a></li>`)}</ul>
</details>
</div>
</details>`
  );
}

/** Several faults may have the same words. */
function distinction({ pointer = "", expected = "" }: CheckResult): readonly string[] {
  const text = pointer === "" ? expected && `expected ${expected}` : `at ${pointer}`;
  return text === "" ? [] : [text];
}
