import type { Case } from "../src/case.ts";
import { suiteCases } from "../src/cases/load-cases.ts";
import { readCases } from "../src/cases/read-cases.ts";

/** One case of the suite. */
export async function caseById(id: string): Promise<Case> {
  const [found] = await readCases(suiteCases().filter((each) => each.id === id));
  if (found === undefined) {
    throw new Error(`There is no case ${id}`);
  }
  return found;
}
