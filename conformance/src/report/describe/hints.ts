import type { SuiteResults } from "../../result.ts";

/** From this number on, equal answers are not a coincidence. */
const FEWEST = 3;

/** What is probably wrong with the run itself, rather than with the target. */
export function hintsOf({ cases, summary, target }: SuiteResults): readonly string[] {
  const failed = cases.filter(({ outcome }) => outcome === "fail");
  const isNothingThere = failed.every(({ exchange }) => exchange?.response?.status === 404);
  if (summary.pass > 0 || failed.length < FEWEST || !isNothingThere) {
    return [];
  }
  const endpoints = [...new Set(Object.values(target.endpoints))].join(", ");
  return [
    `every response had status 404. Is the base path right? Requests went below ${endpoints}; a gateway often serves its operations below /v1 or /api/v1`,
  ];
}
