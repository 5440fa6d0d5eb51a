import { exceptionOf } from "../../exchange/stream/chunks.ts";
import type { StreamReading } from "../../exchange/stream/stream-reader.ts";
import type { Check, CheckContext, Fault, Verdict } from "../check.ts";
import { eventStreams } from "./documents.ts";
import { placeOf } from "./frame-fault.ts";

/** A stream comes to its end between two frames, says something before, and says nothing after an exception. */
export const streamEnd: Check = {
  id: "stream-end",
  level: "MUST",
  rule: "A stream ends after a whole frame, holds at least one chunk or an exception, and nothing comes after an exception.",
  documented: () => eventStreams("Message Format"),
  verdict,
};

function verdict({ answer: { stream } }: CheckContext): Verdict {
  if (stream === undefined) {
    return "not-applicable";
  }
  if (stream.fault !== undefined && stream.fault.code !== "Truncated") {
    // Where a frame cannot be read, nobody knows how the stream ends.
    return "not-applicable";
  }
  return truncation(stream) ?? interruption(stream) ?? afterException(stream) ?? emptiness(stream) ?? "holds";
}

function truncation({ fault }: StreamReading): Fault | undefined {
  return fault === undefined
    ? undefined
    : {
        message: "the stream ends inside a frame",
        expected: "the rest of the frame",
        received: fault.message,
        frame: placeOf(fault),
      };
}

function interruption({ interruption: reason, frames }: StreamReading): Fault | undefined {
  return reason === undefined
    ? undefined
    : {
        message: "the stream is incomplete",
        expected: "a stream that ends within the time of a case",
        received: `${reason}; ${frames.length} frames before`,
      };
}

function afterException(stream: StreamReading): Fault | undefined {
  const index = exceptionOf(stream)?.frame.index;
  const next = index === undefined ? undefined : stream.frames[index + 1];
  return next === undefined
    ? undefined
    : {
        message: "the stream continues after an exception",
        expected: "no frame after an exception",
        received: `${stream.frames.length - next.index} more`,
        frame: placeOf(next),
      };
}

function emptiness({ frames, bytes }: StreamReading): Fault | undefined {
  return frames.some(({ content }) => content.kind !== "other")
    ? undefined
    : {
        message: "the stream holds no chunk",
        expected: "at least one chunk",
        received: bytes === 0 ? "an empty body" : `${frames.length} frames, none of them a chunk`,
      };
}
