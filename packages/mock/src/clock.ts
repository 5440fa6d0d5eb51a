/** The clock of a mock. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets time pass at once: a number of milliseconds, or a duration such as `"90s"`, `"5m"`, `"2h"` or `"1d"`. */
  advance(time: number | `${number}${keyof typeof UNITS}`): void;
}

/** How many milliseconds a unit of time has. */
const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A clock that goes with the machine's, and can be ahead of it. */
export function createClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (time) => {
      const ms = typeof time === "number" ? time : millisecondsOf(time);
      if (!(ms >= 0)) {
        throw new Error(`A clock only goes forward: advance(${JSON.stringify(time)}) is not possible.`);
      }
      if (Number.isNaN(new Date(Date.now() + ahead + ms).getTime())) {
        throw new Error(`A clock ends in the year 275760: advance(${JSON.stringify(time)}) is not possible.`);
      }
      ahead += ms;
    },
  };
}

function millisecondsOf(time: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(time) ?? [];
  return Number(count) * (Object.entries(UNITS).find(([name]) => name === unit)?.[1] ?? Number.NaN);
}
