import type { Answer } from "../exchange/answer.ts";
import { type Chunk, chunksOf, exceptionOf, isWhole } from "../exchange/stream/chunks.ts";
import { type SseAnswer, sseContext } from "./sse-context.ts";

/** The chunks of a stream whose order a format describes. */
export interface StreamedChunks {
  /** Those that could be read, but for one that tells an error. */
  readonly chunks: readonly Chunk[];
  /** Whether the whole stream was received, and it came to its end without an error. */
  readonly isComplete: boolean;
}

/** The chunks of a stream, in frames or in server-sent events; undefined where the answer is not a stream. */
export function streamedChunks(given: SseAnswer & { readonly answer: Answer }): StreamedChunks | undefined {
  const { stream } = given.answer;
  if (stream !== undefined) {
    return { chunks: chunksOf(stream), isComplete: isWhole(stream) && exceptionOf(stream) === undefined };
  }
  const events = sseContext(given);
  return events && { chunks: events.chunks.filter((chunk) => chunk !== events.error), isComplete: events.isFinished };
}
