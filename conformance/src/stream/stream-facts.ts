import type { StreamFacts } from "../result.ts";
import type { StreamReading } from "./stream-reader.ts";

/** How a stream came, in numbers. */
export function streamFacts({ frames, bytes, durationMs }: StreamReading): StreamFacts {
  const firstFrameMs = frames[0]?.receivedMs;
  return {
    frames: frames.length,
    bytes,
    ...(firstFrameMs === undefined ? {} : { firstFrameMs: rounded(firstFrameMs) }),
    ...(durationMs === undefined ? {} : { durationMs: rounded(durationMs) }),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
