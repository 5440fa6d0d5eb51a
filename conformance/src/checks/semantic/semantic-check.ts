import type { Meaning } from "../../meaning/meaning.ts";
import type { Documented } from "../../result.ts";
import type { Check, Verdict } from "../check.ts";

/** A rule on what request and answer mean together. It knows no format by name: the format's spec says where things stand. */
export interface SemanticCheck extends Pick<Check, "id" | "level" | "rule"> {
  readonly document: Documented;
  judge(meaning: Meaning): Verdict;
}

/** The check of a semantic rule. Where the exchange has no meaning, such as an error, it does not apply. */
export function semanticCheck({ document, judge, ...check }: SemanticCheck): Check {
  return {
    ...check,
    documented: () => document,
    verdict: ({ meaning }) => (meaning === undefined ? "not-applicable" : judge(meaning)),
  };
}
