import { setImmediate as nextTurn } from "node:timers/promises";

/** How long requests wait for connections to come in, at most. */
const MOST_MS = 50;

/**
 * Connections that come together. Node.js accepts one in each turn of its loop: if what came first were answered at
 * once, again and again, the last connection would wait for all that work.
 */
export class Arrivals {
  #count = 0;
  #over: Promise<void> | undefined;

  /** Settles when a turn of the loop has brought no further connection; undefined where none has come just now. */
  get over(): Promise<void> | undefined {
    return this.#over;
  }

  /** A connection has come. */
  add(): void {
    this.#count += 1;
    this.#over ??= this.#settle();
  }

  async #settle(): Promise<void> {
    const end = performance.now() + MOST_MS;
    let before: number;
    do {
      before = this.#count;
      // The first turn is the one that this is called in.
      await nextTurn();
      await nextTurn();
    } while (this.#count > before && performance.now() < end);
    this.#over = undefined;
  }
}
