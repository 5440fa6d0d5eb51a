import type { Check, CheckContext, Verdict } from "../check.ts";
import { apiModel } from "../documents.ts";

/**
 * Chunks arrive while the model writes. A gateway that collects them first makes a stream pointless, though no SDK
 * fails.
 */
export const incrementalDelivery: Check = {
  id: "incremental-delivery",
  level: "SHOULD",
  rule: "The chunks of a stream arrive as they are made, not all of them at its end.",
  documented: (context) => apiModel(context.case),
  verdict,
};

/** Below this nothing can be told: a short answer may well be made in one go. */
const FEWEST_FRAMES = 4;
const SHORTEST_MS = 250;
/**
 * Frames that follow each other faster than any model writes were collected before they were sent. It counts from the
 * first frame: however long a model thinks before it writes, that is no fault of the stream.
 */
const FASTEST_MS = 0.5;

function verdict({ answer }: CheckContext): Verdict {
  const stream = answer.stream ?? answer.sse;
  const frames = answer.stream?.frames ?? answer.sse?.events ?? [];
  const [first, last] = [frames[0]?.receivedMs, frames.at(-1)?.receivedMs];
  // While the suite is busy, what comes piece by piece is read in one go.
  const waited = stream?.idleMs;
  if (first === undefined || last === undefined || waited === undefined || stream?.interruption !== undefined) {
    return "not-applicable";
  }
  if (frames.length < FEWEST_FRAMES || waited < SHORTEST_MS) {
    return "not-applicable";
  }
  const what = answer.sse === undefined ? "frame" : "event";
  const shortest = (frames.length - 1) * FASTEST_MS;
  return last - first >= shortest
    ? "holds"
    : {
        message: `the ${what}s come all at once, at the end`,
        expected: `at least ${shortest} ms from the first ${what} to the last`,
        received: `${frames.length} ${what}s within ${Math.round((last - first) * 10) / 10} ms, after ${Math.round(first)} ms of silence`,
      };
}
