import { addTotal } from "./fold/add-total.ts";
import { foldChunks } from "./fold/fold-chunks.ts";
import type { DescribedFormat } from "./format-description.ts";
import type { FormatId, InvokeChunk, InvokeResponse } from "./types.ts";

/** Folds the chunks of a stream of one format into the response that InvokeModel would give. */
export interface StreamAssembler<Format extends FormatId> {
  (chunks: readonly [InvokeChunk<Format>, ...InvokeChunk<Format>[]]): InvokeResponse<Format>;
  (chunks: Iterable<InvokeChunk<Format>>): InvokeResponse<Format> | undefined;
}

/** Makes the assembler of a format, of what its spec says about it. Throws where the format has no stream. */
export function createAssembler<Format extends FormatId>(
  description: DescribedFormat<Format>,
): StreamAssembler<Format> {
  const { id, kind } = description;
  if (kind !== "text" || description.stream === undefined) throw new Error(`the format ${id} has no stream`);
  const { stream, response: places } = description;
  return (chunks: Iterable<InvokeChunk<Format>>) => {
    const response = foldChunks(stream, chunks);
    addTotal(response, places);
    // The fold rules of a format turn its chunks into its response: a test holds them to it for every example of the
    // specs.
    return response as InvokeResponse<Format>;
  };
}
