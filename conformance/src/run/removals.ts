import { memory } from "@bedrock-contract/validators";
import type { CaseHead } from "../case.ts";

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

function rankOf({ operation, after }: CaseHead): number {
  return after === undefined ? (REMOVING.get(operation) ?? 0) : 0;
}
