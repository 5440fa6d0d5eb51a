import { excerpt } from "../../exchange/answer.ts";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { askedOf, float32Bytes, type Vector, vectorsOf } from "./embeddings.ts";

/**
 * A vector is written as the request asks. The OpenAI SDK asks for base64 by itself, and makes nothing of a list of
 * numbers then.
 */
export const embeddingEncoding: Check = {
  id: "embedding-encoding",
  level: "MUST",
  rule: "A vector is a list of numbers, or, if encoding_format is base64, the base64 of whole float32 numbers.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const vectors = vectorsOf(context);
  const isBase64 = askedOf(context, "encoding") === "base64";
  const differences = vectors
    .filter(({ value }) => !(isBase64 ? isFloat32Text(value) : isNumbers(value)))
    .map((vector) => difference(vector, isBase64));
  return verdictOf(differences, { applies: vectors.length > 0 });
}

function isFloat32Text(value: unknown): boolean {
  return typeof value === "string" && float32Bytes(value) !== undefined;
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "number");
}

function difference({ pointer, value }: Vector, isBase64: boolean): Difference {
  return {
    pointer,
    message: "a vector is not in the encoding that was asked for",
    expected: isBase64 ? "the base64 of whole float32 numbers" : "a list of numbers",
    received: excerpt(JSON.stringify(value) ?? "nothing", 120),
  };
}
