import { excerpt } from "../../exchange/answer.ts";
import type { Verdict } from "../check.ts";
import type { ConstraintOf } from "./text-fault.ts";

/** Judges a text by a pattern or a grammar; what they cannot tell is undecided. */
export function testVerdict(text: string, { kind, source, test }: ConstraintOf<"regex" | "grammar">): Verdict {
  if ("undecided" in test) {
    return test;
  }
  const isAccepted = test.accepts(text);
  if (isAccepted === undefined) {
    return { undecided: `whether the text follows the ${kind} takes too long to tell` };
  }
  return isAccepted ? "holds" : { message: `the text does not follow the ${kind}`, expected: excerpt(source) };
}
