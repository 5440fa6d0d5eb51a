import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { askedOf, type Vector, vectorsOf } from "./embeddings.ts";

/**
 * Vectors can only be compared with vectors of their length: those of one answer have the same, and the one that was
 * asked for.
 */
export const embeddingLength: Check = {
  id: "embedding-length",
  level: "MUST",
  rule: "All vectors of a response have the same length, which is the one that dimensions asks for.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const vectors = vectorsOf(context).filter(({ length }) => length !== undefined);
  const asked = askedOf(context, "dimensions");
  const wanted = typeof asked === "number" ? asked : vectors[0]?.length;
  const differences = vectors
    .filter(({ length }) => length !== wanted || length === 0)
    .map((vector) => difference(vector, { wanted, isAsked: typeof asked === "number" }));
  return verdictOf(differences, { applies: vectors.length > 0 });
}

function difference(
  { pointer, length }: Vector,
  { wanted, isAsked }: { readonly wanted: number | undefined; readonly isAsked: boolean },
): Difference {
  const message = isAsked ? "a vector is not of the length asked for" : "the vectors are not of one length";
  return { pointer, message, expected: wanted === 0 ? "numbers" : `${wanted} numbers`, received: `${length} numbers` };
}
