import { meanings, type ResponseMeaning, readAll, readPointer } from "@bedrock-contract/validators";
import { type CheckContext, isError } from "../check.ts";

/** One vector of an answer. */
export interface Vector {
  readonly pointer: string;
  /** As it came: a list of numbers, or a text in base64. */
  readonly value: unknown;
  /** How many numbers it holds; undefined where nobody can tell. */
  readonly length: number | undefined;
}

const FLOAT32_BYTES = 4;

/** The vectors of an answer; none where it is not an answer with vectors. */
export function vectorsOf(context: CheckContext): readonly Vector[] {
  const { answer } = context;
  const places = vectorPlaces(context);
  if (places === undefined || isError(context) || !answer.json.isJson) {
    return [];
  }
  return readAll(answer.json.value, places.at).map(({ pointer, value }) => ({
    pointer,
    value,
    length: lengthOf(value),
  }));
}

/** The numbers of a vector; none where nobody can tell. */
export function numbersOf({ value, length }: Vector): readonly unknown[] {
  if (typeof value !== "string" || length === undefined) {
    return Array.isArray(value) ? value : [];
  }
  const bytes = Buffer.from(value, "base64");
  return Array.from({ length }, (_, index) => bytes.readFloatLE(index * FLOAT32_BYTES));
}

/** What the request says about its vectors. */
export function askedOf(context: CheckContext, name: "inputs" | "dimensions" | "encoding"): unknown {
  return readPointer(context.case.body, vectorPlaces(context)?.[name]);
}

/** Where vectors and what asks for them stand; undefined where the operation makes none. */
function vectorPlaces({ operation }: CheckContext): ResponseMeaning["vectors"] {
  return meanings[operation.name]?.vectors;
}

/** The bytes of a text in base64; undefined where it is none, or does not hold whole float32s. */
export function float32Bytes(text: string): number | undefined {
  const bytes = BASE64.test(text) ? Buffer.from(text, "base64").length : undefined;
  return bytes !== undefined && bytes > 0 && bytes % FLOAT32_BYTES === 0 ? bytes : undefined;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function lengthOf(value: unknown): number | undefined {
  if (typeof value === "string") {
    const bytes = value.length % FLOAT32_BYTES === 0 ? float32Bytes(value) : undefined;
    return bytes === undefined ? undefined : bytes / FLOAT32_BYTES;
  }
  return Array.isArray(value) ? value.length : undefined;
}
