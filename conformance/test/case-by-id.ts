import type { Case } from "../src/case.ts";
import { suiteCase } from "../src/cases/load-cases.ts";
import { readCases } from "../src/cases/read-cases.ts";

/** One case of the suite. */
export async function caseById(id: string): Promise<Case> {
  const head = suiteCase(id);
  const [found] = head === undefined ? [] : readCases([head]);
  if (found === undefined) {
    throw new Error(`There is no case ${id}`);
  }
  return found;
}
