export type {
  ChunkEvent,
  StreamEvent,
  StreamOperation,
  TypedEvent,
  UnknownEvent,
} from "@bedrock-contract/wire/event-stream";
export { FrameError, type FrameErrorCode, StreamEventError } from "@bedrock-contract/wire/event-stream";
export { BedrockError, isBedrockError } from "../errors/bedrock-error.ts";
export type { BedrockErrorIssue, BedrockErrorOptions, LocalErrorCode } from "../errors/bedrock-error-options.ts";
export type { ByteStream } from "./byte-reader.ts";
export {
  type DecodeEventStreamOptions,
  decodeEventStream,
  type EventStreamSource,
  type TypedStreamOperation,
} from "./decode-event-stream.ts";
export type { EventStream } from "./event-stream.ts";
export type { OnInvalidChunk } from "./read-chunks.ts";
