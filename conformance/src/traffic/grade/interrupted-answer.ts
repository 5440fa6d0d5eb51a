import { wholeAnswer } from "../../checks/answer/whole-answer.ts";
import type { Check } from "../../checks/check.ts";
import type { RecordedExchange } from "../read/recorded-exchange.ts";

/** A body that broke off. How a stream ends is a check of its own, and what came before is judged. */
export function interruptedAnswer({ response: { interruption } }: RecordedExchange): Check {
  return {
    id: wholeAnswer.id,
    level: "MUST",
    rule: wholeAnswer.rule,
    documented: () => wholeAnswer.documented,
    verdict: ({ answer }) =>
      interruption === undefined || answer.stream !== undefined || answer.sse !== undefined
        ? "not-applicable"
        : { message: interruption.message, expected: "the whole body", received: "a part of it", isFinal: true },
  };
}
