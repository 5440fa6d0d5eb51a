import type { GatewayResponse } from "@bedrock-contract/types";
import { BedrockError } from "../errors/bedrock-error.ts";

/**
 * The vectors of an embedding response, in the order of its inputs: as they are where they came as numbers, decoded
 * where they came in base64 (little-endian 32-bit floats). Throws a `BedrockError` that names the place of what is not
 * a vector.
 */
export function embeddingVectors({ data }: GatewayResponse<"CreateEmbedding">): readonly (readonly number[])[] {
  if (!Array.isArray(data) || !data.every((element) => typeof element === "object" && element !== null)) {
    throw notVectors("data", "a list of embeddings");
  }
  const ordered = data.toSorted((one, other) => one.index - other.index);
  return ordered.map(({ embedding, index }) => {
    const vector = typeof embedding === "string" ? decode(embedding) : embedding;
    if (!Array.isArray(vector)) {
      throw notVectors(`data[${index}].embedding`, "a list of numbers, or of 32-bit floats in base64");
    }
    return vector;
  });
}

function notVectors(place: string, expected: string): BedrockError {
  return new BedrockError({ code: "InvalidResponse", message: `${place} is not ${expected}`, operation: OPERATION });
}

const OPERATION = "CreateEmbedding";

const FLOAT_LENGTH = 4;

/** Undefined where the text is not what it should be. */
function decode(text: string): readonly number[] | undefined {
  const bytes = bytesOf(text);
  if (bytes === undefined) {
    return undefined;
  }
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / FLOAT_LENGTH }, (_, place) => view.getFloat32(place * FLOAT_LENGTH, true));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  const binary = decodeBase64(text);
  if (binary === undefined || binary.length % FLOAT_LENGTH !== 0) {
    return undefined;
  }
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function decodeBase64(text: string): string | undefined {
  try {
    return atob(text);
  } catch {
    return undefined;
  }
}
