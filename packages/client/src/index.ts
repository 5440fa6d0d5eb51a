export { assembleConverseStream, assembleStream } from "@bedrock-contract/validators";
export { BedrockError, isBedrockError } from "./errors/bedrock-error.ts";
export type { BedrockErrorIssue, BedrockErrorOptions, LocalErrorCode } from "./errors/bedrock-error-options.ts";
export type { EventStream } from "./event-stream/event-stream.ts";
export type { OnInvalidChunk } from "./event-stream/read-chunks.ts";
export { embeddingVectors } from "./gateway/embedding-vectors.ts";
export {
  createGatewayClient,
  type GatewayArguments,
  type GatewayClient,
  type GatewayClientOptions,
  type GatewayInput,
  type SendsRequests,
} from "./gateway/gateway-client.ts";
export {
  assembleChatCompletion,
  type ChatCompletionChunk,
  type StreamChatCompletionInput,
  streamChatCompletion,
} from "./gateway/stream-chat-completion.ts";
export { type GatewayEvent, type StreamInput, type StreamingOperation, streamEvents } from "./gateway/stream-events.ts";
export type { AuthenticationOptions, Provided } from "./http/authentication.ts";
export type { CallOptions } from "./http/call-options.ts";
export type { EndpointOptions } from "./http/endpoint.ts";
export type {
  GatewayHttpClient,
  HttpInit,
  HttpMethod,
  HttpMethods,
  HttpResult,
  ManagementHttpClient,
} from "./http/http-types.ts";
export { type InvokeAnswer, type ToolCall, textOf, toolCallsOf } from "./invoke/answer-content.ts";
export { type InvokeModelOptions, invokeModel } from "./invoke/invoke-model.ts";
export {
  type InvokeModelStreamOptions,
  type InvokeStream,
  type InvokeStreamMetadata,
  invokeModelStream,
} from "./invoke/invoke-model-stream.ts";
export type { InvokeOptions } from "./invoke/invoke-options.ts";
export type { InvokeMetadata, InvokeResult } from "./invoke/invoke-result.ts";
export { createRuntimeClient, type RuntimeClientOptions } from "./invoke/runtime-client.ts";
export {
  createManagementClient,
  type ManagementClient,
  type ManagementClientOptions,
} from "./management/management-client.ts";
export type {
  ManagementAnswer,
  ManagementArguments,
  ManagementFailure,
  ManagementInput,
  ManagementSuccess,
  PageItem,
  PaginatedOperation,
} from "./management/management-types.ts";
export { type Paginator, paginate } from "./management/paginate.ts";
export { type AwaitedOperation, type EndState, type WaitOptions, waitUntil } from "./management/wait-until.ts";
export { validateRequests } from "./middleware/validate-requests.ts";
