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
 * The events of a stream, which has events of some names; `chunk` alone by default. Throws a `BedrockError` at the
 * first exception or fault, after the events before it, and where the stream ends without any; the reader is released
 * however it ends.
 */
export async function* readEvents(
  reader: ByteReader,
  facts: StreamFacts,
  names?: readonly string[],
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
        const event = readEvent(frame, index, { facts, names });
        yield event;
        index += event.kind === "unknown" ? 0 : 1;
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

/** What is known of the stream that a frame belongs to. */
interface Known {
  readonly facts: StreamFacts;
  readonly names: readonly string[] | undefined;
}

function readEvent(frame: PositionedFrame, index: number, known: Known): Exclude<StreamEvent, ExceptionEvent> {
  const event = decodeEvent(frame, index, known);
  if (event.kind === "exception") {
    throw exceptionError(event, known.facts);
  }
  return event;
}

function decodeEvent(frame: PositionedFrame, index: number, { facts, names }: Known): StreamEvent {
  try {
    return decodeStreamEvent(frame, { events: names });
  } catch (reason) {
    throw frameError(reason, index, facts);
  }
}
