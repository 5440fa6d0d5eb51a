import { hasEnded, stateIn } from "../../meaning/end-state.ts";
import { type Check, isError } from "../check.ts";
import { apiModel } from "../documents.ts";

/** Whoever waits for a job would wait for ever. */
export const endState: Check = {
  id: "end-state",
  level: "MUST",
  rule: "A resource that was polled until its end is in a final state.",
  documented: (context) => apiModel(context.case),
  verdict: (context) => {
    const { case: given, answer } = context;
    if (given.again !== "end" || isError(context)) {
      return "not-applicable";
    }
    return hasEnded(given, answer)
      ? "holds"
      : { message: "the resource has not reached a final state", received: String(stateIn(given, answer)) };
  },
};
