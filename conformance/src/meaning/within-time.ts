import { createContext, Script } from "node:vm";

/** What a request demands may take so long to read, and each demand to be judged by, in milliseconds. */
const MOST_MS = 1_000;

/** Says that something took longer than it may. */
export class TimeUp extends Error {
  constructor() {
    super("it takes too long");
  }
}

/** The time that all demands of one request share: they may double at every step, or be as long as a file. */
export class Budget {
  #leftMs = MOST_MS;

  /** Runs what a request makes expensive. Throws `TimeUp` where no time is left. */
  run<T>(work: () => T): T {
    const start = performance.now();
    try {
      return interruptibly(work, Math.floor(this.#leftMs));
    } finally {
      this.#leftMs -= performance.now() - start;
    }
  }
}

/** A function that throws `TimeUp` where it takes too long, and then each time: the next values would take as long. */
export function givenUpWhenLate<Given, Result>(judge: (given: Given) => Result): (given: Given) => Result {
  let isGivenUp = false;
  return (given) => {
    if (isGivenUp) {
      throw new TimeUp();
    }
    try {
      return interruptibly(() => judge(given), MOST_MS);
    } catch (reason) {
      isGivenUp = reason instanceof TimeUp;
      throw reason;
    }
  };
}

// Only a script of its own can be interrupted, and with it what it calls.
const context = createContext({ work: undefined });
const script = new Script("work()");

function interruptibly<T>(work: () => T, timeout: number): T {
  if (timeout < 1) {
    throw new TimeUp();
  }
  context.work = work;
  try {
    return script.runInContext(context, { timeout });
  } catch (reason) {
    throw Object(reason).code === "ERR_SCRIPT_EXECUTION_TIMEOUT" ? new TimeUp() : reason;
  } finally {
    context.work = undefined;
  }
}
