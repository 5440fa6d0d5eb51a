import { isDeepStrictEqual } from "node:util";
import {
  type EmbeddingFormat,
  embeddingDemandOf,
  embeddingVersionOf,
  type PlacedValue,
  readAll,
  readPointer,
  vectorLength,
} from "@bedrock-contract/validators";
import { invalid } from "../http/refusal.ts";
import { copyJson } from "./copy-json.ts";
import { parentOf, writeAt, writeEach } from "./place.ts";
import type { Template } from "./templates.ts";
import { tokensOf } from "./tokens.ts";
import { formOf, MOST_NUMBERS, type VectorForm, writeVector } from "./vectors.ts";

/** What vectors are made from. */
export interface EmbedRequest {
  readonly format: EmbeddingFormat;
  readonly modelId: string;
  readonly body: unknown;
}

/** Vectors for the inputs of a request that no example has, as it asks for them: the same for the same input. */
export function embedInputs(request: EmbedRequest, templates: readonly Template[]): unknown {
  const { format, body } = request;
  const demand = embeddingDemandOf(format, body);
  const { example, answer } = chooseTemplate(request, templates);
  const written: unknown = withEchoes(copyJson(answer), example.body, body);
  const stored = vectorsIn(format, answer);
  const version = embeddingVersionOf(format, request.modelId) ?? embeddingVersionOf(format, example.parameters.modelId);
  const dimensions = demand.dimensions ?? version?.dimensions ?? stored.dimensions;
  if (demand.inputs.length * dimensions > MOST_NUMBERS) {
    throw invalid(`The mock makes ${MOST_NUMBERS} numbers in one response at most.`);
  }
  const write = (type: string | undefined): readonly (readonly number[])[] =>
    demand.inputs.map((input) => {
      const length = vectorLength(format, dimensions, type);
      return writeVector(input, { ...formFor(format, templates, type), length });
    });
  const { vectorsByType, inputTokens } = format.response;
  const place = placeOf(format, answer);
  if (stored.plain.length > 0) {
    writeVectors(written, { place, vectors: write(undefined) });
  }
  if (vectorsByType !== undefined && version?.isUntyped === true) {
    writeVectors(written, { place: vectorsByType.replace(/\/\*.*$/, ""), vectors: undefined });
  } else if (vectorsByType !== undefined && stored.types.length > 0) {
    writeTypes(written, vectorsByType, demand.types ?? stored.types, write);
  }
  if (demand.types !== undefined && stored.plainType !== undefined && !demand.types.includes(stored.plainType)) {
    writeVectors(written, { place, vectors: undefined });
  }
  if (inputTokens !== undefined) {
    writeAt(
      written,
      inputTokens,
      demand.inputs.reduce<number>((sum, input) => sum + textTokens(input), 0),
    );
  }
  return written;
}

/**
 * The stored answer with types where types are asked for; of several that of a like model; of several one to the same
 * kind of inputs, whose request is most like this one.
 */
function chooseTemplate({ format, modelId, body }: EmbedRequest, templates: readonly Template[]): Template {
  const words = new Set(modelId.split(/[-.:/]/));
  const strange = ({ example }: Template): number =>
    String(example.parameters.modelId)
      .split(/[-.:/]/)
      .filter((word) => !words.has(word)).length;
  const unlike = ({ example }: Template): number =>
    [format.request.inputs].flat().filter((place) => isGiven(body, place) !== isGiven(example.body, place)).length;
  const asksForTypes = embeddingDemandOf(format, body).types !== undefined;
  const untyped = ({ answer }: Template): number =>
    Number(asksForTypes && vectorsIn(format, answer).types.length === 0);
  const [chosen] = templates.toSorted(
    (one, other) => untyped(one) - untyped(other) || strange(one) - strange(other) || unlike(one) - unlike(other),
  );
  if (chosen === undefined) {
    throw new Error("the format has no example to respond with");
  }
  return chosen;
}

