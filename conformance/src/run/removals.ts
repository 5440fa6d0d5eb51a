import { memory } from "@bedrock-contract/validators";
import type { CaseHead } from "../case.ts";
import { suiteCase } from "../cases/load-cases.ts";
import { isValid } from "./twins.ts";

/** What operations do that leave resources as they are. */
const READING: ReadonlySet<string> = new Set(["show", "list", "tags"]);

/** The operations that delete resources, and their place among each other: first what is below something else. */
const REMOVING: ReadonlyMap<string, number> = new Map(
  Object.values(memory).flatMap(({ operations, owner }) =>
    Object.entries(operations)
      .filter(([, { does }]) => does === "delete")
      .map(([name]) => [name, owner === undefined ? 2 : 1] as const),
  ),
);

/** Whether a case may delete what others read, or has one that does beside it. A flow deletes what it has made itself. */
export function isRemoval(given: CaseHead): boolean {
  return rankOf(given) > 0;
}

/** The cases, those that may delete what others read behind all others. */
export function removalsLast<T extends CaseHead>(cases: readonly T[]): readonly T[] {
  return cases.toSorted((one, other) => rankOf(one) - rankOf(other));
}

/** The operations that change something of one resource or make something below it. */
const CHANGING: ReadonlySet<string> = new Set(
  Object.values(memory).flatMap(({ operations, owner }) =>
    Object.entries(operations)
      .filter(([, { does }]) => !READING.has(does) && (does !== "create" || owner !== undefined))
      .map(([name]) => name),
  ),
);

/** The operations that set what there is one of in an account. */
const SETTING: ReadonlySet<string> = new Set(
  Object.values(memory).flatMap(({ operations, identity }) =>
    Object.entries(operations)
      .filter(([, { does }]) => identity === undefined && !READING.has(does))
      .map(([name]) => name),
  ),
);

/**
 * Whether a case, answered as it should be, changes or removes what was there before the run. A flow changes what it has
 * made itself, if it begins with that.
 */
export function changesOthers(given: CaseHead): boolean {
  const { operation, after, requires } = given;
  if (after !== undefined) {
    const before = suiteCase(after.case);
    return before !== undefined && changesOthers(before);
  }
  const isAbout =
    REMOVING.has(operation) ||
    SETTING.has(operation) ||
    (CHANGING.has(operation) && requires.includes("existing-resource"));
  return isAbout && isValid(given);
}

function rankOf({ operation, after }: CaseHead): number {
  return after === undefined ? (REMOVING.get(operation) ?? 0) : 0;
}
