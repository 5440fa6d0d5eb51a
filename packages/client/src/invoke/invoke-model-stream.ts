import { type BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import type { FormatId, InvokeChunk, InvokeFormatId, InvokeRequest } from "@bedrock-contract/types";
import { type FormatStream, loadDescription, loadFormat, streamOf, type Validator } from "@bedrock-contract/validators";
import { BEDROCK_CONTENT_TYPE_HEADER, errorTypeOf, headerValue } from "@bedrock-contract/wire";
import { BedrockError } from "../errors/bedrock-error.ts";
import { callError } from "../errors/call-error.ts";
import { ByteReader } from "../event-stream/byte-reader.ts";
import { createEventStream, type EventStream } from "../event-stream/event-stream.ts";
import { type OnInvalidChunk, readChunks } from "../event-stream/read-chunks.ts";
import { readEvents } from "../event-stream/read-events.ts";
import { StreamEnd } from "../event-stream/stream-end.ts";
import { jsonBody } from "../http/json-body.ts";
import { checkRequest } from "./check-request.ts";
import { type InvokeOptions, signalOf, toCommandInput } from "./invoke-options.ts";
import { type InvokeMetadata, metadataOf } from "./invoke-result.ts";
import type { SdkAnswer } from "./sdk-headers.ts";
import { sendCommand } from "./send-command.ts";

/** What a call of `invokeModelStream` may say beyond its body. */
export interface InvokeModelStreamOptions extends InvokeOptions {
  /**
   * What to do where a chunk breaks its format: `ignore` does not look, `throw` throws a `BedrockError`, a function
   * gets the issues and the chunk's index, and the stream goes on. Default: `ignore`, so that nothing that real Bedrock
   * sends is ever refused. A chunk that is not JSON throws in any case.
   */
  readonly onInvalidChunk?: OnInvalidChunk | undefined;
}

/**
 * What is known about a stream before its first chunk. Token counts and latencies come in its last chunk, under
 * `amazon-bedrock-invocationMetrics`.
 */
export interface InvokeStreamMetadata
  extends Pick<InvokeMetadata, "requestId" | "serviceTier" | "performanceConfigLatency" | "headers"> {
  /** The media type of the chunks, `application/json`. */
  readonly contentType: string | undefined;
}

/** The chunks of a model's response in the format `F`, as they arrive, and the values of its headers. */
export interface InvokeStream<F extends FormatId> extends InvokeStreamMetadata, EventStream<InvokeChunk<F>> {}

const OPERATION = "InvokeModelWithResponseStream";

/**
 * Calls a model with a body of a known format and returns its response chunk by chunk, typed and decoded. The promise
 * resolves when the headers of the response arrive, and rejects if the call fails before that, as with `invokeModel`. An
 * exception inside the stream is thrown where it stands, after the chunks before it; so is a stream that ends without a
 * stop reason. Read the stream to its end, leave the loop, or call `cancel`: each releases the connection.
 */
export async function invokeModelStream<F extends InvokeFormatId>(
  client: BedrockRuntimeClient,
  format: F,
  modelId: string,
  body: InvokeRequest<F>,
  options: InvokeModelStreamOptions = {},
): Promise<InvokeStream<F>> {
  const signal = signalOf(options);
  try {
    const input = toCommandInput(modelId, jsonBody(body, OPERATION), options);
    await checkRequest({ operation: OPERATION, format, modelId, body }, options);
    const validator = await chunkValidator(format, options);
    const command = new InvokeModelWithResponseStreamCommand(input);
    const sending = { operation: OPERATION, signal, takesStream: true };
    const { answer } = await sendCommand(command, (sdkOptions) => client.send(command, sdkOptions), sending);
    const end = new StreamEnd(await placesOf(format));
    return readStream(answer, { validator, signal, end, onInvalidChunk: options.onInvalidChunk ?? "ignore" });
  } catch (reason) {
    throw callError(reason, signal, OPERATION);
  }
}

interface ReadStreamOptions<Chunk> {
  readonly validator: Validator<Chunk> | undefined;
  readonly onInvalidChunk: OnInvalidChunk;
  readonly signal: AbortSignal | undefined;
  readonly end: StreamEnd;
}

function readStream<F extends FormatId>(
  answer: SdkAnswer | undefined,
  { signal, end, ...options }: ReadStreamOptions<InvokeChunk<F>>,
): InvokeStream<F> {
  const { stream, headers = {}, status } = answer ?? {};
  const metadata = streamMetadataOf(headers);
  const { requestId } = metadata;
  if (stream === undefined) {
    const message = "the response has no body that can be streamed";
    throw new BedrockError({ code: "InvalidResponse", message, status, operation: OPERATION, requestId });
  }
  const mediaType = headers["content-type"];
  const facts = { operation: OPERATION, status, requestId, mediaType, errorType: errorTypeOf(headers), signal };
  const reader = new ByteReader(stream, facts);
  const chunks = readChunks(readEvents(reader, facts), facts, { ...options, end: { follow: end, reader } });
  return { ...metadata, ...createEventStream(reader, chunks) };
}

function streamMetadataOf(headers: Readonly<Record<string, string>>): InvokeStreamMetadata {
  const { requestId, serviceTier, performanceConfigLatency } = metadataOf(headers);
  const contentType = headerValue(headers, BEDROCK_CONTENT_TYPE_HEADER);
  return { requestId, contentType, serviceTier, performanceConfigLatency, headers };
}

async function placesOf(format: FormatId): Promise<FormatStream> {
  const stream = streamOf(await loadDescription(format));
  if (stream === undefined) {
    throw new Error(`the format ${format} has no stream`);
  }
  return stream;
}

/** The validator is loaded only where it is asked for. */
async function chunkValidator<F extends FormatId>(
  format: F,
  { onInvalidChunk = "ignore" }: InvokeModelStreamOptions,
): Promise<Validator<InvokeChunk<F>> | undefined> {
  return onInvalidChunk === "ignore" ? undefined : (await loadFormat(format)).invokeChunk;
}
