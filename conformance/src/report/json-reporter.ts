import { writeFile } from "node:fs/promises";
import { ConformanceError } from "../conformance-error.ts";
import type { Reporter } from "./reporter.ts";

/** Writes the results as JSON, to a file or to the standard output. `results.schema.json` is their schema. */
export function createJsonReporter(file?: string): Reporter {
  return {
    end: async (results) => {
      const text = `${JSON.stringify(results, undefined, 2)}\n`;
      if (file === undefined) {
        process.stdout.write(text);
        return;
      }
      try {
        await writeFile(file, text);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new ConformanceError("usage", `The results cannot be written: ${message}`, { cause: error });
      }
    },
  };
}
