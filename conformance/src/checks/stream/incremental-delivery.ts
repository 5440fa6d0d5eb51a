import type { Check, CheckContext, Verdict } from "../check.ts";
import { apiModel } from "../documents.ts";

/** Chunks arrive while the model writes. A gateway that collects them first makes a stream pointless, though no SDK fails. */
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
/** A stream whose first frame comes after so much of its time was collected before it was sent. */
const LATEST_SHARE = 0.9;

function verdict({ answer }: CheckContext): Verdict {
  const stream = answer.stream ?? answer.sse;
  const frames = answer.stream?.frames ?? answer.sse?.events ?? [];
  const first = frames[0]?.receivedMs;
  const total = stream?.durationMs;
  if (stream === undefined || first === undefined || total === undefined || stream.interruption !== undefined) {
    return "not-applicable";
  }
  if (frames.length < FEWEST_FRAMES || total < SHORTEST_MS) {
    return "not-applicable";
  }
  const what = answer.sse === undefined ? "frame" : "event";
  return first <= total * LATEST_SHARE
    ? "holds"
    : {
        message: `the ${what}s come all at once, at the end`,
        expected: `the first ${what} within ${LATEST_SHARE * 100} % of the time`,
        received: `${frames.length} ${what}s, the first after ${Math.round(first)} of ${Math.round(total)} ms`,
      };
}
