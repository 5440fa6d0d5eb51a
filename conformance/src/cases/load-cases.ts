import type { Case, CaseHead } from "../case.ts";
import { ConformanceError } from "../conformance-error.ts";
import type { Shard } from "../result.ts";
import { probablyMeant } from "../suggestion.ts";
import { readCaseIndex } from "./case-index.ts";
import { profilesOf, STRICT } from "./case-tags.ts";
import { matchesGlob } from "./glob.ts";
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

/** The heads of these cases, which one file tells. Throws as `loadCases` does. */
export async function listCases(filter: CaseFilter = {}): Promise<readonly CaseHead[]> {
  return selectCases(suiteCases(), filter);
}

/** The heads of all cases that judge servers. */
export function suiteCases(): readonly CaseHead[] {
  return readCaseIndex().cases.filter(({ appliesTo }) => appliesTo !== "client");
}

/**
 * The cases that a filter selects. Throws for a profile that no case belongs to, and for a glob of `run` that none
 * matches.
 */
export function selectCases<Head extends CaseHead>(cases: readonly Head[], filter: CaseFilter): readonly Head[] {
  const { requirements, run = [], skip = [], shard } = filter;
  const profile = (filter.profile ?? []).filter((name) => name !== STRICT);
  const required = requiredCases(cases, requirements);
  checkProfiles(required, profile);
  checkGlobs(required, run);
  const selected = required.filter(
    (each) =>
      (profile.length === 0 || profilesOf(each).some((name) => profile.includes(name))) &&
      (run.length === 0 || run.some((glob) => matchesGlob(each.id, glob))) &&
      !skip.some((glob) => matchesGlob(each.id, glob)),
  );
  return shard === undefined ? selected : casesOfShard(selected, shard);
}

/** One that selects nothing is a slip, though others select something. */
function checkGlobs(cases: readonly CaseHead[], globs: readonly string[]): void {
  const dead = globs.find((glob) => !cases.some(({ id }) => matchesGlob(id, glob)));
  if (dead !== undefined) {
    const meant = probablyMeant(
      dead,
      cases.map(({ id }) => id),
    );
    const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
    throw new ConformanceError(
      "nothing-selected",
      `None of the ${cases.length} cases matches "${dead}".${hint} "bedrock-conformance list" shows them.`,
    );
  }
}

function checkProfiles(cases: readonly CaseHead[], profiles: readonly string[]): void {
  if (profiles.length === 0) {
    return;
  }
  const known = new Set(cases.flatMap(profilesOf));
  const unknown = profiles.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new ConformanceError(
      "usage",
      `There is no profile "${unknown}". Expected one of: ${[...known, STRICT].toSorted().join(", ")}.`,
    );
  }
}
