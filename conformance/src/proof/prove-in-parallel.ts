import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type CaseFilter, listCases } from "../cases/load-cases.ts";
import { withoutChecks } from "./named-checks.ts";
import type { Task, UnitAnswer, WireAnswer } from "./proof-worker.ts";
import { type Proof, proofOf, sampleOf } from "./prove.ts";
import { mutantChecks } from "./run-mutants.ts";
import { unitsOf } from "./units.ts";

/** What is proved. */
export interface ProveInParallelOptions {
  /** Which cases' answers are changed. Default: all. */
  readonly filter?: Pick<CaseFilter, "run">;
  /** The names of checks that are switched off. Default: none. */
  readonly without?: readonly string[];
}

/** A proof, and how many right answers it was made from. */
export interface ParallelProof {
  readonly proof: Proof;
  readonly exchanges: number;
}

/**
 * Records the mock's answers and tries every mutant and every harmless change of them, unit by unit in as many workers as
 * the machine has processors. What comes out is the same for any number of them.
 */
export async function proveInParallel({ filter, without = [] }: ProveInParallelOptions = {}): Promise<ParallelProof> {
  const checks = withoutChecks(mutantChecks, without);
  const units = unitsOf(await listCases(filter), (head) => head).map((heads) => heads.map(({ id }) => id));
  const workers = Array.from(
    { length: Math.min(availableParallelism(), units.length) },
    () => new Worker(new URL("./proof-worker.ts", import.meta.url)),
  );
  try {
    const { answers, madeBy } = await proveUnits(workers, units, without);
    const sample = sampleOf(answers.map(({ sendable }) => sendable));
    const wires = await Promise.all(
      workers.map((worker, index) =>
        ask<WireAnswer>(worker, { kind: "wire", sample: sample.filter(({ unit }) => madeBy[unit] === index) }),
      ),
    );
    const wire = {
      mutants: wires.reduce((sum, { mutants }) => sum + mutants, 0),
      differences: wires.flatMap(({ differences }) => differences),
      broken: new Map(wires.flatMap(({ broken }) => [...broken])),
    };
    const isPart = filter?.run !== undefined && filter.run.length > 0;
    const exchanges = answers.reduce((sum, each) => sum + each.exchanges, 0);
    return { proof: proofOf(answers, { checks, wire, isPart }), exchanges };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

interface Answered {
  readonly answers: readonly UnitAnswer[];
  /** The worker that tried a unit, by the number of the unit. */
  readonly madeBy: readonly number[];
}

/** Each worker takes the largest unit that is left. */
async function proveUnits(
  workers: readonly Worker[],
  units: readonly (readonly string[])[],
  without: readonly string[],
): Promise<Answered> {
  const answers: UnitAnswer[] = [];
  const madeBy: number[] = [];
  const queue = [...units.entries()].toSorted(([, one], [, other]) => other.length - one.length);
  await Promise.all(
    workers.map(async (worker, index) => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [unit, cases] = next;
        answers[unit] = await ask<UnitAnswer>(worker, { kind: "unit", unit, cases, without });
        madeBy[unit] = index;
      }
    }),
  );
  return { answers, madeBy };
}

/** The worker's answer to a task. Rejects with what the worker throws. */
async function ask<T>(worker: Worker, task: Task): Promise<T> {
  worker.postMessage(task);
  const [answer] = await once(worker, "message");
  return answer as T; // What `proof-worker.ts` answers to such a task.
}
