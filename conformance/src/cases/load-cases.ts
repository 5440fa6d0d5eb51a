import type { Case, CaseHead } from "../case.ts";
import { ConformanceError } from "../conformance-error.ts";
import type { Shard } from "../result.ts";
import { probablyMeant } from "../suggestion.ts";
import { type CaseList, readCaseIndex, readCaseList } from "./case-index.ts";
import { profilesOf, STRICT } from "./case-tags.ts";
import { matchesGlob, mayMatchBelow } from "./glob.ts";
import { readCases } from "./read-cases.ts";
import { requiredCases } from "./requirements.ts";
import { casesOfShard } from "./shard.ts";

/** Which cases are meant. What is left out selects everything. */
export interface CaseFilter {
  /**
   * Profiles, of which a case must belong to one: `management`, `management-writes`, `runtime`, `streaming`, `gateway`,
   * `responses`, `messages`, `format:<id>`, `auth`, `errors`, `documented`, `authored`, `negative`, `constraints`. `strict` selects nothing: it makes failures
   * of warnings.
   */
  readonly profile?: readonly string[];
  /**
   * Only what was required on this date, such as `2026-05-01`: the newest set of requirements that is not later.
   * Default: every case.
   */
  readonly requirements?: string;
  /** Globs, of which a case's id must match one. */
  readonly run?: readonly string[];
  /** Globs, of which a case's id must match none. */
  readonly skip?: readonly string[];
  /**
   * The part of the cases that all of this selects, where a run is spread over several processes. Default: all of them.
   */
  readonly shard?: Shard;
}

/**
 * Loads the suite's cases that judge servers, the cases of one operation together. Only the files of the selected ones
 * are read. Throws for a profile that no case belongs to, and for a glob of `run` that none matches.
 */
export async function loadCases(filter: CaseFilter = {}): Promise<readonly Case[]> {
  return readCases(await listCases(filter));
}

/** The heads of these cases; only lists that may hold them are read. Throws as `loadCases` does. */
export async function listCases(filter: CaseFilter = {}): Promise<readonly CaseHead[]> {
  return selectCases(suiteCases, filter);
}

/**
 * Where cases are looked for: tells those of the lists that are meant, by default of all. It may tell others as well,
 * where it costs nothing.
 */
export type CaseSource<Head extends CaseHead = CaseHead> = (isMeant?: (list: CaseList) => boolean) => readonly Head[];

/** The heads of the suite's cases that judge servers. Only the lists that are meant are read. */
export function suiteCases(isMeant: (list: CaseList) => boolean = () => true): readonly CaseHead[] {
  return readCaseIndex()
    .lists.filter(isMeant)
    .flatMap(readCaseList)
    .filter(({ appliesTo }) => appliesTo !== "client");
}

/** The head of a case of the suite; undefined where there is none by its id. */
export function suiteCase(id: string): CaseHead | undefined {
  return suiteCases((list) => id.startsWith(`${list.id}/`)).find((head) => head.id === id);
}

/**
 * The cases that a filter selects. Throws for a profile that no case belongs to, and for a glob of `run` that none
 * matches.
 */
export function selectCases<Head extends CaseHead>(source: CaseSource<Head>, filter: CaseFilter): readonly Head[] {
  const { requirements, run = [], skip = [], shard } = filter;
  const profile = (filter.profile ?? []).filter((name) => name !== STRICT);
  const allRequired = (): readonly Head[] => requiredCases(source(), requirements);
  const required = requiredCases(
    source(({ id }) => run.length === 0 || run.some((glob) => mayMatchBelow(id, glob))),
    requirements,
  );
  checkProfiles(profile, allRequired);
  checkGlobs(run, required, allRequired);
  const selected = required.filter(
    (each) =>
      (profile.length === 0 || profilesOf(each).some((name) => profile.includes(name))) &&
      (run.length === 0 || run.some((glob) => matchesGlob(each.id, glob))) &&
      !skip.some((glob) => matchesGlob(each.id, glob)),
  );
  return shard === undefined ? selected : casesOfShard(selected, shard);
}

/** One that selects nothing is a slip, though others select something. */
function checkGlobs(globs: readonly string[], cases: readonly CaseHead[], all: () => readonly CaseHead[]): void {
  const dead = globs.find((glob) => !cases.some(({ id }) => matchesGlob(id, glob)));
  if (dead !== undefined) {
    const ids = all().map(({ id }) => id);
    const meant = probablyMeant(dead, ids);
    const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
    throw new ConformanceError(
      "nothing-selected",
      `None of the ${ids.length} cases matches "${dead}".${hint} "bedrock-conformance list" shows them.`,
    );
  }
}

function checkProfiles(profiles: readonly string[], all: () => readonly CaseHead[]): void {
  if (profiles.length === 0) {
    return;
  }
  const known = new Set(all().flatMap(profilesOf));
  const unknown = profiles.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new ConformanceError(
      "usage",
      `There is no profile "${unknown}". Expected one of: ${[...known, STRICT].toSorted().join(", ")}.`,
    );
  }
}
