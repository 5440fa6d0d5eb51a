import type { GatewayResponse } from "@bedrock-contract/types";
import { foldChunks } from "@bedrock-contract/validators";
import { sseStreams } from "@bedrock-contract/validators/gateway";
import type { EventStream } from "../event-stream/event-stream.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { SendsRequests } from "./gateway-client.ts";
import { type GatewayEvent, type StreamedRequest, streamEvents } from "./stream-events.ts";

/** One chunk of a streamed chat. An error event is not a chunk: it is thrown. */
export type ChatCompletionChunk = GatewayEvent<"CreateChatCompletion">;

/** The request of a streamed chat; `stream` is set for you. */
export type StreamChatCompletionInput = StreamedRequest<"CreateChatCompletion">;

/**
 * Continues a conversation, and returns its chunks as they arrive. An error before the stream and an error event inside
 * it are thrown as a `BedrockError`, the latter after the chunks before it; so is a stream that ends before its
 * response did. Leaving the loop releases the connection.
 */
export function streamChatCompletion(
  client: SendsRequests,
  input: StreamChatCompletionInput,
  options: CallOptions = {},
): Promise<EventStream<ChatCompletionChunk>> {
  return streamEvents(client, "CreateChatCompletion", input, options);
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
  return foldChunks(sseStreams.CreateChatCompletion.chunks, chunks) as
    | GatewayResponse<"CreateChatCompletion">
    | undefined;
}
