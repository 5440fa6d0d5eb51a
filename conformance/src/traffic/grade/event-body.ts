import { eventStreams, FrameDecoder, FrameError, isSignedEvent, type PositionedFrame } from "@bedrock-contract/wire";
import { type JsonBody, parseJson } from "../../exchange/parse-json.ts";

/** Whether the client of an operation streams events, too. */
export function sendsEvents(operation: string): boolean {
  const shape: { readonly requestEvents?: readonly string[] } | undefined = Object.entries(eventStreams).find(
    ([name]) => name === operation,
  )?.[1];
  return shape?.requestEvents !== undefined;
}

/** The events that a client streamed, as the list that the specs describe. */
export function readEventBody(body: Buffer): JsonBody {
  try {
    const events = framesOf(body).map(({ payload }) => parseJson(chunkOf(Buffer.from(payload)), "the event"));
    const unreadable = events.find((event) => !event.isJson);
    return unreadable ?? { isJson: true, value: events.map((event) => (event.isJson ? event.value : undefined)) };
  } catch (error) {
    if (error instanceof FrameError) {
      return { isJson: false, reason: error.message };
    }
    throw error;
  }
}

/** The frames without the ones that only sign them; the last of these is empty. */
function framesOf(body: Buffer): readonly PositionedFrame[] {
  return decode(body).flatMap((frame) => (isSignedEvent(frame) ? decode(Buffer.from(frame.payload)) : [frame]));
}

function decode(bytes: Buffer): readonly PositionedFrame[] {
  const frames: PositionedFrame[] = [];
  const decoder = new FrameDecoder();
  decoder.decode(bytes, (frame) => void frames.push(frame));
  decoder.end();
  return frames;
}

/** What the payload's `bytes` hold; the payload itself where there are none. */
function chunkOf(payload: Buffer): Buffer {
  const json = parseJson(payload);
  const bytes: unknown =
    json.isJson && typeof json.value === "object" && json.value !== null ? Reflect.get(json.value, "bytes") : undefined;
  return typeof bytes === "string" ? Buffer.from(bytes, "base64") : payload;
}
