import { createAssembler } from "./create-assembler.ts";
import { loadDescription } from "./load-format.ts";
import type { FormatId, InvokeChunk, InvokeResponse } from "./types.ts";

/**
 * The response that the chunks of a stream make up, as InvokeModel would give it whole. How chunks fold is data in the
 * format's spec, `x-bedrock-format.stream.fold`, which is loaded when it is needed; `assembleStream` of
 * `@bedrock-contract/validators/<format>` has it at hand. The chunks are taken as they are: check them with
 * `invokeChunk`, and the response with `invokeResponse`, where their sender is not trusted. A stream that broke off
 * gives the response up to there, and one without chunks none.
 */
export function assembleStream<Format extends FormatId>(
  format: Format,
  chunks: readonly [InvokeChunk<Format>, ...InvokeChunk<Format>[]],
): Promise<InvokeResponse<Format>>;
export function assembleStream<Format extends FormatId>(
  format: Format,
  chunks: Iterable<InvokeChunk<Format>>,
): Promise<InvokeResponse<Format> | undefined>;
export async function assembleStream<Format extends FormatId>(
  format: Format,
  chunks: Iterable<InvokeChunk<Format>>,
): Promise<InvokeResponse<Format> | undefined> {
  return createAssembler(await loadDescription(format))(chunks);
}
