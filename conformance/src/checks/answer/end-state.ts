import { hasEnded, stateIn } from "../../meaning/end-state.ts";
import { type Check, isError } from "../check.ts";
import { apiModel } from "../documents.ts";

/** Whoever waits for a job would wait for ever. */
export const endState: Check = {
  id: "end-state",
  level: "MUST",
  rule: "What was asked about until it had ended is in a state that lasts.",
  documented: (context) => apiModel(context.case),
  verdict: (context) => {
    const { case: given, answer } = context;
    if (given.again !== "end" || isError(context)) {
      return "not-applicable";
    }
    return hasEnded(given, answer)
      ? "holds"
      : { message: "what should have ended has not", received: String(stateIn(given, answer)) };
  },
};
