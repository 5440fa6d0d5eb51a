import type { CaseHead } from "../case.ts";
import { ConformanceError } from "../conformance-error.ts";
import { readCaseIndex } from "./case-index.ts";

/**
 * The cases that were required on a date; all where none is given. Throws a usage error for a date before the first
 * set, and for what is not a date.
 */
export function requiredCases<Head extends CaseHead>(
  cases: readonly Head[],
  date: string | undefined,
): readonly Head[] {
  if (date === undefined) {
    return cases;
  }
  const dates = readCaseIndex().requirements.map((set) => set.date);
  const [first = ""] = dates;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || date < first) {
    throw new ConformanceError(
      "usage",
      `There are no requirements of "${date}". Expected a date from ${first} on; there are sets of ${dates.join(", ")}.`,
    );
  }
  return cases.filter(({ since }) => since !== undefined && since <= date);
}
