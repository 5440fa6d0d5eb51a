import type { Case } from "../case.ts";
import { type CaseFilter, loadCases, selectCases } from "../cases/load-cases.ts";
import { requiredCases } from "../cases/requirements.ts";
import { casesOfShard } from "../cases/shard.ts";
import { ConformanceError } from "../conformance-error.ts";
import type { BaselineEntry } from "../results/baseline/baseline.ts";
import { readBaseline } from "../results/baseline/read-baseline.ts";
import type { TargetManifest } from "../targets/manifest.ts";
import { resolveManifest } from "../targets/resolve-manifest.ts";
import { unsupportedReason } from "./applicability.ts";
import { checkNames } from "./check-names.ts";
import { forbiddenWrite, withAllowedWrites } from "./guards/writes-guard.ts";
import type { RunOptions } from "./run-options.ts";

/** What a run would do. */
export interface RunPlan {
  readonly manifest: TargetManifest;
  /** Every case there is. */
  readonly all: readonly Case[];
  readonly selected: readonly Case[];
  /** The selected cases that the target offers. */
  readonly applicable: readonly Case[];
  readonly baseline: readonly BaselineEntry[];
}

/** Decides what a run would do, without doing it. Throws a ConformanceError as `runSuite` does. */
export async function planRun(options: RunOptions): Promise<RunPlan> {
  const [resolved, all] = await Promise.all([
    resolveManifest(options, options.environment),
    options.cases ?? loadCases(),
  ]);
  const manifest = withAllowedWrites(resolved, options);
  await checkNames(manifest);
  const chosen = selectCases(await requiredCases(all, options.requirements), options);
  if (chosen.length === 0) {
    throw new ConformanceError(
      "nothing-selected",
      `None of the ${all.length} cases is selected. ${describeFilter(options)}`,
    );
  }
  const selected = options.shard === undefined ? chosen : casesOfShard(chosen, options.shard);
  const applicable = selected.filter(
    (given) =>
      unsupportedReason(given, manifest) === undefined && forbiddenWrite(given, manifest, options) === undefined,
  );
  const file = manifest.baseline;
  return { manifest, all, selected, applicable, baseline: file === undefined ? [] : await readBaseline(file) };
}

function describeFilter({ profile = [], requirements, run = [], skip = [] }: CaseFilter): string {
  const parts = [
    profile.length === 0 ? undefined : `profile ${profile.join(", ")}`,
    requirements === undefined ? undefined : `requirements of ${requirements}`,
    run.length === 0 ? undefined : `run ${run.join(", ")}`,
    skip.length === 0 ? undefined : `skip ${skip.join(", ")}`,
  ].filter((part) => part !== undefined);
  return `Filters: ${parts.join("; ") || "none"}. \`bedrock-conformance list\` shows every id.`;
}
