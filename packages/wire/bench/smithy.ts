import { EventStreamCodec, UniversalEventStreamMarshaller } from "@smithy/core/event-streams";
import { fromBase64, fromUtf8, toUtf8 } from "@smithy/core/serde";
import type { Message } from "@smithy/types";
import { arriving } from "./wire.ts";

const codec = new EventStreamCodec(toUtf8, fromUtf8);
const marshaller = new UniversalEventStreamMarshaller({ utf8Encoder: toUtf8, utf8Decoder: fromUtf8 });

export function smithyFrames(frames: readonly Uint8Array[]): number {
  let count = 0;
  for (const frame of frames) {
    count += codec.decode(frame).body.length > 0 ? 1 : 0;
  }
  return count;
}

export function smithyEvents(frames: readonly Uint8Array[]): number {
  let count = 0;
  for (const frame of frames) {
    count += chunkOf(codec.decode(frame)).length > 0 ? 1 : 0;
  }
  return count;
}

/** Reads a body that arrives, through the stream that the AWS SDK's clients use. */
export async function readWithSmithy(pieces: readonly Uint8Array[]): Promise<number> {
  const events = marshaller.deserialize(arriving(pieces), async (event: Record<string, Message>) => event);
  let count = 0;
  for await (const { chunk } of events) {
    count += chunk !== undefined && chunkOf(chunk).length > 0 ? 1 : 0;
  }
  return count;
}

function chunkOf({ body }: Message): Uint8Array {
  return fromBase64(JSON.parse(toUtf8(body)).bytes);
}
