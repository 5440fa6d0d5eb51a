/** Steps from the value that is checked to one inside it, the last first: a pointer is only written for a fault. */
export type Path = Step | undefined;

/** The last step of a path. */
export interface Step {
  readonly up: Path;
  readonly key: string | number;
}

/** One fault as the generated code reports it. */
export interface Fault {
  readonly value: unknown;
  readonly path: Path;
  readonly keyword: string;
  /** What was expected: the number of a limit, else words. */
  readonly expected: string | number;
  /** The most similar name: of an unknown member for a missing one, of a known member for an unknown one. */
  readonly similar?: string | undefined;
}

/** Definitions that contain themselves are followed to this depth. */
export const MAX_DEPTH = 256;

/** Gathers faults, up to a limit. */
export class Faults {
  readonly list: Fault[] = [];
  readonly limit: number;
  /** How many unions are being tried around the present one. */
  readonly trials: number;
  isFull = false;

  constructor(limit: number, trials = 0) {
    this.limit = limit;
    this.trials = trials;
  }
}

/** One step further. */
export function at(up: Path, key: string | number): Step {
  return { up, key };
}

/** Notes a fault. */
export function fault(
  out: Faults,
  value: unknown,
  path: Path,
  keyword: string,
  expected: string | number,
  similar?: string,
): void {
  if (out.isFull) return;
  out.list.push({ value, path, keyword, expected, similar });
  out.isFull = out.list.length >= out.limit;
}
