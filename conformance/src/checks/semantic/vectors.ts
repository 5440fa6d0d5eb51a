import { embeddingDemandOf, readAll, readPointer, vectorLength } from "@bedrock-contract/validators";
import type { VectorsMeaning } from "../../meaning/meaning.ts";
import { confusedInputs } from "../../meaning/told-apart.ts";
import { type Vector, vectorGroups, vectorsOf } from "../../meaning/vectors.ts";
import { saysSomething, zeroDifferences } from "../../meaning/zero-vectors.ts";
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
  rule: "All vectors of one type have the same length and none is empty; the length is the one that the request asks for, or else the model's own.",
  document: formatDocument("request.dimensions, versions, packedTypes"),
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

/** A byte holds no other numbers, so that clients overflow or clip them. */
export const vectorRange: Check = semanticCheck({
  id: "vector-range",
  kinds: ["embedding"],
  level: "MUST",
  rule: "Each number of a vector is within the range of the vector's type.",
  document: formatDocument("typeRanges"),
  judge: judgeRange,
});

/** Clients choose by the word how they read the vectors. */
export const vectorForm: Check = semanticCheck({
  id: "vector-form",
  kinds: ["embedding"],
  level: "MUST",
  rule: "If the response says that its vectors are grouped by type, they are, and otherwise they are not.",
  document: formatDocument("response.form"),
  judge: judgeForm,
});

/** A client that embeds several kinds of inputs files the vectors by the word. */
export const vectorInput: Check = semanticCheck({
  id: "vector-input",
  kinds: ["embedding"],
  level: "MUST",
  rule: "No vector claims to represent a kind of input that the request does not have.",
  document: formatDocument("inputTypes"),
  judge: judgeInput,
});

/** A vector stands for its input: with that of another one, a search finds either for both. */
export const vectorDistinct: Check = semanticCheck({
  id: "vector-distinct",
  kinds: ["embedding"],
  level: "MUST",
  rule: "Texts with different words have different vectors.",
  document: formatDocument("request.inputs, response.vectors"),
  judge: judgeDistinct,
});

/** A vector of zeros has no direction, so that nothing is similar to it. No document says that there is none. */
export const vectorNotZero: Check = semanticCheck({
  id: "vector-not-zero",
  kinds: ["embedding"],
  level: "SHOULD",
  rule: "The vector of an input that is not empty is not all zeros.",
  document: formatDocument("request.inputs, response.vectors"),
  judge: judgeNotZero,
});

/** Clients compare vectors of length 1 by their product. */
export const vectorNorm: Check = semanticCheck({
  id: "vector-norm",
  kinds: ["embedding"],
  level: "MUST",
  rule: "If the request asks for normalized vectors, each vector has the norm 1.",
  document: formatDocument("request.normalize"),
  judge: judgeNorm,
});

function judgeCount(meaning: VectorsMeaning): Verdict {
  const asked = embeddingDemandOf(meaning.format, meaning.request).inputs.length;
  const groups = [...vectorGroups(meaning)];
  if (groups.length === 0 && saysWhyNone(meaning)) {
    return "holds";
  }
  const wrong = groups.filter(([, vectors]) => vectors.length !== asked);
  const differences = wrong.map(([type, vectors]) => countDifference(meaning, { type, asked, count: vectors.length }));
  const none = groups.length === 0 && asked > 0 ? [countDifference(meaning, { type: undefined, asked, count: 0 })] : [];
  return verdictOf([...differences, ...none], { applies: true });
}

/** Whether the response says why it has no vector. */
function saysWhyNone({ format, response }: VectorsMeaning): boolean {
  const error = readPointer(response, format.response.error);
  return typeof error === "string" && error !== "";
}

/** The type of vectors; of those without one, the only type that the request asks for, where the format lists such. */
function typeMeant({ format, request }: VectorsMeaning, type: string | undefined): string | undefined {
  const { types = [] } = type === undefined && format.listsOneType === true ? embeddingDemandOf(format, request) : {};
  return type ?? (types.length === 1 ? types[0] : undefined);
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
  const known = asked ?? meaning.defaultDimensions;
  const groups = [...vectorGroups(meaning)];
  const differences = groups.flatMap(([type, vectors]) => {
    const wanted =
      known === undefined
        ? (vectors[0]?.numbers.length ?? 0)
        : vectorLength(meaning.format, known, typeMeant(meaning, type));
    return vectors
      .filter(({ numbers }) => numbers.length !== wanted || numbers.length === 0)
      .map(({ pointer, numbers }) => ({
        pointer,
        message: lengthMessage(asked, known),
        expected: wanted === 0 ? "numbers" : `${wanted} numbers`,
        received: `${numbers.length} numbers`,
      }));
  });
  return verdictOf(differences, { applies: groups.length > 0 });
}

