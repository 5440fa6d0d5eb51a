import { setTimeout as sleep } from "node:timers/promises";

/** A rate limiter: lets requests begin evenly spread over each second. */
export class Pace {
  readonly #interval: number;
  #next = 0;

  /** Without a rate nothing waits. */
  constructor(requestsPerSecond: number = Infinity) {
    this.#interval = 1_000 / requestsPerSecond;
  }

  /** Waits for the turn of the next request, or until the run is interrupted. */
  async turn(signal?: AbortSignal): Promise<void> {
    if (this.#interval === 0) {
      return;
    }
    const now = performance.now();
    const at = Math.max(now, this.#next);
    this.#next = at + this.#interval;
    await pause(at - now, signal);
  }
}

/** Waits, or until the run is interrupted. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal?.aborted === true) {
    return;
  }
  // It rejects for no other reason than the signal.
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
