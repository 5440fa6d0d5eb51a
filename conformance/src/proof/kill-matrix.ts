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

const MOST_SURVIVORS = 500;
const SHOWN_BYTES = 600;

/** Which check kills which mutants. */
export class KillMatrix {
  readonly classes: Map<string, ClassTally> = new Map();
  /** Equivalent mutants by class and reason. */
  readonly equivalents: Map<string, number> = new Map();
  /** Mutants that one check alone kills, by check. */
  readonly alone: Map<string, number> = new Map();
  readonly survivors: Survivor[] = [];
  survived: number = 0;

  /** Notes what the checks say of a mutant. */
  note(mutant: Mutant, { kills, incomplete, recording }: Noted): void {
    const tally = this.#tally(mutant.class);
    tally.mutants += 1;
    if (incomplete) {
      tally.incomplete += 1;
    } else if (kills.length > 0) {
      tally.killed += 1;
      for (const check of kills) {
        tally.byCheck.set(check, (tally.byCheck.get(check) ?? 0) + 1);
      }
      const [only] = kills;
      if (only !== undefined && kills.length === 1) {
        this.alone.set(only, (this.alone.get(only) ?? 0) + 1);
      }
    } else if (mutant.harmlessBecause !== undefined) {
      tally.equivalent += 1;
      const key = `${mutant.class}: ${mutant.harmlessBecause}`;
      this.equivalents.set(key, (this.equivalents.get(key) ?? 0) + 1);
    } else {
      this.#survives(mutant, recording);
    }
  }

  /** The sums of all classes. */
  total(): Omit<ClassTally, "byCheck"> {
    const tallies = [...this.classes.values()];
    const sum = (of: (tally: ClassTally) => number): number => tallies.reduce((total, each) => total + of(each), 0);
    return {
      mutants: sum(({ mutants }) => mutants),
      killed: sum(({ killed }) => killed),
      equivalent: sum(({ equivalent }) => equivalent),
      incomplete: sum(({ incomplete }) => incomplete),
    };
  }

  #tally(name: string): ClassTally {
    const known = this.classes.get(name) ?? { mutants: 0, killed: 0, equivalent: 0, incomplete: 0, byCheck: new Map() };
    this.classes.set(name, known);
    return known;
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
