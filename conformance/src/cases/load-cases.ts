import type { Case } from "../case.ts";
import { ConformanceError } from "../conformance-error.ts";
import { probablyMeant } from "../suggestion.ts";
import { profilesOf, STRICT } from "./case-tags.ts";
import { matchesGlob } from "./glob.ts";
import { requiredCases } from "./requirements.ts";

/** Which cases are meant. What is left out selects everything. */
export interface CaseFilter {
  /**
   * Profiles, of which a case must belong to one: `management`, `management-writes`, `runtime`, `streaming`, `gateway`,
   * `format:<id>`, `auth`, `errors`, `documented`, `authored`, `negative`. `strict` selects nothing: it makes failures
   * of warnings.
   */
  readonly profile?: readonly string[];
  /** Only what was required on this date, such as `2026-05-01`: the newest set of requirements that is not later. Default: every case. */
  readonly requirements?: string;
  /** Globs, of which a case's id must match one. */
  readonly run?: readonly string[];
  /** Globs, of which a case's id must match none. */
  readonly skip?: readonly string[];
}

/**
 * Loads the suite's cases, in the order of their ids' groups. Throws for a profile that no case belongs to, and for a
 * glob of `run` that none matches.
 */
export async function loadCases(filter: CaseFilter = {}): Promise<readonly Case[]> {
  const { cases } = await import("../gen/cases.ts");
  return selectCases(await requiredCases(grouped(cases), filter.requirements), filter);
}

/** The cases of one operation together, whether they come from examples or are authored. */
function grouped(cases: readonly Case[]): readonly Case[] {
  const groups = new Map<string, Case[]>();
  for (const each of cases) {
    const name = each.id.slice(0, each.id.lastIndexOf("/"));
    const group = groups.get(name) ?? [];
    group.push(each);
    groups.set(name, group);
  }
  return [...groups.values()].flat();
}

/** The cases that a filter selects. Throws for a profile that no case belongs to, and for a glob of `run` that none matches. */
export function selectCases(cases: readonly Case[], filter: CaseFilter): readonly Case[] {
  const { run = [], skip = [] } = filter;
  const profile = (filter.profile ?? []).filter((name) => name !== STRICT);
  checkProfiles(cases, profile);
  checkGlobs(cases, run);
  return cases.filter(
    (each) =>
      (profile.length === 0 || profilesOf(each).some((name) => profile.includes(name))) &&
      (run.length === 0 || run.some((glob) => matchesGlob(each.id, glob))) &&
      !skip.some((glob) => matchesGlob(each.id, glob)),
  );
}

/** One that selects nothing is a slip, though others select something. */
function checkGlobs(cases: readonly Case[], globs: readonly string[]): void {
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

function checkProfiles(cases: readonly Case[], profiles: readonly string[]): void {
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
