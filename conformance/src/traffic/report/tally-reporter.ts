import { writeOutput } from "../../report/files/output.ts";
import type { RecordedReporter, ResultsHead } from "./recorded-reporter.ts";
import type { TallyData } from "./tally.ts";

/** What a shard of recorded traffic came to: counts alone, whatever its length. */
export interface TallyFile extends ResultsHead {
  readonly tally: TallyData;
}

/** Writes the counts as JSON, of the same size for a thousand exchanges and for a million. `merge` adds such files up. */
export function createTallyReporter(file?: string): RecordedReporter {
  return {
    takesTally: true,
    end: (head, tally) =>
      writeOutput(`${JSON.stringify({ ...head, tally: tally.toJSON() } satisfies TallyFile, undefined, 1)}\n`, file),
  };
}
