import type { Operation } from "@bedrock-contract/wire";
import type { Meaning, MeaningKind, MeaningOfKind } from "../../meaning/meaning.ts";
import type { Documented } from "../../result.ts";
import type { Check, Verdict } from "../check.ts";
import { apiModel } from "../documents.ts";

/**
 * A rule on what request and answer mean together. It knows no format by name: the format's spec says where things
 * stand.
 */
export interface SemanticCheck<Kind extends MeaningKind> extends Pick<Check, "id" | "level" | "rule"> {
  /** The kinds of formats that it is for. */
  readonly kinds: readonly Kind[];
  readonly document: Documented;
  judge(meaning: MeaningOfKind<Kind>): Verdict;
}

/**
 * The check of a semantic rule. Where the exchange has no meaning, such as an error, or is of a format of another kind,
 * it does not apply.
 */
export function semanticCheck<Kind extends MeaningKind>(rule: SemanticCheck<Kind>): Check {
  const { kinds, document, judge, ...check } = rule;
  return {
    ...check,
    documented: ({ case: given, operation }) => (isDescribed(operation) ? apiModel(given) : document),
    verdict: ({ meaning }) => (isOfKind(meaning, kinds) ? judge(meaning) : "not-applicable"),
  };
}

/** Whether an operation of AWS describes its bodies itself, and no format does. */
function isDescribed({ api, hasFormat }: Operation): boolean {
  return api === "runtime" && hasFormat !== true;
}

function isOfKind<Kind extends MeaningKind>(
  meaning: Meaning | undefined,
  kinds: readonly Kind[],
): meaning is MeaningOfKind<Kind> {
  return kinds.some((kind) => kind === meaning?.kind);
}

/** Of several verdicts a fault counts before doubt, and doubt before what holds. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.find((verdict) => typeof verdict === "object" && "message" in verdict) ??
    verdicts.find((verdict) => typeof verdict === "object") ??
    (verdicts.includes("holds") ? "holds" : "not-applicable")
  );
}
