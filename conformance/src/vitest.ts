import { afterAll, beforeAll, describe, test } from "vitest";
import { loadCases, selectCases } from "./load-cases.ts";
import { describeFailure } from "./report/describe-failure.ts";
import { failureGroups } from "./report/failure-groups.ts";
import { defaultAgain } from "./report/render.ts";
import { createStyle } from "./report/style.ts";
import { requiredCases } from "./requirements.ts";
import type { CaseResult } from "./result.ts";
import type { RunOptions } from "./run-options.ts";
import { type Runner, startRunner } from "./runner.ts";

/** How the tests are made: as a run, but vitest reports. */
export type DescribeConformanceOptions = Omit<RunOptions, "target" | "reporters" | "signal">;

/**
 * Makes each case a test of vitest. A case that does not conform fails with its explanation; one that the target does not offer, or that is
 * expected to fail, is skipped with the reason. The target is opened before the first test and closed after the last one.
 */
export function describeConformance(target: RunOptions["target"], options: DescribeConformanceOptions = {}): void {
  const name = typeof target === "object" ? target.name : (target ?? options.endpoint ?? "mock");
  describe(`conformance of ${name}`, async () => {
    const given = await requiredCases(options.cases ?? (await loadCases()), options.requirements);
    const cases = selectCases(given, options);
    let runner: Runner | undefined;
    beforeAll(async () => {
      runner = await startRunner({ ...options, ...(target === undefined ? {} : { target }) });
    }, 60_000);
    afterAll(() => runner?.close());
    for (const given of cases) {
      test(given.id, { timeout: (options.timeoutMs ?? 30_000) + 1_000 }, async (context) => {
        const result = await runner?.run(given);
        if (result !== undefined) {
          report(result, (reason) => context.skip(reason));
        }
      });
    }
  });
}

function report(result: CaseResult, skip: (reason: string) => void): void {
  switch (result.outcome) {
    case "pass":
      return;
    case "unsupported":
    case "expected-fail":
      skip(`${result.outcome}: ${result.reason ?? ""}`);
      return;
    case "fail":
      throw new Error(describeFaults(result));
    case "not-testable":
    case "error":
      throw new Error(`${result.outcome}: ${result.reason ?? ""}`);
    default:
      result.outcome satisfies never;
  }
}

function describeFaults(result: CaseResult): string {
  const style = createStyle(false);
  const lines = failureGroups([result], "fail").flatMap((group, index) =>
    describeFailure(group, index + 1, { style, again: defaultAgain }),
  );
  return ["does not conform", ...lines].join("\n");
}
