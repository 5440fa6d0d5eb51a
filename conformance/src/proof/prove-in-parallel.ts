import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type CaseFilter, listCases } from "../cases/load-cases.ts";
import { withoutChecks } from "./named-checks.ts";
import type { Task, UnitAnswer, WireAnswer } from "./proof-worker.ts";
import { type Proof, proofOf, sampleOf, type TargetScores } from "./prove.ts";
import { mutantChecks } from "./run-mutants.ts";
import { mergedScores } from "./targets/faulty-score.ts";
import type { TrivialScore } from "./targets/trivial-score.ts";
import { trivialTargets } from "./targets/trivial-targets.ts";
import { unitsOf } from "./units.ts";

/** What is proved. */
export interface ProveInParallelOptions {
  /** Which cases' answers are changed. Default: all; then targets that read no request are run, too. */
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
 * Records the mock's answers and tries every mutant and every harmless change of them, unit by unit in as many workers
 * as the machine has processors. What comes out is the same for any number of them.
 */
export async function proveInParallel({ filter, without = [] }: ProveInParallelOptions = {}): Promise<ParallelProof> {
  const checks = withoutChecks(mutantChecks, without);
  const isPart = filter?.run !== undefined && filter.run.length > 0;
  // What follows from constraints is judged by the same checks as what is written.
  const heads = (await listCases(filter)).filter(({ constraint }) => constraint === undefined);
  const units = unitsOf(heads, (head) => head).map((heads) => heads.map(({ id }) => id));
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL("./proof-worker.ts", import.meta.url)),
  );
  try {
    const answers = await answersTo<UnitAnswer>(workers, unitTasks(units, without));
    const ofUnits = answers.map(({ answer }) => answer).toSorted((one, other) => one.unit - other.unit);
    const trivial = await answersTo<TrivialScore>(workers, isPart ? [] : TARGETS);
    const wire = await wireResults(answers, ofUnits);
    const targets: TargetScores = {
      trivial: trivial.map(({ answer }) => answer),
      faulty: mergedScores(ofUnits.flatMap(({ faulty }) => faulty)),
    };
    const exchanges = ofUnits.reduce((sum, each) => sum + each.exchanges, 0);
    return { proof: proofOf(ofUnits, { checks, wire, targets, isPart }), exchanges };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** The largest unit comes first, so that no worker is left with it at the end. */
function unitTasks(units: readonly (readonly string[])[], without: readonly string[]): readonly Task[] {
  return [...units.entries()]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([unit, cases]) => ({ kind: "unit", unit, cases, without }));
}

const TARGETS: readonly Task[] = trivialTargets([]).map(({ name }) => ({ kind: "target", target: name }));

/** Each worker sends the mutants that it has kept. */
async function wireResults(
  answers: readonly Answered<UnitAnswer>[],
  ofUnits: readonly UnitAnswer[],
): Promise<WireAnswer> {
  const sample = sampleOf(ofUnits.map(({ sendable }) => sendable));
  const madeBy = new Map(answers.map(({ answer, worker }) => [answer.unit, worker]));
  const wires = await Promise.all(
    [...new Set(madeBy.values())].map((worker) =>
      ask<WireAnswer>(worker, { kind: "wire", sample: sample.filter(({ unit }) => madeBy.get(unit) === worker) }),
    ),
  );
  return {
    mutants: wires.reduce((sum, { mutants }) => sum + mutants, 0),
    differences: wires.flatMap(({ differences }) => differences),
    broken: new Map(wires.flatMap(({ broken }) => [...broken])),
  };
}

interface Answered<T> {
  readonly answer: T;
  /** Who gave it. */
  readonly worker: Worker;
}

/** The answers to tasks, in their order; whichever worker is free takes the next. */
async function answersTo<T>(workers: readonly Worker[], tasks: readonly Task[]): Promise<readonly Answered<T>[]> {
  const answers: Answered<T>[] = [];
  const queue = [...tasks.entries()];
  await Promise.all(
    workers.map(async (worker) => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [index, task] = next;
        answers[index] = { answer: await ask<T>(worker, task), worker };
      }
    }),
  );
  return answers;
}

/** The worker's answer to a task. Rejects with what the worker throws. */
async function ask<T>(worker: Worker, task: Task): Promise<T> {
  worker.postMessage(task);
  const [answer] = await once(worker, "message");
  return answer as T; // What `proof-worker.ts` answers to such a task.
}
