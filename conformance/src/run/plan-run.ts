import { operationNamed } from "@bedrock-contract/wire";
import type { Case, CaseHead } from "../case.ts";
import type { CaseList } from "../cases/case-index.ts";
import { type CaseFilter, type CaseSource, selectCases, suiteCases } from "../cases/load-cases.ts";
import { readCases } from "../cases/read-cases.ts";
import { casesOfShard } from "../cases/shard.ts";
import { ConformanceError } from "../conformance-error.ts";
import type { BaselineEntry } from "../results/baseline/baseline.ts";
import type { TargetManifest } from "../targets/manifest.ts";
import { resolveManifest } from "../targets/resolve-manifest.ts";
import { unsupportedReason } from "./applicability.ts";
import { type ModelIds, modelIdsOf, modelKeyOf } from "./case-models.ts";
import { checkNames } from "./check-names.ts";
import { forbiddenWrite, withAllowedWrites } from "./guards/writes-guard.ts";
import { removalsLast } from "./removals.ts";
import type { RunOptions } from "./run-options.ts";
import { isOmission, isValid, type Omission, Twins } from "./twins.ts";

/** Which cases a run would send. */
export interface RunChoice {
  readonly manifest: TargetManifest;
  /** Every case there is. */
  readonly all: CaseSource;
  readonly selected: readonly CaseHead[];
  /** The selected cases that the target offers. */
  readonly applicable: readonly CaseHead[];
}

/** What a run would do. */
export interface RunPlan extends RunChoice {
  readonly selected: readonly Case[];
  readonly applicable: readonly Case[];
  /** The twins of the selected refusals, by the id of the refusal; or why one is not sent. */
  readonly twins: ReadonlyMap<string, Case | Omission>;
  /** The cases that list models, by operation, for the selected ones that name one; or why one is not sent. */
  readonly lists: ReadonlyMap<string, Case | Omission>;
  /** The model ids of the valid cases. */
  readonly modelIds: ModelIds;
  readonly baseline: readonly BaselineEntry[];
}

/** Decides which cases a run would send; no case is read whole. Throws a ConformanceError as `runSuite` does. */
export async function chooseCases(options: RunOptions): Promise<RunChoice> {
  const { shard, ...filter } = options;
  const manifest = withAllowedWrites(await resolveManifest(options, options.environment), options);
  await checkNames(manifest);
  const { cases } = options;
  const all: CaseSource = cases === undefined ? suiteCases : () => cases;
  const chosen = selectCases(all, filter);
  if (chosen.length === 0) {
    throw new ConformanceError(
      "nothing-selected",
      `None of the ${all().length} cases is selected. ${describeFilter(options)}`,
    );
  }
  const selected = removalsLast(shard === undefined ? chosen : casesOfShard(chosen, shard));
  const applicable = selected.filter(
    (given) =>
      unsupportedReason(given, manifest) === undefined && forbiddenWrite(given, manifest, options) === undefined,
  );
  return { manifest, all, selected, applicable };
}

/** The cases that a run sends: those that apply, and the twins of refusals that are not selected themselves. */
export function sentCases({ applicable, twins }: RunPlan): readonly Case[] {
  const known = new Set(applicable.map(({ id }) => id));
  const others = applicable.flatMap(({ id }) => {
    const twin = twins.get(id);
    return twin === undefined || isOmission(twin) ? [] : [[twin.id, twin] as const];
  });
  return [...applicable, ...new Map(others.filter(([id]) => !known.has(id))).values()];
}

/** Decides what a run would do, without doing it. Throws a ConformanceError as `runSuite` does. */
export async function planRun(options: RunOptions): Promise<RunPlan> {
  const choice = await chooseCases(options);
  const { manifest, all } = choice;
  const read = reader(options);
  const selected = read(choice.selected);
  const offered: ReadonlySet<CaseHead | undefined> = new Set(choice.applicable);
  const twins = twinsOf({ ...choice, selected }, options);
  const isSent = (given: Case, index: number): boolean =>
    offered.has(choice.selected[index]) && !isOmission(twins.get(given.id));
  return {
    manifest,
    all,
    selected,
    applicable: selected.filter(isSent),
    twins,
    lists: listsOf({ ...choice, selected }, options),
    modelIds: modelIdsOf(read(withModelsOf(selected, all))),
    baseline: await baselineOf(manifest),
  };
}

