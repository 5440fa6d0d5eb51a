/** The time as a mock tells it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets time pass at once, in milliseconds. */
  advance(ms: number): void;
}

/** A clock that goes with the machine's, and can be ahead of it. */
export function createClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (ms) => {
      if (!(ms >= 0)) {
        throw new Error(`A clock only goes forward: advance(${ms}) is not possible.`);
      }
      ahead += ms;
    },
  };
}
