import { withUnknownMember } from "../harmless/harmless-changes.ts";
import { withHeader } from "./envelope-mutants.ts";
import type { MutantSource } from "./mutant-source.ts";

/** Of a target that is declared to replay the examples: answers that conform, but are others. */
export const replayMutants: MutantSource = function* (context) {
  const { answer, case: given } = context.recording;
  const { body, headers = {} } = given.expect;
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (answer.headers[lower] === value && !lower.startsWith("x-amzn-errortype") && lower !== "content-type") {
      const other = value === "standard" ? "optimized" : `${value}0`;
      yield {
        class: "replayed-header-other",
        place: `${name}: ${value} -> ${other}`,
        answer: withHeader(answer, lower, other),
        isReplayed: true,
      };
    }
  }
  // What was created just before no example knows.
  if (body !== undefined && given.after === undefined) {
    const changed = withUnknownMember(context);
    if (changed !== undefined && !changed.body.equals(answer.body)) {
      yield { class: "replayed-body-other", place: "one member more", answer: changed, isReplayed: true };
    }
  }
};
