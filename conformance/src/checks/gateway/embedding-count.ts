import type { Check, CheckContext, Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { askedOf, vectorsOf } from "./embeddings.ts";

/** There is one vector for each text. With fewer, clients store vectors beside texts that they are not of. */
export const embeddingCount: Check = {
  id: "embedding-count",
  level: "MUST",
  rule: "There are as many vectors as inputs.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer } = context;
  const input = askedOf(context, "inputs");
  if (!answer.json.isJson || input === undefined || answer.status >= 300) {
    return "not-applicable";
  }
  const [received, expected] = [vectorsOf(context).length, countOf(input)];
  return received === expected
    ? "holds"
    : {
        message: "wrong number of vectors",
        pointer: "/data",
        expected: `${expected} for as many inputs`,
        received: String(received),
      };
}

/** A string, or a list of token ids, is one input. */
function countOf(input: unknown): number {
  return Array.isArray(input) && input.every((each) => typeof each !== "number") ? input.length : 1;
}
