import type { Reporter } from "../reporter.ts";
import { writeOutput } from "./output.ts";
import { renderJson } from "./render-json.ts";

/** Writes the results as JSON, to a file or to the standard output. `results.schema.json` is their schema. */
export function createJsonReporter(file?: string): Reporter {
  return { end: (results) => writeOutput(renderJson(results), file) };
}
