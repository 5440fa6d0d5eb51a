import type { TextBodies } from "./format-description.ts";
import { readPointer } from "./pointer.ts";

/** How a request asks for reasoning. */
export interface ReasoningDemand {
  /** Whether the reasoning comes with a signature. */
  readonly isSigned: boolean;
  /** Whether its text is left out. */
  readonly isHidden: boolean;
}

/** How a request asks for reasoning, by the places of its format; undefined where it asks for none. */
export function reasoningDemandOf(
  reasoning: TextBodies["request"]["reasoning"],
  request: unknown,
): ReasoningDemand | undefined {
  const asked = reasoning?.find(({ at, values }) => values.some((value) => value === readPointer(request, at)));
  const hidden = Object.entries(asked?.hidden ?? {});
  return (
    asked && {
      isSigned: asked.signed === true,
      isHidden: hidden.length > 0 && hidden.every(([place, value]) => readPointer(request, place) === value),
    }
  );
}
