import type { Case, CaseHead } from "../case.ts";
import { type CaseFilter, selectCases, suiteCases } from "../cases/load-cases.ts";
import { readCases } from "../cases/read-cases.ts";
import { casesOfShard } from "../cases/shard.ts";
import { ConformanceError } from "../conformance-error.ts";
import type { BaselineEntry } from "../results/baseline/baseline.ts";
import { readBaseline } from "../results/baseline/read-baseline.ts";
import type { TargetManifest } from "../targets/manifest.ts";
import { resolveManifest } from "../targets/resolve-manifest.ts";
import { unsupportedReason } from "./applicability.ts";
import { type ModelIds, modelIdsOf } from "./case-request.ts";
import { checkNames } from "./check-names.ts";
import { forbiddenWrite, withAllowedWrites } from "./guards/writes-guard.ts";
import type { RunOptions } from "./run-options.ts";

/** Which cases a run would send. */
export interface RunChoice {
  readonly manifest: TargetManifest;
  /** Every case there is. */
  readonly all: readonly CaseHead[];
  readonly selected: readonly CaseHead[];
  /** The selected cases that the target offers. */
  readonly applicable: readonly CaseHead[];
}

/** What a run would do. */
export interface RunPlan extends RunChoice {
  readonly selected: readonly Case[];
  readonly applicable: readonly Case[];
  /** The model ids of the valid cases, by format, as far as the manifest names other models. */
  readonly modelIds: ModelIds;
  readonly baseline: readonly BaselineEntry[];
}

/** Decides which cases a run would send; no case is read whole. Throws a ConformanceError as `runSuite` does. */
export async function chooseCases(options: RunOptions): Promise<RunChoice> {
  const { shard, ...filter } = options;
  const manifest = withAllowedWrites(await resolveManifest(options, options.environment), options);
  await checkNames(manifest);
  const all = options.cases ?? suiteCases();
  const chosen = selectCases(all, filter);
  if (chosen.length === 0) {
    throw new ConformanceError(
      "nothing-selected",
      `None of the ${all.length} cases is selected. ${describeFilter(options)}`,
    );
  }
  const selected = shard === undefined ? chosen : casesOfShard(chosen, shard);
  const applicable = selected.filter(
    (given) =>
      unsupportedReason(given, manifest) === undefined && forbiddenWrite(given, manifest, options) === undefined,
  );
  return { manifest, all, selected, applicable };
}

/** Decides what a run would do, without doing it. Throws a ConformanceError as `runSuite` does. */
export async function planRun(options: RunOptions): Promise<RunPlan> {
  const choice = await chooseCases(options);
  const { manifest, all } = choice;
  const read = reader(options);
  const selected = read(choice.selected);
  const applicable: ReadonlySet<CaseHead | undefined> = new Set(choice.applicable);
  return {
    manifest,
    all,
    selected,
    applicable: selected.filter((_, index) => applicable.has(choice.selected[index])),
    modelIds: manifest.models === undefined ? new Map() : modelIdsOf(read(withFormatsOf(selected, all))),
    baseline: manifest.baseline === undefined ? [] : await readBaseline(manifest.baseline),
  };
}

/** What reads cases whole: those that a caller gives are so already. */
function reader({ cases }: RunOptions): (heads: readonly CaseHead[]) => readonly Case[] {
  if (cases === undefined) {
    return readCases;
  }
  const whole: ReadonlySet<CaseHead> = new Set(cases);
  return (heads) => heads.filter((head): head is Case => whole.has(head));
}

/** The valid cases of the formats of the selected ones. */
function withFormatsOf(selected: readonly CaseHead[], all: readonly CaseHead[]): readonly CaseHead[] {
  const formats = new Set(selected.map(({ format }) => format));
  return all.filter(({ format, kind }) => format !== undefined && kind !== "negative" && formats.has(format));
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
