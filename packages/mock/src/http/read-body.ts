import { invalid } from "./refusal.ts";

/** The longest body that Bedrock takes, in bytes. */
export const MAX_BODY_LENGTH = 25_000_000;

/** How much of an oversized body is waited for: most clients read the response only when they have sent all. */
const MAX_DISCARDED_LENGTH = 4 * MAX_BODY_LENGTH;

/** Reads a body, and never keeps more of it than Bedrock takes. Throws a ValidationException for a longer one. */
export async function readBody(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.byteLength;
    if (length <= MAX_BODY_LENGTH) {
      kept.push(piece);
    } else {
      kept.length = 0;
    }
    if (length > MAX_DISCARDED_LENGTH) {
      break;
    }
  }
  if (length > MAX_BODY_LENGTH) {
    throw invalid(`The request body must not be longer than ${MAX_BODY_LENGTH} bytes.`);
  }
  return Buffer.concat(kept);
}