function lengthMessage(asked: number | undefined, known: number | undefined): string {
  if (asked !== undefined) {
    return "the vector does not have the length that the request asks for";
  }
  return known === undefined
    ? "the vectors do not have the same length"
    : "the vector does not have the length of the model's vectors";
}

function judgeTypes(meaning: VectorsMeaning): Verdict {
  const { format, request } = meaning;
  const { types } = embeddingDemandOf(format, request);
  if (format.response.vectorsByType === undefined || types === undefined) {
    return "not-applicable";
  }
  const wanted = types.toSorted();
  const groups = [...vectorGroups(meaning).keys()].map((type) => typeMeant(meaning, type));
  const received = groups.filter((type) => type !== undefined).toSorted();
  return wanted.join() === received.join()
    ? "holds"
    : {
        message: "the vectors are not of the types asked for",
        pointer: format.response.vectorsByType.replace(/\/\*.*$/, ""),
        expected: wanted.join(", "),
        received: received.join(", ") || "none",
      };
}

function judgeRange(meaning: VectorsMeaning): Verdict {
  const { typeRanges = {} } = meaning.format;
  const ranged = vectorsOf(meaning).flatMap((vector) => {
    const type = typeMeant(meaning, vector.type);
    const range = typeRanges[type ?? ""];
    return range === undefined ? [] : [{ ...vector, type, ...range }];
  });
  const differences = ranged.flatMap(({ pointer, numbers, type, least, most }) => {
    const index = numbers.findIndex((value) => !(Number(value) >= least && Number(value) <= most));
    const message = `the number is out of the range of ${type}`;
    return index === -1
      ? []
      : [
          {
            pointer: `${pointer}/${index}`,
            message,
            expected: `${least} to ${most}`,
            received: String(numbers[index]),
          },
        ];
  });
  return verdictOf(differences, { applies: ranged.length > 0 });
}

function judgeForm(meaning: VectorsMeaning): Verdict {
  const { form } = meaning.format.response;
  const groups = vectorGroups(meaning);
  const said = readPointer(meaning.response, form?.at);
  if (form === undefined || groups.size === 0 || (said !== form.list && said !== form.byType)) {
    return "not-applicable";
  }
  const expected = groups.has(undefined) ? form.list : form.byType;
  return said === expected
    ? "holds"
    : {
        message: "the vectors are not in the form that the response claims",
        pointer: form.at,
        expected,
        received: said,
      };
}

function judgeInput({ format, request, response }: VectorsMeaning): Verdict {
  const { inputTypes = [] } = format;
  const given = inputTypes.filter(({ input }) => readPointer(request, input) !== undefined);
  const fitting = given.flatMap(({ types }) => types);
  const others = inputTypes.flatMap(({ types }) => types).filter((type) => !fitting.includes(type));
  const said = format.response.inputTypes === undefined ? [] : readAll(response, format.response.inputTypes);
  const differences = said
    .filter(({ value }) => others.some((type) => type === value))
    .map(({ pointer, value }) => ({
      pointer,
      message: "the vector claims to represent an input that the request does not have",
      expected: fitting.join(" or "),
      received: String(value),
    }));
  return verdictOf(differences, { applies: given.length > 0 && said.length > 0 });
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
      message: "two different texts have the same vector",
      expected: "a vector of its own",
      received: `the vector of input ${other}`,
    }));
  });
  return verdictOf(differences, { applies: groups.length > 0 });
}

function judgeNotZero(meaning: VectorsMeaning): Verdict {
  const { format, request } = meaning;
  const { inputs } = embeddingDemandOf(format, request);
  if (!inputs.every(saysSomething)) {
    return "not-applicable";
  }
  // A bit that is not set is a negative number.
  const isPacked = ({ type }: Vector): boolean => format.packedTypes?.includes(typeMeant(meaning, type) ?? "") === true;
  const vectors = vectorsOf(meaning).filter((vector) => !isPacked(vector));
  return verdictOf(zeroDifferences(vectors), { applies: vectors.length > 0 });
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
