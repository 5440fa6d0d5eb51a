import { readFileSync } from "node:fs";
import type { CaseHead } from "../case.ts";

/** The folder of the generated cases. What is compiled lies as deep as its source, and the package has both. */
export const CASES_FOLDER: URL = new URL("../../src/gen/cases/", import.meta.url);

/**
 * What was required from a date on, beside what was required before. Its cases are those whose `since` is that date.
 */
export interface RequirementSet {
  readonly date: string;
  readonly summary: string;
}

/** Every case of the suite by its head, and the sets of requirements that they belong to. */
export interface CaseIndex {
  /** The oldest first. */
  readonly requirements: readonly RequirementSet[];
  /** The cases of one operation stand together. */
  readonly cases: readonly CaseHead[];
}

/** A line of the index. What the id says and what goes without saying is left out. */
interface IndexLine extends Omit<CaseHead, "operation" | "requires" | "expect"> {
  readonly requires?: readonly string[];
  readonly status: readonly number[];
}

let index: CaseIndex | undefined;

/** Reads the index, once. */
export function readCaseIndex(): CaseIndex {
  index ??= parseIndex(readFileSync(new URL("index.json", CASES_FOLDER), "utf8"));
  return index;
}

let roles: readonly string[] | undefined;

/** What models must be able to do, such as `chat` and `embedding`: a manifest may name a model for each. */
export function knownRoles(): readonly string[] {
  roles ??= [...new Set(readCaseIndex().cases.flatMap(({ model }) => model?.role ?? []))];
  return roles;
}

function parseIndex(text: string): CaseIndex {
  // Codegen writes the file; a test holds it against its schema.
  const { requirements, cases } = JSON.parse(text) as Pick<CaseIndex, "requirements"> & { cases: IndexLine[] };
  return {
    requirements,
    cases: cases.map(({ requires = [], status, ...line }) => ({
      ...line,
      operation: line.id.split("/")[1] ?? "",
      requires,
      expect: { status },
    })),
  };
}
