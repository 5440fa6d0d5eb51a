import type { SuiteResults } from "../../result.ts";
import type { Reporter } from "../reporter.ts";
import { writeOutput } from "./output.ts";

/** Writes the results as JSON, to a file or to the standard output. `results.schema.json` is their schema. */
export function createJsonReporter(file?: string): Reporter {
  return { end: (results) => writeOutput(renderJson(results), file) };
}

/** The results as JSON; `results.schema.json` is their schema. */
export function renderJson(results: SuiteResults): string {
  return `${JSON.stringify(results, undefined, 2)}\n`;
}
