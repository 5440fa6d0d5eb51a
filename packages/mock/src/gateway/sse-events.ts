import { readAll, readPointer, type SseStreamDescription } from "@bedrock-contract/validators";

/**
 * The events of a stream as bytes, one for each chunk, and the one that ends it, where the protocol has one; after an
 * error that one stays away.
 */
export function sseEvents(
  chunks: readonly unknown[],
  { doneMarker, error, eventName }: SseStreamDescription,
): readonly Uint8Array[] {
  const isError = (chunk: unknown): boolean => readAll(chunk, error).some(({ value }) => value !== null);
  const end = doneMarker === undefined || chunks.some(isError) ? [] : [`data: ${doneMarker}\n\n`];
  const events = chunks.map((chunk) => {
    const name = eventName === undefined ? undefined : readPointer(chunk, eventName);
    return `${typeof name === "string" ? `event: ${name}\n` : ""}data: ${JSON.stringify(chunk)}\n\n`;
  });
  return [...events, ...end].map((text) => Buffer.from(text));
}
