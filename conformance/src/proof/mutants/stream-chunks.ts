import { CHUNK } from "../../exchange/stream/event-names.ts";
import { membersOf } from "../specs/spec-tree.ts";
import { framesOf, withChunk } from "./frames.ts";
import { eventsOf, sseBody } from "./server-sent-events.ts";

/** One chunk of a stream, and how another one takes its place. */
export interface ReplaceableChunk {
  readonly chunk: unknown;
  readonly index: number;
  /** The body of the stream with another chunk here. */
  put(value: unknown): Buffer;
  /** Whether there can be such a chunk: a frame holds one event, by its name. */
  holds(value: unknown): boolean;
}

/** The body of a stream with each of its chunks changed. */
export function withChunks(body: Buffer, isOfEvents: boolean, change: (chunk: unknown) => unknown): Buffer {
  return isOfEvents
    ? sseBody(
        eventsOf(body).map((data) => (data.startsWith("{") ? (JSON.stringify(change(JSON.parse(data))) ?? "") : data)),
      )
    : Buffer.concat(
        framesOf(body).map((frame) =>
          frame.chunk === undefined ? frame.bytes : withChunk(frame, change(frame.chunk)),
        ),
      );
}

/** The chunks of a recorded stream, of events or of frames. */
export function chunksOf(body: Buffer, isOfEvents: boolean): readonly ReplaceableChunk[] {
  if (isOfEvents) {
    const events = eventsOf(body);
    return events.flatMap((data, index) =>
      data.startsWith("{")
        ? [
            {
              chunk: JSON.parse(data),
              index,
              put: (value) => sseBody(events.with(index, JSON.stringify(value) ?? "")),
              holds: () => true,
            },
          ]
        : [],
    );
  }
  const frames = framesOf(body);
  return frames.flatMap((frame, index) =>
    frame.chunk === undefined
      ? []
      : [
          {
            chunk: frame.chunk,
            index,
            put: (value) => Buffer.concat(frames.map(({ bytes }) => bytes).with(index, withChunk(frame, value))),
            holds: (value) =>
              frame.headers[":event-type"] === CHUNK || Object.keys(membersOf(value) ?? {}).length === 1,
          },
        ],
  );
}