function isGiven(body: unknown, place: string): boolean {
  return readAll(body, place).length > 0;
}

/** Where a stored answer has its vectors. */
function placeOf({ response }: EmbeddingFormat, answer: unknown): string {
  const places = [response.vectors].flat();
  return places.find((place) => readAll(answer, place).some(isVector)) ?? places[0] ?? "";
}

interface StoredVectors {
  readonly plain: readonly PlacedValue[];
  readonly types: readonly string[];
  /** The type that those without a type are of, where the answer has both. */
  readonly plainType: string | undefined;
  readonly dimensions: number;
}

function vectorsIn(format: EmbeddingFormat, answer: unknown): StoredVectors {
  const { vectors, vectorsByType } = format.response;
  const plain = readAll(answer, vectors).filter(isVector);
  const typed = vectorsByType === undefined ? [] : readAll(answer, vectorsByType).filter(isVector);
  const [first] = [...plain, ...typed];
  const type = plain.length > 0 ? undefined : typed[0]?.keys[0];
  const same = typed.find(({ value }) => isDeepStrictEqual(value, plain[0]?.value));
  return {
    plain,
    types: [...new Set(typed.flatMap(({ keys }) => keys.slice(0, 1)))],
    plainType: same?.keys[0],
    dimensions: lengthOf(first?.value) / vectorLength(format, 1, type),
  };
}

/** The form that vectors of a type have in the first stored answer with some. */
function formFor(format: EmbeddingFormat, templates: readonly Template[], type: string | undefined): VectorForm {
  const { vectors, vectorsByType = vectors } = format.response;
  const isPacked = type !== undefined && (format.packedTypes ?? []).includes(type);
  const found = templates
    .flatMap(({ answer }) => readAll(answer, type === undefined ? vectors : vectorsByType))
    .find((place) => isVector(place) && (type === undefined || place.keys[0] === type));
  return formOf(Array.isArray(found?.value) ? found.value : [0.5], { isPacked });
}

interface Written {
  readonly place: string;
  /** Undefined where there are none. */
  readonly vectors: readonly unknown[] | undefined;
}

/** Writes vectors at a place: each in an element of its list, or the one vector that there is. */
function writeVectors(answer: unknown, { place, vectors }: Written): void {
  const owner = place.includes("/*") ? undefined : readPointer(answer, parentOf(place));
  if (vectors === undefined && typeof owner === "object" && owner !== null) {
    Reflect.deleteProperty(owner, place.slice(place.lastIndexOf("/") + 1));
  } else {
    writeEach(answer, place, vectors ?? []);
  }
}

/** Writes the vectors of each type: a list of them, or one. */
function writeTypes(
  answer: unknown,
  place: string,
  types: readonly string[],
  write: (type: string) => readonly (readonly number[])[],
): void {
  const star = place.indexOf("/*");
  const isList = place.slice(star + "/*".length).startsWith("/*");
  const byType = types.map((type) => [type, isList ? write(type) : write(type)[0]] as const);
  writeAt(answer, place.slice(0, star), Object.fromEntries(byType));
}

/** What the stored answer repeats of its request, it repeats of this one. */
function withEchoes(answer: unknown, asked: unknown, body: unknown): unknown {
  for (const [name, value] of Object.entries(Object(answer))) {
    const own: unknown = Object(asked)[name];
    if (own !== undefined && isDeepStrictEqual(own, value)) {
      writeAt(answer, `/${name}`, Object(body)[name]);
    }
  }
  return answer;
}

function isVector({ value }: PlacedValue): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "number");
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** Images have no tokens of text. */
function textTokens(input: unknown): number {
  if (typeof input === "string") {
    return input.startsWith("data:") ? 0 : tokensOf(input).length;
  }
  return typeof input === "object" && input !== null
    ? Object.values(input).reduce<number>((sum, part) => sum + textTokens(part), 0)
    : 0;
}
