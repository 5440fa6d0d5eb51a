import type { FramePlace } from "../../result.ts";
import type { SseReading } from "../sse/sse-reader.ts";
import type { StreamFrame } from "./stream-frame.ts";
import type { StreamReading } from "./stream-reader.ts";

/** A chunk that could be read, with its frame; of server-sent events, with its event. */
export interface Chunk {
  readonly frame: FramePlace;
  readonly value: unknown;
}

/** An exception in a stream, with its frame. */
export interface ExceptionFrame {
  readonly frame: StreamFrame;
  readonly content: Extract<StreamFrame["content"], { kind: "exception" }>;
}

/** The chunks of a stream that could be read. */
export function chunksOf(stream: StreamReading | undefined): readonly Chunk[] {
  return (stream?.frames ?? []).flatMap((frame) =>
    frame.content.kind === "chunk" ? [{ frame, value: frame.content.value }] : [],
  );
}

/** The chunks of a stream of server-sent events that could be read; the marker that ends it is none. */
export function eventChunksOf(sse: SseReading | undefined): readonly Chunk[] {
  return (sse?.events ?? []).flatMap((frame) => (frame.json.isJson ? [{ frame, value: frame.json.value }] : []));
}

/** The first exception of a stream. */
export function exceptionOf(stream: StreamReading | undefined): ExceptionFrame | undefined {
  for (const frame of stream?.frames ?? []) {
    if (frame.content.kind === "exception") {
      return { frame, content: frame.content };
    }
  }
  return undefined;
}

/** Whether all of a stream was received and could be read. */
export function isWhole({ fault, interruption, frames }: StreamReading): boolean {
  return (
    fault === undefined &&
    interruption === undefined &&
    frames.every(({ content }) => content.kind !== "unreadable-chunk")
  );
}
