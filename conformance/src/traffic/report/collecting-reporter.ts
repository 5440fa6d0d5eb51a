import type { Reporter } from "../../report/reporter.ts";
import type { CaseResult } from "../../result.ts";
import type { RecordedReporter } from "./recorded-reporter.ts";

/** Gathers every result for a report that is written as a whole. Unlike the console's and JSON it needs memory for all of them. */
export function createCollectingReporter(reporter: Reporter): RecordedReporter {
  const cases: CaseResult[] = [];
  return {
    result: (result) => void cases.push(result),
    end: (head) => reporter.end?.({ ...head, cases }),
  };
}
