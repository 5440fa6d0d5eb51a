import { fileURLToPath } from "node:url";
import type { Case } from "../case.ts";
import { ConformanceError } from "../conformance-error.ts";
import { readYaml } from "../read-yaml.ts";

/** What was required from a date on, beside what was required before. */
export interface RequirementSet {
  readonly date: string;
  readonly summary: string;
  /** The ids of its cases. Frozen: a case that is written later belongs to a later set. */
  readonly ids: readonly string[];
}

const FILE = fileURLToPath(new URL("../../requirements.yaml", import.meta.url));

/** Reads the sets of requirements that come with the suite, the oldest first. */
export async function readRequirements(): Promise<readonly RequirementSet[]> {
  const sets = (await readYaml(FILE)) as readonly WrittenSet[]; // A test holds the file against this.
  return sets.map(({ date, summary, cases }) => ({
    date,
    summary,
    ids: Object.entries(cases).flatMap(([group, names]) => names.map((name) => `${group}/${name}`)),
  }));
}

interface WrittenSet {
  readonly date: string;
  readonly summary: string;
  /** Names of cases by what their ids begin with. */
  readonly cases: Readonly<Record<string, readonly string[]>>;
}

/**
 * The cases that were required on a date; all where none is given. Throws a usage error for a date before the first
 * set, and for what is no date.
 */
export async function requiredCases(cases: readonly Case[], date: string | undefined): Promise<readonly Case[]> {
  if (date === undefined) {
    return cases;
  }
  const sets = await readRequirements();
  const holding = sets.filter((set) => set.date <= date);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || holding.length === 0) {
    const dates = sets.map((set) => set.date).join(", ");
    throw new ConformanceError(
      "usage",
      `There are no requirements of "${date}". Expected a date from ${sets[0]?.date} on; there are sets of ${dates}.`,
    );
  }
  const required = new Set(holding.flatMap(({ ids }) => ids));
  return cases.filter(({ id }) => required.has(id));
}

/** Since when each case is required, by its id. A case that is in no set yet is not there. */
export async function requiredSince(): Promise<ReadonlyMap<string, string>> {
  const sets = await readRequirements();
  return new Map(sets.flatMap(({ date, ids }) => ids.map((id) => [id, date] as const)));
}
