import { readAll, readPointer, type SseStreamDescription } from "@bedrock-contract/validators";
import type { Operation } from "@bedrock-contract/wire";
import { examplesOf } from "../examples/read-examples.ts";

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

/** The events of all streams that the examples of an operation show. */
export function shownEvents({ api, name }: Pick<Operation, "api" | "name">): readonly unknown[] {
  return examplesOf(api, name).flatMap(({ mediaType, response }): readonly unknown[] =>
    mediaType !== undefined && Array.isArray(response) ? response : [],
  );
}
