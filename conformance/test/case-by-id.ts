import type { Case } from "../src/case.ts";
import { loadCases } from "../src/cases/load-cases.ts";

/** One case of the suite. */
export async function caseById(id: string): Promise<Case> {
  const [found] = (await loadCases()).filter((each) => each.id === id);
  if (found === undefined) {
    throw new Error(`There is no case ${id}`);
  }
  return found;
}
