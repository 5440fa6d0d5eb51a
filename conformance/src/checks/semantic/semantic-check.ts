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

/** Of several verdicts a fault counts before doubt, and doubt before what holds. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.find((verdict) => typeof verdict === "object" && "message" in verdict) ??
    verdicts.find((verdict) => typeof verdict === "object") ??
    (verdicts.includes("holds") ? "holds" : "not-applicable")
  );
}
