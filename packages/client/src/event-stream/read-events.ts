import {
  decodeStreamEvent,
  type ExceptionEvent,
  FrameDecoder,
  type PositionedFrame,
  type StreamEvent,
} from "@bedrock-contract/wire/event-stream";
import type { ByteReader } from "./byte-reader.ts";
import { readFirstPiece } from "./read-first-piece.ts";
import { earlyEnd, exceptionError, frameError, type StreamFacts } from "./stream-error.ts";

/**
 * The events of a stream. Throws a `BedrockError` at the first exception or fault, after the events before it, and where the stream ends without
 * any; the reader is released however it ends.
 */
export async function* readEvents(
  reader: ByteReader,
  facts: StreamFacts,
): AsyncGenerator<Exclude<StreamEvent, ExceptionEvent>, void, undefined> {
  const decoder = new FrameDecoder();
  let index = 0;
  let isEmpty = true;
  try {
    let piece = await readFirstPiece(reader, facts);
    while (!reader.isReleased) {
      const { frames, fault } = decodePiece(decoder, piece);
      for (const frame of frames) {
        reader.throwIfAborted();
        isEmpty = false;
        const event = readEvent(frame, index, facts);
        yield event;
        index += event.kind === "chunk" ? 1 : 0;
      }
      if (fault !== undefined) {
        throw frameError(fault, index, facts);
      }
      if (piece === undefined && isEmpty) {
        throw earlyEnd(index, facts, "an event");
      }
      if (piece === undefined) {
        return;
      }
      piece = await reader.read();
    }
  } finally {
    reader.release();
  }
}

/** The frames that a piece completes, and the fault behind them; without a piece the stream ends. */
function decodePiece(
  decoder: FrameDecoder,
  piece: Uint8Array | undefined,
): { frames: PositionedFrame[]; fault?: unknown } {
  const frames: PositionedFrame[] = [];
  try {
    if (piece === undefined) {
      decoder.end();
    } else {
      decoder.decode(piece, (frame) => frames.push(frame));
    }
    return { frames };
  } catch (fault) {
    return { frames, fault };
  }
}

function readEvent(frame: PositionedFrame, index: number, facts: StreamFacts): Exclude<StreamEvent, ExceptionEvent> {
  const event = decodeEvent(frame, index, facts);
  if (event.kind === "exception") {
    throw exceptionError(event, facts);
  }
  return event;
}

function decodeEvent(frame: PositionedFrame, index: number, facts: StreamFacts): StreamEvent {
  try {
    return decodeStreamEvent(frame);
  } catch (reason) {
    throw frameError(reason, index, facts);
  }
}
