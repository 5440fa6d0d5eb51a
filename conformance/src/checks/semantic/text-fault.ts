import { excerpt } from "../../exchange/answer.ts";
import type { Constraint } from "../../meaning/constraints.ts";
import type { Meaning } from "../../meaning/meaning.ts";
import type { Verdict } from "../check.ts";
import { finishedTexts } from "./choices.ts";

/** Constraints of one kind. */
export type ConstraintOf<Kind extends Constraint["kind"]> = Extract<Constraint, { readonly kind: Kind }>;

/** Judges each finished text by each constraint of a kind; the first that is not as demanded decides. */
export function judgeTexts<Kind extends Constraint["kind"]>(
  meaning: Meaning,
  kind: Kind,
  judge: (text: string, constraint: ConstraintOf<Kind>) => Verdict,
): Verdict {
  const constraints = meaning.constraints.filter((each): each is ConstraintOf<Kind> => each.kind === kind);
  if (constraints.length === 0) {
    return "not-applicable";
  }
  const verdicts = finishedTexts(meaning).flatMap(({ pointer, text }) =>
    constraints.map((constraint): Verdict => {
      const verdict = judge(text, constraint);
      return typeof verdict === "object" && "message" in verdict
        ? { received: JSON.stringify(excerpt(text)), ...verdict, pointer }
        : verdict;
    }),
  );
  return worstOf(verdicts);
}

/** Of several verdicts a fault counts before doubt, and doubt before what holds. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.find((verdict) => typeof verdict === "object" && "message" in verdict) ??
    verdicts.find((verdict) => typeof verdict === "object") ??
    (verdicts.includes("holds") ? "holds" : "not-applicable")
  );
}

/** A text as JSON. */
export function parseText(text: string): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
