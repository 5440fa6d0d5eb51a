import type { GatewayResponse } from "@bedrock-contract/types";

/**
 * The vectors of an embedding answer, in the order of its inputs: as they are where they came as numbers, decoded where they came in base64
 * (little-endian 32-bit floats). Throws an Error for a text that is none.
 */
export function embeddingVectors({ data }: GatewayResponse<"CreateEmbedding">): readonly (readonly number[])[] {
  const ordered = data.toSorted((one, other) => one.index - other.index);
  return ordered.map(({ embedding, index }) => (typeof embedding === "string" ? decode(embedding, index) : embedding));
}

const FLOAT_LENGTH = 4;

function decode(text: string, index: number): readonly number[] {
  const bytes = bytesOf(text, index);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / FLOAT_LENGTH }, (_, place) => view.getFloat32(place * FLOAT_LENGTH, true));
}

function bytesOf(text: string, index: number): Uint8Array<ArrayBuffer> {
  const binary = decodeBase64(text);
  if (binary === undefined || binary.length % FLOAT_LENGTH !== 0) {
    throw new Error(`data[${index}].embedding is no list of 32-bit floats in base64`);
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
