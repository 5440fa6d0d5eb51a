import { addTotal } from "./fold/add-total.ts";
import { foldChunks } from "./fold/fold-chunks.ts";
import { formats } from "./gen/formats.ts";
import type { FormatId, InvokeChunk, InvokeResponse } from "./types.ts";

/**
 * The response that the chunks of a stream make up, as InvokeModel would give it whole. How chunks fold is data in the
 * format's spec, `x-bedrock-format.stream.fold`. The chunks are taken as they are: check them with `invokeChunk`, and
 * the response with `invokeResponse`, where their sender is not trusted. A stream that broke off gives the response up
 * to there, and one without chunks none.
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
  const description = formats.find(({ id }) => id === format);
  if (description?.kind !== "text" || description.stream === undefined)
    throw new Error(`the format ${format} has no stream`);
  const response = foldChunks(description.stream, chunks);
  addTotal(response, description.response);
  // The fold rules of a format turn its chunks into its response: a test holds them to it for every example of the
  // specs.
  return response as InvokeResponse<Format> | undefined;
}
