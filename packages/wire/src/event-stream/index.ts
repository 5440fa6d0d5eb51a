// The door for browsers: nothing behind it needs Node or another package.
export { type Frame, type FrameHeader, stringHeader } from "./frame.ts";
export { FrameDecoder, type FrameDecoderOptions, type PositionedFrame } from "./frame-decoder.ts";
export { FrameError, type FrameErrorCode, type FramePosition, hexView } from "./frame-error.ts";
export {
  type ChunkEvent,
  decodeStreamEvent,
  type ExceptionEvent,
  encodeChunk,
  encodeException,
  type StreamEvent,
  StreamEventError,
  type UnknownEvent,
} from "./stream-event.ts";
