import { readPointer } from "@bedrock-contract/validators";
import type { MockExample } from "../example.ts";
import { tokensOf } from "../generate/tokens.ts";
import { vectorOf } from "../generate/vectors.ts";

/** How many numbers a vector has where the request does not say: as many as those of Amazon Titan and Cohere. */
const DEFAULT_DIMENSIONS = 1_024;

/** How many numbers the response to an embedding request has. */
export function countNumbers(body: unknown): number {
  return inputsOf(body).length * dimensionsOf(body);
}

/**
 * The response to an embedding request that no example has: a vector of length 1 for each input, the same for the same
 * input.
 */
export function embed(body: unknown, example: MockExample): unknown {
  const stored = Object(example.response);
  const inputs = inputsOf(body);
  const isBase64 = readPointer(body, "/encoding_format") === "base64";
  const data = inputs.map((input, index) => {
    const vector = vectorOf(input, dimensionsOf(body));
    return { ...Object(stored.data[0]), index, embedding: isBase64 ? toBase64(vector) : [...vector] };
  });
  const tokens = inputs.reduce<number>(
    (sum, input) => sum + (typeof input === "string" ? tokensOf(input) : input).length,
    0,
  );
  return {
    ...stored,
    data,
    model: readPointer(body, "/model"),
    usage: { ...stored.usage, prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** The inputs of a request: one text, or one list of token ids, is one. */
function inputsOf(body: unknown): readonly (string | readonly number[])[] {
  const input = Object(body).input;
  return Array.isArray(input) && typeof input[0] !== "number" ? input : [input];
}

function dimensionsOf(body: unknown): number {
  return Number(readPointer(body, "/dimensions") ?? DEFAULT_DIMENSIONS);
}

/** Little-endian 32-bit floats in base64. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) {
    bytes.writeFloatLE(value, index * 4);
  }
  return bytes.toString("base64");
}
