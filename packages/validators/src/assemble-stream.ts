import { foldChunks } from "./fold/fold-chunks.ts";
import { formats } from "./gen/formats.ts";
import type { FormatId, InvokeChunk, InvokeResponse } from "./types.ts";

/**
 * The answer that the chunks of a stream make up, as InvokeModel would give it whole. How chunks fold is data in the
 * format's spec, `x-bedrock-format.stream.fold`. The chunks are taken as they are: check them with `invokeChunk`, and the
 * answer with `invokeResponse`, where their sender is not trusted. A stream that broke off gives the answer up to there, and one
 * without chunks none.
 */
export function assembleStream<Format extends FormatId>(
  format: Format,
  chunks: readonly [InvokeChunk<Format>, ...InvokeChunk<Format>[]],
): InvokeResponse<Format>;
export function assembleStream<Format extends FormatId>(
  format: Format,
  chunks: Iterable<InvokeChunk<Format>>,
): InvokeResponse<Format> | undefined;
export function assembleStream<Format extends FormatId>(
  format: Format,
  chunks: Iterable<InvokeChunk<Format>>,
): InvokeResponse<Format> | undefined {
  const stream = formats.find(({ id }) => id === format)?.stream;
  if (stream === undefined) throw new Error(`the format ${format} has no stream`);
  // The fold rules of a format turn its chunks into its answer: a test holds them to it for every example of the specs.
  return foldChunks(stream, chunks) as InvokeResponse<Format> | undefined;
}
