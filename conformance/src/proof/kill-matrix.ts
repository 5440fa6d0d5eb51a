import type { Mutant } from "./mutants/mutant.ts";
import type { Recording } from "./recording.ts";

/** A mutant that no check objects to, though something documented is violated. */
export interface Survivor {
  readonly class: string;
  readonly place: string;
  /** The case whose answer was changed. */
  readonly case: string;
  readonly request: string;
  /** The answer, its body cut. */
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

/** What became of the mutants of one class. */
export interface ClassTally {
  mutants: number;
  killed: number;
  /** Nothing documented is violated. */
  equivalent: number;
  /** The run would be incomplete, so that nobody takes the target for conformant. */
  incomplete: number;
  /** Mutants by the check that objects. */
  readonly byCheck: Map<string, number>;
}

/** Which check kills which mutants. */
export interface KillMatrix {
  readonly classes: Map<string, ClassTally>;
  /** Equivalent mutants by class and reason. */
  readonly equivalents: Map<string, number>;
  /** Mutants that one check alone kills, by check. */
  readonly alone: Map<string, number>;
  /** The first of those that survived. */
  readonly survivors: readonly Survivor[];
  readonly survived: number;
}

const MOST_SURVIVORS = 500;
const SHOWN_BYTES = 600;

/** Notes mutant by mutant what the checks say. */
export class KillTally implements KillMatrix {
  readonly classes: Map<string, ClassTally> = new Map();
  readonly equivalents: Map<string, number> = new Map();
  readonly alone: Map<string, number> = new Map();
  readonly survivors: Survivor[] = [];
  survived: number = 0;

  /** Notes what the checks say of a mutant. */
  note(mutant: Mutant, { kills, incomplete, recording }: Noted): void {
    const tally = tallyOf(this.classes, mutant.class);
    tally.mutants += 1;
    if (incomplete) {
      tally.incomplete += 1;
    } else if (kills.length > 0) {
      tally.killed += 1;
      for (const check of kills) {
        add(tally.byCheck, check, 1);
      }
      const [only] = kills;
      if (only !== undefined && kills.length === 1) {
        add(this.alone, only, 1);
      }
    } else if (mutant.harmlessBecause !== undefined) {
      tally.equivalent += 1;
      add(this.equivalents, `${mutant.class}: ${mutant.harmlessBecause}`, 1);
    } else {
      this.#survives(mutant, recording);
    }
  }

  #survives({ class: name, place, answer }: Mutant, { case: given, request }: Recording): void {
    this.survived += 1;
    if (this.survivors.length < MOST_SURVIVORS) {
      const { status, headers, body } = answer;
      const shown = { status, headers, body: body.toString("utf8", 0, SHOWN_BYTES) };
      this.survivors.push({
        class: name,
        place,
        case: given.id,
        request: request.slice(0, SHOWN_BYTES),
        answer: shown,
      });
    }
  }
}

interface Noted {
  readonly kills: readonly string[];
  readonly incomplete: boolean;
  readonly recording: Recording;
}

/** The matrix of several parts together. */
export function mergedMatrix(parts: readonly KillMatrix[]): KillMatrix {
  const classes = new Map<string, ClassTally>();
  for (const [name, part] of parts.flatMap((each) => [...each.classes])) {
    const tally = tallyOf(classes, name);
    tally.mutants += part.mutants;
    tally.killed += part.killed;
    tally.equivalent += part.equivalent;
    tally.incomplete += part.incomplete;
    addAll(tally.byCheck, part.byCheck);
  }
  return {
    classes,
    equivalents: summed(parts.map(({ equivalents }) => equivalents)),
    alone: summed(parts.map(({ alone }) => alone)),
    survivors: parts.flatMap(({ survivors }) => survivors).slice(0, MOST_SURVIVORS),
    survived: parts.reduce((sum, { survived }) => sum + survived, 0),
  };
}

/** The sums of all classes. */
export function totalOf({ classes }: KillMatrix): Omit<ClassTally, "byCheck"> {
  const total = { mutants: 0, killed: 0, equivalent: 0, incomplete: 0 };
  for (const tally of classes.values()) {
    total.mutants += tally.mutants;
    total.killed += tally.killed;
    total.equivalent += tally.equivalent;
    total.incomplete += tally.incomplete;
  }
  return total;
}

/** Counts by name, of several parts together. */
export function summed(parts: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const part of parts) {
    addAll(sums, part);
  }
  return sums;
}

/** Adds to the count of a name. */
export function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function addAll(counts: Map<string, number>, others: ReadonlyMap<string, number>): void {
  for (const [name, count] of others) {
    add(counts, name, count);
  }
}

function tallyOf(classes: Map<string, ClassTally>, name: string): ClassTally {
  const known = classes.get(name) ?? { mutants: 0, killed: 0, equivalent: 0, incomplete: 0, byCheck: new Map() };
  classes.set(name, known);
  return known;
}
