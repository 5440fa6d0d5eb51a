export { BedrockError, isBedrockError } from "../errors/bedrock-error.ts";
export type { BedrockErrorIssue, BedrockErrorOptions, LocalErrorCode } from "../errors/bedrock-error-options.ts";
export type { EventStream } from "../event-stream/event-stream.ts";
export type { AuthenticationOptions, Provided } from "../http/authentication.ts";
export type { CallOptions } from "../http/call-options.ts";
export type { EndpointOptions } from "../http/endpoint.ts";
export type { GatewayHttpClient, HttpInit, HttpMethod, HttpMethods, HttpResult } from "../http/http-types.ts";
export { embeddingVectors } from "./embedding-vectors.ts";
export {
  createGatewayClient,
  type GatewayArguments,
  type GatewayClient,
  type GatewayClientOptions,
  type GatewayInput,
  type SendsRequests,
} from "./gateway-client.ts";
export {
  assembleChatCompletion,
  type ChatCompletionChunk,
  type StreamChatCompletionInput,
  streamChatCompletion,
} from "./stream-chat-completion.ts";
export { type GatewayEvent, type StreamInput, type StreamingOperation, streamEvents } from "./stream-events.ts";
