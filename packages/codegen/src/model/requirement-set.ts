import type { FileSchemas } from "../check/file-schemas.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, placeOf, rootOf, type SpecNode } from "../source/spec-node.ts";

/** Where the sets of requirements are, and the shape of that file; from the root. */
const FILE = "conformance/requirements.yaml";
const SCHEMA = "conformance/requirements.schema.json";

/** What was required from a date on, beside what was required before. */
export interface RequirementSet {
  readonly date: string;
  readonly summary: string;
  /** What the ids of its cases begin with; those that state another date are not meant. */
  readonly groups: readonly string[];
}

/** The sets of requirements, the oldest first. */
export function readRequirementSets(files: SpecFiles, schemas: FileSchemas): readonly RequirementSet[] {
  const file = files.read(FILE);
  if (!file) {
    files.problems.add({ file: FILE, line: 1 }, "is missing or unreadable; expected the sets of requirements");
    return [];
  }
  schemas.check(rootOf(file), SCHEMA);
  let latest = "";
  return children(rootOf(file)).map(([, node]) => {
    const date = String(child(node, "date")?.value);
    if (date <= latest)
      files.problems.add(placeOf(node), `${date} comes after ${latest}; expected the oldest set first`);
    latest = date;
    const groups = child(node, "groups");
    return {
      date,
      summary: String(child(node, "summary")?.value),
      groups: groups ? children(groups).map(([, group]) => String(group.value)) : [],
    };
  });
}

/**
 * Since when a case is required: the date that it states itself, else that of the set that names its group; undefined
 * where it belongs to no set. Notes a date of no set.
 */
export function sinceOf(
  files: SpecFiles,
  sets: readonly RequirementSet[],
  { id, node }: { readonly id: string; readonly node: SpecNode },
): string | undefined {
  const since = child(node, "since");
  if (!since) return sets.find(({ groups }) => groups.includes(id.slice(0, id.lastIndexOf("/"))))?.date;
  const dates = sets.map(({ date }) => date);
  if (dates.includes(String(since.value))) return String(since.value);
  files.problems.add(
    placeOf(since),
    `since '${since.value}' is not the date of a set in ${FILE}; expected one of ${dates.join(", ")}`,
  );
  return undefined;
}
