import { createContext, Script } from "node:vm";
import { Turns } from "../http/turns.ts";

/**
 * The processor time that all schemas, patterns and grammars of one request may take together, in milliseconds: many
 * times what an ordinary request takes. What other processes take does not count, so that a busy machine refuses no
 * more.
 */
const MOST_MS = 1_000;

/** The characters that a response may have, as far as a request decides how many. */
const MOST_CHARACTERS = 50_000_000;

/** What one request may cost, whatever it is made of: it is spent by everything that the request makes expensive. */
export class Budget {
  #leftMs = MOST_MS;
  #leftCharacters = MOST_CHARACTERS;
  readonly #turns: Turns;

  /** The turns are those of the request. Default: they begin now. */
  constructor(turns: Turns = new Turns()) {
    this.#turns = turns;
  }

  /** Runs work that may double at every step, or backtrack. Throws where the request has no time left. */
  run<T>(work: () => T): T {
    const start = process.cpuUsage();
    try {
      return interruptibly(work, Math.floor(this.#leftMs));
    } catch (reason) {
      this.#leftMs = Object(reason).message === TOO_LONG ? 0 : this.#leftMs;
      throw reason;
    } finally {
      const { user, system } = process.cpuUsage(start);
      this.#leftMs -= (user + system) / 1000;
    }
  }

  /** Throws where a response would become longer than any that is made. */
  spend(characters: number): void {
    this.#leftCharacters -= characters;
    if (this.#leftCharacters < 0) {
      throw new Error(`it asks for more than ${MOST_CHARACTERS} characters, the most that the mock writes`);
    }
  }

  /** Lets other requests have their turn, where this one has had its own. */
  yieldTurn(): Promise<void> {
    return this.#turns.take();
  }
}

// Only a script of its own can be interrupted, and with it what it calls, patterns that backtrack included.
const context = createContext({ work: undefined });
const script = new Script("work()");

function interruptibly<T>(work: () => T, timeout: number): T {
  if (timeout < 1) {
    throw new Error(TOO_LONG);
  }
  context.work = work;
  try {
    return script.runInContext(context, { timeout });
  } catch (reason) {
    throw isTimeout(reason) ? new Error(TOO_LONG) : reason;
  } finally {
    context.work = undefined;
  }
}

const TOO_LONG = "it takes too long";

function isTimeout(reason: unknown): boolean {
  return Object(reason).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