async function baselineOf({ baseline }: TargetManifest): Promise<readonly BaselineEntry[]> {
  if (baseline === undefined) {
    return [];
  }
  const { readBaseline } = await import("../results/baseline/read-baseline.ts");
  return readBaseline(baseline);
}

/** The twins of the selected refusals. One that a caller did not give is looked for in the suite. */
function twinsOf(
  { selected, all, applicable, manifest }: Omit<RunChoice, "selected"> & { readonly selected: readonly Case[] },
  options: RunOptions,
): RunPlan["twins"] {
  const isOffered = new Set(applicable.map(({ id }) => id));
  const twins = new Twins({
    cases: withSuite(all, options),
    omissionOf: (head) => omissionOf(head, manifest, options),
  });
  const given = new Map(selected.map((each) => [each.id, each]));
  const found = selected.flatMap((refusal): readonly (readonly [string, Case | Omission])[] => {
    const twin = isOffered.has(refusal.id) ? twins.twinOf(refusal) : undefined;
    if (twin === undefined) {
      return [];
    }
    if (isOmission(twin)) {
      return [[refusal.id, twin]];
    }
    const whole = given.get(twin.id) ?? options.cases?.find(({ id }) => id === twin.id) ?? readCases([twin])[0];
    return whole === undefined ? [] : [[refusal.id, whole]];
  });
  return new Map(found);
}

/** The first valid case of each operation that lists what selected cases name. */
function listsOf(
  { selected, all, manifest }: Omit<RunChoice, "selected"> & { readonly selected: readonly Case[] },
  options: RunOptions,
): RunPlan["lists"] {
  const names = [...new Set(selected.flatMap(({ model }) => model?.listedBy?.operation ?? []))];
  const found = names.flatMap((name): readonly (readonly [string, Case | Omission])[] => {
    const heads = withSuite(
      all,
      options,
    )(({ operation }) => operation === name).filter((head) => head.operation === name && isValid(head));
    const head = heads.find((each) => omissionOf(each, manifest, options) === undefined) ?? heads[0];
    const omission = head && omissionOf(head, manifest, options);
    const whole = head && (options.cases?.find(({ id }) => id === head.id) ?? readCases([head])[0]);
    return whole === undefined ? [] : [[name, omission ?? whole]];
  });
  return new Map(found);
}

/** The cases that a caller gives, and those of the suite. */
function withSuite(all: CaseSource, { cases }: RunOptions): CaseSource {
  return cases === undefined ? all : (isMeant) => [...cases, ...suiteCases(isMeant)];
}

function omissionOf(head: CaseHead, manifest: TargetManifest, options: RunOptions): Omission | undefined {
  const unsupported = unsupportedReason(head, manifest);
  if (unsupported !== undefined) {
    return { outcome: "unsupported", reason: unsupported };
  }
  const forbidden = forbiddenWrite(head, manifest, options);
  return forbidden === undefined ? undefined : { outcome: "not-testable", reason: forbidden };
}

/** What reads cases whole: those that a caller gives are so already. */
function reader({ cases }: RunOptions): (heads: readonly CaseHead[]) => readonly Case[] {
  if (cases === undefined) {
    return readCases;
  }
  const whole: ReadonlySet<CaseHead> = new Set(cases);
  return (heads) => heads.filter((head): head is Case => whole.has(head));
}

/** The valid cases that name their models as the selected ones do, or what must exist in the account. */
function withModelsOf(selected: readonly CaseHead[], all: CaseSource): readonly CaseHead[] {
  const keys = new Set(selected.map(modelKeyOf));
  const operations = new Set(selected.map(({ operation }) => operation));
  const named = [...operations].filter((name) => operationNamed(name)?.resources !== undefined);
  const isMeant = ({ operation, format, namesModel, api }: CaseList): boolean =>
    keys.has(format ?? (namesModel ? api : "")) || named.includes(operation);
  return all(isMeant).filter((head) => {
    const key = modelKeyOf(head);
    const isAlike = key !== undefined && keys.has(key);
    return head.kind !== "negative" && (isAlike || named.includes(head.operation));
  });
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
