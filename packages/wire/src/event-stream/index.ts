// The door for browsers: nothing behind it needs Node or another package.
export { type EventStreamShape, eventStreams, type StreamOperation } from "./event-streams.ts";
export { type Frame, type FrameHeader, stringHeader } from "./frame.ts";
export { FrameDecoder, type FrameDecoderOptions, type PositionedFrame } from "./frame-decoder.ts";
export { FrameError, type FrameErrorCode, type FramePosition, hexView } from "./frame-error.ts";
export {
  type ChunkEvent,
  type DecodeStreamEventOptions,
  decodeStreamEvent,
  type ExceptionEvent,
  encodeChunk,
  encodeEvent,
  encodeException,
  type StreamEvent,
  StreamEventError,
  type TypedEvent,
  type UnknownEvent,
} from "./stream-event.ts";
