import type { CaseResult } from "../../result.ts";

/** What the cases of one operation, in one format, share of their ids. */
export function groupOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf("/")));
}

/** A case's own name within its group. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** The cases by group, in their order. */
export function caseGroups(cases: readonly CaseResult[]): ReadonlyMap<string, readonly CaseResult[]> {
  const groups = new Map<string, CaseResult[]>();
  for (const result of cases) {
    const name = groupOf(result.id);
    const group = groups.get(name) ?? [];
    group.push(result);
    groups.set(name, group);
  }
  return groups;
}
