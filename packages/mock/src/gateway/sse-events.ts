import { readPointer, type SseStreamDescription } from "@bedrock-contract/validators";

/**
 * The events of a stream as bytes, one for each chunk, and the one that ends it; after an error that one stays away.
 */
export function sseEvents(
  chunks: readonly unknown[],
  { doneMarker, error }: SseStreamDescription,
): readonly Uint8Array[] {
  const failed = chunks.some((chunk) => readPointer(chunk, error) !== undefined);
  const data = [...chunks.map((chunk) => JSON.stringify(chunk)), ...(failed ? [] : [doneMarker])];
  return data.map((text) => Buffer.from(`data: ${text}\n\n`));
}
