import { setImmediate as nextTurn } from "node:timers/promises";

/** Milliseconds of work for one request after which others get their turn. */
const TURN_MS = 15;

/** The turns that the work for one request takes among those of others. */
export class Turns {
  readonly #now: () => number;
  readonly #start: number;

  /** `now` tells the time by which requests take turns. Default: that of the machine. */
  constructor(now: () => number = machineTime) {
    this.#now = now;
    this.#start = now();
  }

  /**
   * Lets other requests have their turn, where nobody has had one for long: called between two steps of the work. Of
   * many requests at once each would else wait at every step for all the others.
   */
  async take(): Promise<void> {
    const last = Math.max(this.#start, lastTurns.get(this.#now) ?? 0);
    if (this.#now() - last > TURN_MS) {
      await nextTurn();
      lastTurns.set(this.#now, this.#now());
    }
  }
}

function machineTime(): number {
  return performance.now();
}

/** When work last went on in a new turn, by the clock that tells it. */
const lastTurns = new WeakMap<() => number, number>();
