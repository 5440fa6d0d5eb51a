import type { GatewayChunk, GatewayRequest, GatewayResponse } from "@bedrock-contract/types";
import { foldChunks, readPointer, sseStreams } from "@bedrock-contract/validators";
import { operationNamed } from "@bedrock-contract/wire";
import type { EventSourceMessage } from "eventsource-parser";
import { BedrockError } from "../errors/bedrock-error.ts";
import { callError } from "../errors/call-error.ts";
import { jsonOrText } from "../errors/json-or-text.ts";
import { quoteBeginning } from "../errors/quote-beginning.ts";
import { ByteReader } from "../event-stream/byte-reader.ts";
import { createEventStream, type EventStream } from "../event-stream/event-stream.ts";
import { StreamEnd } from "../event-stream/stream-end.ts";
import { answerFacts, earlyEnd, type StreamFacts } from "../event-stream/stream-error.ts";
import type { CallOptions } from "../http/call-options.ts";
import { jsonBody } from "../http/json-body.ts";
import { type GatewayClient, requestIdOf } from "./gateway-client.ts";
import { gatewayError, reportsError } from "./gateway-error.ts";
import { readServerSentEvents } from "./read-server-sent-events.ts";

/** One chunk of a streamed chat. An error event is not a chunk: it is thrown. */
export type ChatCompletionChunk = Exclude<GatewayChunk<"CreateChatCompletion">, { error: unknown }>;

/** The request of a streamed chat; `stream` is set for you. */
export type StreamChatCompletionInput = Omit<GatewayRequest<"CreateChatCompletion">, "stream">;

const OPERATION = "CreateChatCompletion";
const { doneMarker, error: errorPlace } = sseStreams[OPERATION];

/**
 * Continues a conversation, and returns its chunks as they arrive. An error before the stream and an error event inside
 * it are thrown as a `BedrockError`, the latter after the chunks before it; so is a stream that ends before its
 * response did. Leaving the loop releases the connection.
 */
export async function streamChatCompletion(
  client: GatewayClient,
  input: StreamChatCompletionInput,
  { signal }: CallOptions = {},
): Promise<EventStream<ChatCompletionChunk>> {
  const response = await begin(client, input, signal);
  const { status } = response;
  const mediaType = response.headers.get("content-type") ?? "no content type";
  const facts: StreamFacts = { operation: OPERATION, status, requestId: requestIdOf(response), mediaType, signal };
  if (!response.ok) {
    const body = jsonOrText(await response.text());
    throw gatewayError({ operation: OPERATION, status, requestId: facts.requestId, body });
  }
  if (!mediaType.startsWith("text/event-stream")) {
    throw notStreamed(await response.text(), { ...facts, status, mediaType });
  }
  const reader = new ByteReader(response.body ?? new Blob([]).stream(), facts);
  return createEventStream(reader, readChunks(reader, facts));
}

/**
 * The response that the chunks of a streamed chat make up, as it would come whole. Chunks of a stream that broke off
 * give the response up to there, and no chunks none.
 */
export function assembleChatCompletion(
  chunks: readonly [ChatCompletionChunk, ...ChatCompletionChunk[]],
): GatewayResponse<"CreateChatCompletion">;
export function assembleChatCompletion(
  chunks: Iterable<ChatCompletionChunk>,
): GatewayResponse<"CreateChatCompletion"> | undefined;
export function assembleChatCompletion(
  chunks: Iterable<ChatCompletionChunk>,
): GatewayResponse<"CreateChatCompletion"> | undefined {
  // The fold rules of the spec turn chunks into an answer: a test holds them to it for every example of the specs.
  return foldChunks(sseStreams[OPERATION], chunks) as GatewayResponse<"CreateChatCompletion"> | undefined;
}

/** The error of a response that is not a stream: the one that it reports, else one that shows what it is. */
function notStreamed(text: string, facts: StreamFacts & { readonly status: number }): BedrockError {
  const body = jsonOrText(text);
  if (reportsError(body)) {
    return gatewayError({ operation: OPERATION, status: facts.status, requestId: facts.requestId, body });
  }
  const message = `the response is ${facts.mediaType}, not a stream of server-sent events: ${quoteBeginning(text)}`;
  return new BedrockError({ ...answerFacts(facts), code: "InvalidResponse", message });
}

/** Sends the request and waits for the response's head, no longer than the client's timeout. */
async function begin(
  client: GatewayClient,
  input: StreamChatCompletionInput,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new DOMException("the time was up", "TimeoutError")), client.timeout);
  const signals = AbortSignal.any([limit.signal, ...(signal === undefined ? [] : [signal])]);
  try {
    return await client.send(operationNamed(OPERATION)?.path ?? "", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: jsonBody({ ...input, stream: true }, OPERATION),
      signal: signals,
    });
  } catch (reason) {
    throw callError(reason, signals, OPERATION);
  } finally {
    clearTimeout(timer);
  }
}

async function* readChunks(
  reader: ByteReader,
  facts: StreamFacts,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  let index = 0;
  const end = new StreamEnd(sseStreams[OPERATION]);
  try {
    for await (const event of readServerSentEvents(reader)) {
      if (event.data === doneMarker) {
        return;
      }
      const chunk = readChunk(event, index, facts);
      end.see(chunk);
      // A chunk is typed by its spec, and not checked against it: no gateway is refused for what it adds.
      yield chunk as ChatCompletionChunk;
      index += 1;
    }
    // The end marker may be missing where the response is whole; a stream that its reader let go of has no end either.
    if (reader.hasEnded && !end.isWhole) {
      throw earlyEnd(index, facts, `a stop reason or ${doneMarker}`);
    }
  } catch (reason) {
    throw callError(reason, facts.signal, OPERATION);
  } finally {
    reader.release();
  }
}

function readChunk({ data }: EventSourceMessage, chunkIndex: number, facts: StreamFacts): unknown {
  const chunk = jsonOrText(data);
  if (typeof chunk !== "object" || chunk === null) {
    const message = `chunk ${chunkIndex} is not a JSON object: ${quoteBeginning(data)}`;
    throw new BedrockError({ ...answerFacts(facts), code: "InvalidResponse", message, chunkIndex });
  }
  if (readPointer(chunk, errorPlace) !== undefined) {
    const { status = 200, requestId } = facts;
    throw gatewayError({ operation: OPERATION, status, requestId, body: chunk });
  }
  return chunk;
}
