import { type EventStreamShape, eventStreams } from "@bedrock-contract/wire";

const SHAPES: Readonly<Record<string, EventStreamShape>> = eventStreams;

/** The event that carries the bytes of a chunk; any other carries its members. */
export const CHUNK = "chunk";

/**
 * The names of the events that the response of an operation can have, exceptions apart; none where it is not a stream.
 */
export function eventNamesOf(operation: string): readonly string[] {
  return SHAPES[operation]?.events ?? [];
}

/** Whether the events of an operation's response are its chunks, and not bytes in the model's own form. */
export function hasTypedEvents(operation: string): boolean {
  return eventNamesOf(operation).some((name) => name !== CHUNK);
}

/** Whether an exception of this name may end the response of an operation. */
export function hasException(operation: string, name: string): boolean {
  return SHAPES[operation]?.exceptions.includes(name) === true;
}
