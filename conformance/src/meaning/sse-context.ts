import { type ChunkStream, readAll, readPointer, type SseStreamDescription } from "@bedrock-contract/validators";
import type { Answer } from "../exchange/answer.ts";
import { type Chunk, eventChunksOf } from "../exchange/stream/chunks.ts";
import { valuesAt } from "./values-at.ts";

/** A stream of server-sent events whose answer is described, as its checks read it. */
export interface SseContext {
  readonly places: SseStreamDescription;
  /** What could be read, errors included. */
  readonly chunks: readonly Chunk[];
  /** The first event that tells an error. */
  readonly error: Chunk | undefined;
  /** Whether the whole stream was received, each of its events could be read, and none tells an error. */
  readonly isFinished: boolean;
}

/** An answer, and where things stand in its events. */
export interface SseAnswer {
  readonly answer: Answer;
  readonly validators: { readonly sse?: SseStreamDescription | undefined };
}

/**
 * What the checks of server-sent events look at; undefined where the answer is no such stream, or no event could be
 * read.
 */
export function sseContext({ answer: { sse }, validators: { sse: places } }: SseAnswer): SseContext | undefined {
  const chunks = eventChunksOf(sse);
  if (sse === undefined || places === undefined || chunks.length === 0) {
    return undefined;
  }
  const error = chunks.find(({ value }) => tellsError(value, places));
  const areReadable = sse.events.every(({ json, data }) => json.isJson || data === places.doneMarker);
  const isFinished = sse.interruption === undefined && areReadable && error === undefined;
  return { places, chunks, error, isFinished };
}

/** Whether an event tells an error. */
export function tellsError(event: unknown, { error }: Pick<SseStreamDescription, "error">): boolean {
  return readAll(event, error).some(({ value }) => value !== null && value !== undefined);
}

/** A stream of chunks that add to choices, as its checks read it. */
export interface ChoiceContext extends Omit<SseContext, "places"> {
  readonly places: ChunkStream;
}

/** The same where the events are chunks that add to choices; undefined for all other streams. */
export function choiceContext(given: SseAnswer): ChoiceContext | undefined {
  const context = sseContext(given);
  const places = context?.places.chunks;
  return context === undefined || places === undefined ? undefined : { ...context, places };
}

/** What a chunk adds to one choice. */
export interface ChoicePiece {
  /** The number of the choice; where the chunk says none, its place. */
  readonly choice: string;
  /** The JSON pointer to the piece. */
  readonly pointer: string;
  readonly value: unknown;
}

/** The pieces of a chunk, choice by choice. */
export function choicePieces({ value: chunk }: Chunk, { choices, choiceIndex }: ChunkStream): readonly ChoicePiece[] {
  return valuesAt(chunk, choices).map(({ keys, value }) => ({
    choice: String(memberAt(value, choiceIndex) ?? keys.at(-1)),
    pointer: choices.replace("*", keys.at(-1) ?? ""),
    value,
  }));
}

/** The pointer of a place in a choice, from the choice. */
export function inChoice(pointer: string, { choices }: ChunkStream): string {
  return pointer.startsWith(`${choices}/`) ? pointer.slice(choices.length) : pointer;
}

/** The value at a pointer; null means in chunks what absence means. */
export function memberAt(value: unknown, pointer: string | undefined): unknown {
  return pointer === undefined ? undefined : (readPointer(value, pointer) ?? undefined);
}
