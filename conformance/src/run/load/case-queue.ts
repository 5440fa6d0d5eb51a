import type { Case } from "../../case.ts";

/** A case whose turn has come. */
export interface QueuedCase {
  readonly given: Case;
  /** Its place among the cases. */
  readonly index: number;
  /** What it keeps busy. */
  readonly model?: string;
}

/** Hands out cases in their order, but none whose model is busy: then a later one comes first. */
export class CaseQueue {
  readonly #waiting: QueuedCase[];
  readonly #limit: number;
  readonly #busy = new Map<string, number>();
  #idle: (() => void)[] = [];
  #first = 0;

  constructor(cases: readonly QueuedCase[], limit: number = Infinity) {
    this.#waiting = [...cases];
    this.#limit = limit;
  }

  /** The next case; undefined where none is left. */
  async take(): Promise<QueuedCase | undefined> {
    while (this.#first < this.#waiting.length) {
      const next = this.#takeFree();
      if (next !== undefined) {
        return next;
      }
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
    return undefined;
  }

  /** Says that a case has ended. */
  release({ model }: QueuedCase): void {
    if (model !== undefined) {
      this.#busy.set(model, (this.#busy.get(model) ?? 1) - 1);
    }
    const idle = this.#idle;
    this.#idle = [];
    for (const wake of idle) {
      wake();
    }
  }

  #takeFree(): QueuedCase | undefined {
    for (let at = this.#first; at < this.#waiting.length; at++) {
      const found = this.#waiting[at];
      if (found !== undefined && this.#isFree(found)) {
        this.#remove(at);
        this.#occupy(found);
        return found;
      }
    }
    return undefined;
  }

  /** Usually it is the first one; moving all others up would cost the more the more there are. */
  #remove(at: number): void {
    if (at === this.#first) {
      this.#first += 1;
    } else {
      this.#waiting.splice(at, 1);
    }
  }

  #occupy({ model }: QueuedCase): void {
    if (model !== undefined) {
      this.#busy.set(model, (this.#busy.get(model) ?? 0) + 1);
    }
  }

  #isFree({ model }: QueuedCase): boolean {
    return model === undefined || (this.#busy.get(model) ?? 0) < this.#limit;
  }
}
