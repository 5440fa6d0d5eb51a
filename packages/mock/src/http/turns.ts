import { setImmediate as nextTurn } from "node:timers/promises";

/** Milliseconds of work for one request after which others get their turn. */
const TURN_MS = 15;

/** The turns that the work for one request takes among those of others. */
export class Turns {
  readonly #now: () => number;
  #start: number;

  /** `now` tells the time by which requests take turns. Default: that of the machine. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#start = now();
  }

  /** Lets other requests have their turn, where this one has had its own: called between two steps of its work. */
  async take(): Promise<void> {
    if (this.#now() - this.#start > TURN_MS) {
      await nextTurn();
      this.#start = this.#now();
    }
  }
}
