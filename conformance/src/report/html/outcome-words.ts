import type { CaseOutcome, CheckOutcome } from "../../result.ts";

/** How an outcome is shown: never by colour alone. */
export interface OutcomeWords {
  readonly symbol: string;
  readonly label: string;
}

/** Of cases. */
export const CASE_OUTCOMES: Readonly<Record<CaseOutcome, OutcomeWords>> = {
  pass: { symbol: "✓", label: "pass" },
  "pass (envelope)": { symbol: "○", label: "pass (envelope)" },
  fail: { symbol: "✗", label: "fail" },
  unsupported: { symbol: "–", label: "unsupported" },
  "not-testable": { symbol: "?", label: "not testable" },
  "expected-fail": { symbol: "~", label: "expected fail" },
  error: { symbol: "!", label: "error" },
};

/** The class of an outcome in the style sheet. */
export function outcomeClass(outcome: CaseOutcome | CheckOutcome): string {
  return outcome.replaceAll(/[^a-z]+/g, "-").replace(/-$/, "");
}

/** Of checks. */
export const CHECK_OUTCOMES: Readonly<Record<CheckOutcome, OutcomeWords>> = {
  ...CASE_OUTCOMES,
  warn: { symbol: "△", label: "warning" },
};
