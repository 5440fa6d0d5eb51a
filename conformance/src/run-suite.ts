import { staleEntries } from "./baseline.ts";
import type { Case } from "./case.ts";
import { planRun } from "./plan-run.ts";
import type { Reporter } from "./report/reporter.ts";
import type { CaseResult, SuiteResults } from "./result.ts";
import type { RunOptions } from "./run-options.ts";
import { openRunner, type Runner } from "./runner.ts";
import { SUITE } from "./suite.ts";
import { summarize } from "./summary.ts";
import { limitsOf } from "./targets/limits.ts";

/**
 * Sends the selected cases to a target and checks what it answers. Throws a ConformanceError for wrong options, and where nothing is selected;
 * a target that cannot be reached is a result.
 */
export async function runSuite(options: RunOptions = {}): Promise<SuiteResults> {
  const plan = await planRun(options);
  const runner = await openRunner(plan, options);
  const { reporters = [], signal } = options;
  const { concurrency } = limitsOf(plan.manifest);
  const head = { suite: SUITE, target: runner.target };
  try {
    for (const reporter of reporters) {
      reporter.start?.({ ...head, cases: plan.selected });
    }
    const cases = await runAll(runner, plan.selected, { reporters, concurrency });
    const results: SuiteResults = {
      ...head,
      summary: summarize(cases),
      cases,
      stale: staleEntries(plan.baseline, cases, new Set(plan.all.map(({ id }) => id))),
      unreachable: runner.unreachable(),
      interrupted: signal?.aborted ?? false,
    };
    for (const reporter of reporters) {
      await reporter.end?.(results);
    }
    return results;
  } finally {
    await runner.close();
  }
}

/** Runs the cases with so many under way at once; the results stand in the order of the cases. */
async function runAll(
  runner: Runner,
  cases: readonly Case[],
  { reporters, concurrency }: { readonly reporters: readonly Reporter[]; readonly concurrency: number },
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  const queue = cases.entries();
  const work = async (): Promise<void> => {
    // All workers take from one iterator.
    for (const [index, given] of queue) {
      const result = await runner.run(given);
      results[index] = result;
      for (const reporter of reporters) {
        reporter.result?.(result, index);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, cases.length) }, work));
  return results;
}
