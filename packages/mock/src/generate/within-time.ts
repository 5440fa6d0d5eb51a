import { createContext, Script } from "node:vm";

/** More than any ordinary schema or pattern takes. */
const LIMIT_MS = 2_000;

// Only a script of its own can be interrupted, and with it what it calls, patterns that backtrack included.
const context = createContext({ run: undefined });
const script = new Script("run()");

/**
 * Runs what a request's schema or pattern makes expensive. Throws where it takes too long: steps that double, or a
 * pattern that backtracks, would never end.
 */
export function withinTime<T>(run: () => T): T {
  context.run = run;
  try {
    return script.runInContext(context, { timeout: LIMIT_MS });
  } catch (reason) {
    throw isTimeout(reason) ? new Error("it takes too long") : reason;
  } finally {
    context.run = undefined;
  }
}

function isTimeout(reason: unknown): boolean {
  return Object(reason).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
