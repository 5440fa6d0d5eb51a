import { embeddingDemandOf, vectorLength } from "@bedrock-contract/validators";
import type { VectorsMeaning } from "../../meaning/meaning.ts";
import { confusedInputs } from "../../meaning/told-apart.ts";
import { type Vector, vectorGroups, vectorsOf } from "../../meaning/vectors.ts";
import type { Difference } from "../../result.ts";
import { type Check, type Verdict, verdictOf } from "../check.ts";
import { formatDocument } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/** How far rounding may take the length of a vector from 1. */
const ROUNDING = 0.01;

/** Vectors are told apart by their order alone: one is missing, and all after it belong to other inputs. */
export const vectorCount: Check = semanticCheck({
  id: "vector-count",
  kinds: ["embedding"],
  level: "MUST",
  rule: "There is one vector for each input, or as many as the request asks for, in each type.",
  document: formatDocument("request.inputs, vectorsPerInput"),
  judge: judgeCount,
});

/** Vectors can only be compared with vectors of their length. */
export const vectorDimensions: Check = semanticCheck({
  id: "vector-dimensions",
  kinds: ["embedding"],
  level: "MUST",
  rule: "The vectors of one type are of one length, none is empty, and each is of the length that the request asks for.",
  document: formatDocument("request.dimensions, packedTypes"),
  judge: judgeDimensions,
});

/** A client reads the vectors of the type that it asked for. */
export const vectorTypes: Check = semanticCheck({
  id: "vector-types",
  kinds: ["embedding"],
  level: "MUST",
  rule: "There are vectors of each type that the request asks for, and of no other.",
  document: formatDocument("request.embeddingTypes, response.vectorsByType"),
  judge: judgeTypes,
});

/** A vector stands for its input: with that of another one, a search finds either for both. */
export const vectorDistinct: Check = semanticCheck({
  id: "vector-distinct",
  kinds: ["embedding"],
  level: "MUST",
  rule: "Texts of other words have other vectors.",
  document: formatDocument("request.inputs, response.vectors"),
  judge: judgeDistinct,
});

/** Clients compare vectors of length 1 by their product. */
export const vectorNorm: Check = semanticCheck({
  id: "vector-norm",
  kinds: ["embedding"],
  level: "MUST",
  rule: "Where the request asks for it, each vector has the length 1.",
  document: formatDocument("request.normalize"),
  judge: judgeNorm,
});

function judgeCount(meaning: VectorsMeaning): Verdict {
  const asked = embeddingDemandOf(meaning.format, meaning.request).inputs.length;
  const groups = [...vectorGroups(meaning)];
  const wrong = groups.filter(([, vectors]) => vectors.length !== asked);
  const differences = wrong.map(([type, vectors]) => countDifference(meaning, { type, asked, count: vectors.length }));
  const none = groups.length === 0 ? [countDifference(meaning, { type: undefined, asked, count: 0 })] : [];
  return verdictOf([...differences, ...none], { applies: true });
}

function countDifference(
  { format }: VectorsMeaning,
  { type, asked, count }: { readonly type: string | undefined; readonly asked: number; readonly count: number },
): Difference {
  const { vectors, vectorsByType = "" } = format.response;
  const [place = ""] = [vectors].flat();
  const pointer = type === undefined ? place : vectorsByType.replace("*", type);
  const message = "wrong number of vectors";
  return { pointer: pointer.replace(/(?:\/\*)+$/, ""), message, expected: String(asked), received: String(count) };
}

function judgeDimensions(meaning: VectorsMeaning): Verdict {
  const { dimensions: asked } = embeddingDemandOf(meaning.format, meaning.request);
  const groups = [...vectorGroups(meaning)];
  const differences = groups.flatMap(([type, vectors]) => {
    const wanted = asked === undefined ? (vectors[0]?.numbers.length ?? 0) : vectorLength(meaning.format, asked, type);
    return vectors
      .filter(({ numbers }) => numbers.length !== wanted || numbers.length === 0)
      .map(({ pointer, numbers }) => ({
        pointer,
        message:
          typeof asked === "number" ? "the vector is not of the length asked for" : "the vectors are not of one length",
        expected: wanted === 0 ? "numbers" : `${wanted} numbers`,
        received: `${numbers.length} numbers`,
      }));
  });
  return verdictOf(differences, { applies: groups.length > 0 });
}

function judgeTypes(meaning: VectorsMeaning): Verdict {
  const { format, request } = meaning;
  const { types } = embeddingDemandOf(format, request);
  if (format.response.vectorsByType === undefined || types === undefined) {
    return "not-applicable";
  }
  const wanted = types.toSorted();
  const received = [...vectorGroups(meaning).keys()].filter((type) => type !== undefined).toSorted();
  return wanted.join() === received.join()
    ? "holds"
    : {
        message: "the vectors are not of the types asked for",
        pointer: format.response.vectorsByType.replace(/\/\*.*$/, ""),
        expected: wanted.join(", "),
        received: received.join(", ") || "none",
      };
}

function judgeDistinct(meaning: VectorsMeaning): Verdict {
  const { format, request } = meaning;
  const { inputs } = embeddingDemandOf(format, request);
  // Eight dimensions in one number leave little to tell texts apart by.
  const groups = [...vectorGroups(meaning)].filter(([type = "", vectors]) => {
    const isPacked = format.packedTypes?.includes(type) === true;
    return !isPacked && vectors.length > 1 && vectors.length === inputs.length;
  });
  const differences = groups.flatMap(([, vectors]) => {
    const written = vectors.map(({ numbers }) => ({ text: JSON.stringify(numbers), length: numbers.length }));
    return confusedInputs(inputs, written).map(({ position, other }) => ({
      pointer: vectors[position]?.pointer ?? "",
      message: "the vector is that of another text",
      expected: "a vector of its own",
      received: `the vector of input ${other}`,
    }));
  });
  return verdictOf(differences, { applies: groups.length > 0 });
}

function judgeNorm(meaning: VectorsMeaning): Verdict {
  const { isNormalized } = embeddingDemandOf(meaning.format, meaning.request);
  const vectors = isNormalized ? vectorsOf(meaning).filter(({ type }) => type === undefined) : [];
  const differences = vectors
    .map((vector) => ({ pointer: vector.pointer, norm: normOf(vector) }))
    .filter(({ norm }) => !(Math.abs(norm - 1) <= ROUNDING))
    .map(({ pointer, norm }) => ({
      pointer,
      message: "the vector is not normalized",
      expected: "the length 1",
      received: `the length ${norm.toPrecision(4)}`,
    }));
  return verdictOf(differences, { applies: vectors.length > 0 });
}

function normOf({ numbers }: Vector): number {
  return Math.sqrt(numbers.reduce<number>((sum, value) => sum + Number(value) ** 2, 0));
}
