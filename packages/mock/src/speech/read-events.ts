import {
  decodeStreamEvent,
  type EventVerifier,
  type Frame,
  FrameDecoder,
  isSignedEvent,
  type SignatureFailure,
} from "@bedrock-contract/wire";
import { invalid } from "../http/refusal.ts";

/**
 * The events that a client streams, as JSON values, as they come. Each frame wraps the frame of an event and signs it;
 * an empty one ends the stream. Throws a ValidationException for what is no such frame, and for a wrong signature where
 * they are verified.
 */
export async function* readEvents(
  pieces: AsyncIterable<Uint8Array>,
  verifier: EventVerifier | undefined,
): AsyncGenerator<unknown> {
  const decoder = new FrameDecoder();
  for await (const piece of pieces) {
    for (const frame of framesIn(decoder, piece)) {
      refuseFailure(await verifier?.verify(frame));
      if (isSignedEvent(frame)) {
        yield* wrappedEvents(frame);
      } else {
        yield eventIn(frame);
      }
    }
  }
}

function wrappedEvents({ payload }: Frame): readonly unknown[] {
  return payload.byteLength === 0 ? [] : framesIn(new FrameDecoder(), payload).map(eventIn);
}

function framesIn(decoder: FrameDecoder, piece: Uint8Array): readonly Frame[] {
  try {
    return decoder.push(piece);
  } catch (reason) {
    throw invalid(`The stream holds no sound frame: ${messageOf(reason)}.`);
  }
}

function eventIn(frame: Frame): unknown {
  try {
    const event = decodeStreamEvent(frame);
    if (event.kind === "chunk") {
      return JSON.parse(Buffer.from(event.bytes).toString());
    }
  } catch (reason) {
    throw invalid(`The stream holds an event that is not a chunk with JSON in it: ${messageOf(reason)}.`);
  }
  throw invalid("The stream holds an event that is not a chunk.");
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

function refuseFailure(failure: SignatureFailure | undefined): void {
  if (failure !== undefined) {
    throw invalid(failure.message);
  }
}
