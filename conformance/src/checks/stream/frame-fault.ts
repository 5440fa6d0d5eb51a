import type { StreamFrame } from "../../exchange/stream/stream-frame.ts";
import type { Difference, FramePlace } from "../../result.ts";
import { type Verdict, verdictOf } from "../check.ts";

/** Places that are reported of one check: a stream may be wrong in each of its frames. */
const MOST_DIFFERENCES = 20;

/** Where a frame stands. */
export function placeOf({ index, offset, hex }: FramePlace | StreamFrame): FramePlace {
  return { index, offset, hex };
}

/**
 * The verdict on all frames: it holds if no frame is at fault, and does not apply if there is no frame.
 */
export function frameVerdict<T>(
  frames: readonly T[],
  faultsOf: (frame: T, index: number) => readonly Difference[],
): Verdict {
  const differences: Difference[] = [];
  for (const [index, frame] of frames.entries()) {
    differences.push(...faultsOf(frame, index));
    if (differences.length >= MOST_DIFFERENCES) {
      break;
    }
  }
  return verdictOf(differences.slice(0, MOST_DIFFERENCES), { applies: frames.length > 0 });
}
