import type { SseReading } from "../exchange/sse/sse-reader.ts";
import type { StreamReading } from "../exchange/stream/stream-reader.ts";
import type { StreamFacts } from "../result.ts";

/** How a stream came, in numbers. Server-sent events count as its frames. */
export function streamFacts(reading: StreamReading | SseReading): StreamFacts {
  const { bytes, durationMs } = reading;
  const frames = "events" in reading ? reading.events : reading.frames;
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
