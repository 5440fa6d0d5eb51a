import type { StreamFrame } from "../../stream/stream-frame.ts";
import type { StreamReading } from "../../stream/stream-reader.ts";

/** A chunk that could be read, with its frame. */
export interface Chunk {
  readonly frame: StreamFrame;
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
