import { saysSomething, zeroDifferences } from "../../meaning/zero-vectors.ts";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { askedOf, numbersOf, vectorsOf } from "./embeddings.ts";

/** A vector of zeros has no direction, so that nothing is similar to it. No document says that there is none. */
export const embeddingNotZero: Check = {
  id: "embedding-not-zero",
  level: "SHOULD",
  rule: "The vector of an input that is not empty is not all zeros.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const inputs = [askedOf(context, "inputs")].flat();
  const vectors = inputs.every(saysSomething) ? vectorsOf(context) : [];
  const differences = zeroDifferences(vectors.map((vector) => ({ ...vector, numbers: numbersOf(vector) })));
  return verdictOf(differences, { applies: vectors.length > 0 });
}
