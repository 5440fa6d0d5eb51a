import type { CaseHead } from "../case.ts";

/**
 * Groups what belongs to cases by operation and format: a mutant is made of its own answer and those of its group, so
 * that each group can be tried by itself. The order is that of the first of each group.
 */
export function unitsOf<T>(all: readonly T[], caseOf: (each: T) => CaseHead): readonly (readonly T[])[] {
  return groupedBy(all, (each) => {
    const { operation, format = "" } = caseOf(each);
    return `${operation} ${format}`;
  });
}

/** Groups of what has the same name, in the order of the first of each group. */
export function groupedBy<T>(all: readonly T[], nameOf: (each: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const name = nameOf(each);
    const group = groups.get(name) ?? [];
    group.push(each);
    groups.set(name, group);
  }
  return [...groups.values()];
}
