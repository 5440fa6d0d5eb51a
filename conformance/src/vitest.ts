import { afterAll, beforeAll, describe, test } from "vitest";
import { againCommand } from "./command/again-command.ts";
import { flagName } from "./command/target-options.ts";
import { defined } from "./defined.ts";
import { describeFailure } from "./report/describe/describe-failure.ts";
import { failureGroups } from "./report/describe/failure-groups.ts";
import { createStyle } from "./report/describe/style.ts";
import type { CaseResult } from "./result.ts";
import { Evidence } from "./run/evidence.ts";
import { planRun, type RunPlan } from "./run/plan-run.ts";
import type { RunOptions } from "./run/run-options.ts";
import { staleIn } from "./run/run-suite.ts";
import { openRunner, type Runner } from "./run/runner.ts";
import { limitsOf } from "./targets/limits.ts";
import type { TargetManifest } from "./targets/manifest.ts";
import { SETTINGS } from "./targets/settings.ts";

/** How the tests are made: as a run, but vitest reports. */
export type DescribeConformanceOptions = Omit<RunOptions, "target" | "reporters" | "signal">;

/**
 * Makes each case a test of vitest. A case that does not conform fails with its explanation; one that the target does
 * not offer, or that is expected to fail, is skipped with the reason. The target is opened before the first test and
 * closed after the last one; there an entry of the baseline that is not needed any more fails, too.
 */
export function describeConformance(target: RunOptions["target"], options: DescribeConformanceOptions = {}): void {
  const name = typeof target === "object" ? target.name : (target ?? options.endpoint ?? "mock");
  describe(`conformance of ${name}`, async () => {
    const run = { ...options, ...defined({ target }) };
    const plan = await planRun(run);
    const timeout = longestCase(plan.manifest);
    const results: CaseResult[] = [];
    let runner: Runner | undefined;
    let evidence: Evidence | undefined;
    beforeAll(async () => {
      runner = await openRunner(plan, run);
      evidence = new Evidence(runner, plan);
    }, 60_000);
    afterAll(async () => {
      const leftBehind = (await runner?.cleanUp()) ?? [];
      await runner?.close();
      const problems = [...leftBehind.map((each) => `left behind: ${each}`), ...staleLines(plan, results)];
      if (problems.length > 0) {
        throw new Error(problems.join("\n"));
      }
    }, 300_000);
    for (const given of plan.selected) {
      test(given.id, { timeout }, async (context) => {
        const result = await evidence?.judge(given);
        if (result !== undefined) {
          results.push(result);
          report(result, { skip: (reason) => context.skip(reason), again: replayCommand(run) });
        }
      });
    }
  });
}

function staleLines(plan: RunPlan, results: readonly CaseResult[]): readonly string[] {
  return staleIn(plan, results).map(
    ({ entry, message }) => `stale baseline entry ${entry}: ${message}; remove the entry`,
  );
}

/** A case may be sent several times, with a pause of up to a minute and a half between. */
function longestCase(manifest: TargetManifest): number {
  const { timeoutMs, attempts } = limitsOf(manifest);
  return timeoutMs * attempts + 90_000 * (attempts - 1) + 1_000;
}

/**
 * The command that sends a case again to the same target. One that was declared in TypeScript is named by its
 * endpoints.
 */
export function replayCommand({ target, ...options }: RunOptions): (caseId: string) => string {
  const named = target === undefined ? {} : typeof target === "string" ? { target } : namingOptions(target);
  const said: RunOptions = { ...named, ...options };
  const flags = Object.fromEntries(SETTINGS.map((setting) => [flagName(setting), said[setting.option]]));
  const { paid = false, allowWrites = false } = options;
  return (caseId) => againCommand(caseId, { ...flags, paid, allowWrites });
}

function namingOptions({ endpoints = {}, auth, start, models, headers }: TargetManifest): RunOptions {
  const { management, runtime, gateway, responses, messages } = endpoints;
  const named = {
    managementEndpoint: management,
    runtimeEndpoint: runtime,
    gatewayEndpoint: gateway,
    responsesEndpoint: responses,
    messagesEndpoint: messages,
  };
  const said = Object.entries({ ...named, auth, start, models, headers }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}

interface Reporting {
  readonly skip: (reason: string) => void;
  readonly again: (caseId: string) => string;
}

function report(result: CaseResult, { skip, again }: Reporting): void {
  switch (result.outcome) {
    case "pass":
    case "pass (envelope)":
      return;
    case "unsupported":
    case "expected-fail":
      skip(`${result.outcome}: ${result.reason ?? ""}`);
      return;
    case "fail":
      throw new Error(describeFaults(result, again));
    case "not-testable":
    case "error":
      throw new Error(`${result.outcome}: ${result.reason ?? ""}`);
    default:
      result.outcome satisfies never;
  }
}

function describeFaults(result: CaseResult, again: Reporting["again"]): string {
  const style = createStyle(false);
  const lines = failureGroups([result], "fail").flatMap((group, index) =>
    describeFailure(group, index + 1, { style, again }),
  );
  return ["does not conform", ...lines].join("\n");
}
