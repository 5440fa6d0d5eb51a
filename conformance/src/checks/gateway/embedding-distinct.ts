import { confusedInputs } from "../../meaning/told-apart.ts";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { askedOf, vectorsOf } from "./embeddings.ts";

/** A vector stands for its text: with that of another text, a search finds either for both. */
export const embeddingDistinct: Check = {
  id: "embedding-distinct",
  level: "MUST",
  rule: "Texts with different words have different vectors.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const vectors = vectorsOf(context);
  const inputs = [askedOf(context, "inputs")].flat();
  if (vectors.length < 2 || vectors.length !== inputs.length) {
    return "not-applicable";
  }
  const written = vectors.map(({ value, length = 0 }) => ({ text: JSON.stringify(value), length }));
  const differences = confusedInputs(inputs, written).map(({ position, other }) => ({
    pointer: vectors[position]?.pointer ?? "",
    message: "two different texts have the same vector",
    expected: "a vector of its own",
    received: `the vector of input ${other}`,
  }));
  return verdictOf(differences, { applies: true });
}
