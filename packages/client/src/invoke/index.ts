export { assembleConverseStream, assembleStream } from "@bedrock-contract/validators";
export { BedrockError, isBedrockError } from "../errors/bedrock-error.ts";
export type { BedrockErrorIssue, BedrockErrorOptions, LocalErrorCode } from "../errors/bedrock-error-options.ts";
export type { EventStream } from "../event-stream/event-stream.ts";
export type { OnInvalidChunk } from "../event-stream/read-chunks.ts";
export type { CallOptions } from "../http/call-options.ts";
export { type InvokeAnswer, type ToolCall, textOf, toolCallsOf } from "./answer-content.ts";
export { type InvokeModelOptions, invokeModel } from "./invoke-model.ts";
export {
  type InvokeModelStreamOptions,
  type InvokeStream,
  type InvokeStreamMetadata,
  invokeModelStream,
} from "./invoke-model-stream.ts";
export type { InvokeOptions } from "./invoke-options.ts";
export type { InvokeMetadata, InvokeResult } from "./invoke-result.ts";
