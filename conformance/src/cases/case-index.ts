import { readFileSync } from "node:fs";
import type { CaseHead } from "../case.ts";
import { packageFile } from "../package-file.ts";

/** The folder of the generated cases, which the package has beside what is built. */
export const CASES_FOLDER: URL = packageFile("src/gen/cases/");

/**
 * What was required from a date on, beside what was required before. Its cases are those whose `since` is that date.
 */
export interface RequirementSet {
  readonly date: string;
  readonly summary: string;
}

/** The cases of one operation in one group: a file of their own lists them. */
export interface CaseList extends Pick<CaseHead, "api" | "format"> {
  /** How the ids of its cases begin, such as `management/GetFoundationModel`. */
  readonly id: string;
  readonly operation: string;
  /** Whether requests of them name a model where no format says which. */
  readonly namesModel: boolean;
}

/** What is known of the suite before any of its lists is read. */
export interface CaseIndex {
  /** The oldest first. */
  readonly requirements: readonly RequirementSet[];
  /** What models must be able to do, such as `chat` and `embedding`: a manifest may name a model for each. */
  readonly roles: readonly string[];
  readonly lists: readonly CaseList[];
}

/** A list in the index. What its id says and what goes without saying is left out. */
type IndexLine = Omit<CaseList, "operation" | "namesModel"> & { readonly namesModel?: true };

/** A case in its list. What the list says of all its cases and what goes without saying is left out. */
interface ListLine extends Omit<CaseHead, "id" | "operation" | "api" | "format" | "requires" | "expect"> {
  readonly name: string;
  readonly requires?: readonly string[];
  readonly status: readonly number[];
}

let index: CaseIndex | undefined;

/** Reads the index, once. */
export function readCaseIndex(): CaseIndex {
  index ??= parseIndex(readJson("index.json"));
  return index;
}

const known = new Map<CaseList, readonly CaseHead[]>();

/** Reads a list of the index, once. */
export function readCaseList(list: CaseList): readonly CaseHead[] {
  const heads = known.get(list) ?? parseList(list, readJson(`lists/${list.id}.json`));
  known.set(list, heads);
  return heads;
}

function parseIndex(value: unknown): CaseIndex {
  // Codegen writes the files; a test holds them against their schemas.
  const { lists, ...rest } = value as Omit<CaseIndex, "lists"> & { readonly lists: readonly IndexLine[] };
  return {
    ...rest,
    lists: lists.map((line) => ({ namesModel: false, ...line, operation: line.id.slice(line.id.indexOf("/") + 1) })),
  };
}

function parseList({ id, operation, api, format }: CaseList, value: unknown): readonly CaseHead[] {
  const { cases } = value as { readonly cases: readonly ListLine[] }; // As above.
  return cases.map(({ name, requires = [], status, ...line }) => ({
    id: `${id}/${name}`,
    operation,
    api,
    ...(format !== undefined && { format }),
    ...line,
    requires,
    expect: { status },
  }));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, CASES_FOLDER), "utf8"));
}
