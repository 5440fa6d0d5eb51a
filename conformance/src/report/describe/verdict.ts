import type { SuiteResults } from "../../result.ts";
import { exitCodeOf } from "../../results/summary.ts";

/** What a run comes to: in words, and how good or bad that is. */
export interface Verdict {
  readonly text: string;
  readonly kind: "good" | "bad" | "warning";
  /** What qualifies it; empty where nothing does. */
  readonly note: string;
}

/** The verdict of a run, one for each exit code. */
export function verdictOf(results: Omit<SuiteResults, "cases">): Verdict {
  const { name } = results.target;
  const { requirements } = results;
  const claim = requirements === undefined ? "" : ` to the requirements of ${requirements}`;
  const code = exitCodeOf(results);
  switch (code) {
    case 0:
      return { text: `${name} conforms${claim}`, kind: "good", note: knownFailures(results) };
    case 1:
      return { text: `${name} does not conform${claim}`, kind: "bad", note: "" };
    case 3:
      return { text: `incomplete: ${name} ${whyIncomplete(results)}`, kind: "warning", note: "" };
    case 130:
      return { text: "interrupted: these are the results so far", kind: "warning", note: "" };
    default:
      return code satisfies never;
  }
}

function whyIncomplete({ summary, unreachable }: Omit<SuiteResults, "cases">): string {
  const judged = summary.pass + summary["pass (envelope)"] + summary["expected-fail"];
  return unreachable.length > 0 && judged === 0 ? "is unreachable; no case could be run" : "could not be judged whole";
}

/** `1 case`, `2 cases`. */
export function caseCount(count: number): string {
  return count === 1 ? "1 case" : `${count} cases`;
}

function knownFailures({ summary }: Pick<SuiteResults, "summary">): string {
  const known = summary["expected-fail"] - (summary.excused ?? 0);
  const envelopes = summary["pass (envelope)"] === 0 ? "" : ", as far as it could be judged";
  const excused =
    summary.excused === undefined
      ? ""
      : `, and ${summary.excused} ${summary.excused === 1 ? "refusal that counts" : "refusals that count"} only beside them`;
  return `${envelopes}${known === 0 ? "" : `, but for ${caseCount(known)} its baseline lists${excused}`}`;
}
