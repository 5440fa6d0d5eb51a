import { afterAll, beforeAll, describe, test } from "vitest";
import { planRun } from "./plan-run.ts";
import { describeFailure } from "./report/describe-failure.ts";
import { failureGroups } from "./report/failure-groups.ts";
import { defaultAgain } from "./report/render.ts";
import { createStyle } from "./report/style.ts";
import type { CaseResult } from "./result.ts";
import type { RunOptions } from "./run-options.ts";
import { openRunner, type Runner } from "./runner.ts";
import { limitsOf } from "./targets/limits.ts";
import type { TargetManifest } from "./targets/manifest.ts";

/** How the tests are made: as a run, but vitest reports. */
export type DescribeConformanceOptions = Omit<RunOptions, "target" | "reporters" | "signal">;

/**
 * Makes each case a test of vitest. A case that does not conform fails with its explanation; one that the target does not offer, or that is
 * expected to fail, is skipped with the reason. The target is opened before the first test and closed after the last one.
 */
export function describeConformance(target: RunOptions["target"], options: DescribeConformanceOptions = {}): void {
  const name = typeof target === "object" ? target.name : (target ?? options.endpoint ?? "mock");
  describe(`conformance of ${name}`, async () => {
    const run = { ...options, ...(target === undefined ? {} : { target }) };
    const plan = await planRun(run);
    const timeout = longestCase(plan.manifest);
    let runner: Runner | undefined;
    beforeAll(async () => {
      runner = await openRunner(plan, run);
    }, 60_000);
    afterAll(async () => {
      const leftBehind = (await runner?.cleanUp()) ?? [];
      await runner?.close();
      if (leftBehind.length > 0) {
        throw new Error(`left behind: ${leftBehind.join("\n")}`);
      }
    }, 300_000);
    for (const given of plan.selected) {
      test(given.id, { timeout }, async (context) => {
        const result = await runner?.run(given);
        if (result !== undefined) {
          report(result, (reason) => context.skip(reason));
        }
      });
    }
  });
}

/** A case may be sent several times, with a pause of up to a minute and a half between. */
function longestCase(manifest: TargetManifest): number {
  const { timeoutMs, attempts } = limitsOf(manifest);
  return timeoutMs * attempts + 90_000 * (attempts - 1) + 1_000;
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
