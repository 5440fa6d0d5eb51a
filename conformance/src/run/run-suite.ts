import type { Case } from "../case.ts";
import { defined } from "../defined.ts";
import type { Reporter } from "../report/reporter.ts";
import type { CaseResult, SuiteResults } from "../result.ts";
import { staleEntries } from "../results/baseline/baseline.ts";
import { CaseRecorder } from "../results/case-recorder.ts";
import { summarize } from "../results/summary.ts";
import { SUITE } from "../suite.ts";
import { limitsOf } from "../targets/limits.ts";
import { hasClock, waitsForEnd } from "./ask-again.ts";
import { modelOf } from "./case-request.ts";
import { Evidence } from "./evidence.ts";
import { CaseQueue, type QueuedCase } from "./load/case-queue.ts";
import { planRun, type RunPlan } from "./plan-run.ts";
import { isRemoval } from "./removals.ts";
import type { RunOptions } from "./run-options.ts";
import { openRunner } from "./runner.ts";
import { isOmission } from "./twins.ts";
import { waitForTarget } from "./wait-for-target.ts";

/**
 * Sends the selected cases to a target and checks its responses. Throws a ConformanceError for wrong options, and
 * where nothing is selected; a target that cannot be reached is a result.
 */
export async function runSuite(options: RunOptions = {}): Promise<SuiteResults> {
  const plan = await planRun(options);
  const runner = await openRunner(plan, options);
  const { reporters = [], signal, waitSeconds = 0 } = options;
  const shard = options.shard === undefined ? {} : { shard: options.shard };
  const head = { suite: SUITE, target: runner.target, ...shard };
  try {
    for (const reporter of reporters) {
      reporter.open?.();
    }
    for (const reporter of reporters) {
      reporter.start?.({ ...head, cases: plan.selected });
    }
    if (waitSeconds > 0 && plan.manifest.start === undefined) {
      await waitForTarget(Object.values(runner.endpoints), { seconds: waitSeconds, ...defined({ signal }) });
    }
    const cases = await runAll(new Evidence(runner, plan), plan, reporters);
    const leftBehind = await runner.cleanUp();
    const results: SuiteResults = {
      ...head,
      ...defined({ requirements: options.requirements }),
      summary: summarize(cases),
      cases,
      stale: staleIn(plan, cases),
      unreachable: runner.unreachable(),
      ...(leftBehind.length === 0 ? {} : { leftBehind }),
      interrupted: signal?.aborted ?? false,
    };
    await endAll(reporters, results);
    return results;
  } finally {
    for (const reporter of reporters) {
      reporter.close?.();
    }
    await runner.close();
  }
}

/** The entries of the baseline that excuse nothing any more. Without a baseline nothing is read for it. */
export function staleIn({ baseline, all }: RunPlan, cases: readonly CaseResult[]): SuiteResults["stale"] {
  return baseline.length === 0 ? [] : staleEntries(baseline, cases, new Set(all().map(({ id }) => id)));
}

/**
 * Runs the cases, at most `concurrency` at once; when these have ended, one by one those that let time pass, or
 * may delete what others read. The results stand in the order of the cases.
 */
async function runAll(
  evidence: Evidence,
  plan: RunPlan,
  reporters: readonly Reporter[],
): Promise<readonly CaseResult[]> {
  const { concurrency, concurrencyPerModel } = limitsOf(plan.manifest);
  const results: CaseResult[] = [];
  const work = async (queue: CaseQueue): Promise<void> => {
    for (let next = await queue.take(); next !== undefined; next = await queue.take()) {
      const { given, index } = next;
      const result = await evidence.judge(given);
      queue.release(next);
      results[index] = result;
      for (const reporter of reporters) {
        reporter.result?.(result, index);
      }
    }
  };
  const all = queued(plan);
  const letsTimePass = (given: Case): boolean => {
    const twin = plan.twins.get(given.id);
    return waitsForEnd(given) || (twin !== undefined && !isOmission(twin) && waitsForEnd(twin));
  };
  const isAlone = ({ given }: QueuedCase): boolean =>
    isRemoval(given) || (hasClock(plan.manifest) && letsTimePass(given));
  const queue = new CaseQueue(
    all.filter((each) => !isAlone(each)),
    concurrencyPerModel,
  );
  await Promise.all(Array.from({ length: Math.min(concurrency, all.length) }, () => work(queue)));
  await work(new CaseQueue(all.filter(isAlone)));
  return resultForEach(plan.selected, results);
}

/** A report that cannot be written keeps no other from being written. */
async function endAll(reporters: readonly Reporter[], results: SuiteResults): Promise<void> {
  const faults: unknown[] = [];
  for (const reporter of reporters) {
    try {
      await reporter.end?.(results);
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) {
    throw faults[0];
  }
}

/** The selected cases with the models that they invoke. */
function queued({ selected, modelIds, manifest }: RunPlan): readonly QueuedCase[] {
  const options = { manifest, modelIds };
  return selected.map((given, index) => {
    const model = modelOf(given, options);
    return { given, index, ...defined({ model }) };
  });
}

/**
 * One result for each selected case, in their order. A case that has none, or that of another case, is the suite's own
 * fault, and is told as such: nothing is ever left out in silence.
 */
export function resultForEach(
  selected: readonly Case[],
  results: readonly (CaseResult | undefined)[],
): readonly CaseResult[] {
  return selected.map((given, index) => {
    const result = results[index];
    return result?.id === given.id ? result : new CaseRecorder(given).error("the suite lost sight of this case");
  });
}
