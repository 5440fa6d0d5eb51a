import { readPointer } from "@bedrock-contract/validators";
import { isZeroVector, saysSomething } from "../../meaning/zero-vectors.ts";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { numbersOf, vectorsOf } from "./embeddings.ts";

/** A vector of zeros has no direction, so that nothing is similar to it. No document says that there is none. */
export const embeddingNotZero: Check = {
  id: "embedding-not-zero",
  level: "SHOULD",
  rule: "The vector of an input that is not empty is not all zeros.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const inputs = [readPointer(context.case.body, "/input")].flat();
  const vectors = inputs.every(saysSomething) ? vectorsOf(context) : [];
  const differences = vectors
    .filter((vector) => isZeroVector(numbersOf(vector)))
    .map(({ pointer }) => ({
      pointer,
      message: "the vector is all zeros",
      expected: "a number other than 0",
      received: "zeros",
    }));
  return verdictOf(differences, { applies: vectors.length > 0 });
}
