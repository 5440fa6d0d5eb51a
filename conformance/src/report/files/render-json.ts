import type { SuiteResults } from "../../result.ts";

/** The results as JSON; `results.schema.json` is their schema. */
export function renderJson(results: SuiteResults): string {
  return `${JSON.stringify(results, undefined, 2)}\n`;
}
