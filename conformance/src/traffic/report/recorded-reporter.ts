import type { Reporter } from "../../report/reporter.ts";
import type { CaseResult, SuiteResults } from "../../result.ts";
import type { Tally } from "./tally.ts";

/** Everything of the results but the cases, which are too many to keep. */
export type ResultsHead = Omit<SuiteResults, "cases">;

/** Is told how the grading of recorded traffic goes. */
export interface RecordedReporter extends Pick<Reporter, "open" | "close"> {
  /** Whether the tally at the end is enough, and no result need be told. Default: false. */
  readonly takesTally?: boolean;
  start?(head: Pick<ResultsHead, "suite" | "target">): void | Promise<void>;
  /** An exchange was graded. Awaited, so that a slow disk slows the reading. */
  result?(result: CaseResult): void | Promise<void>;
  end?(head: ResultsHead, tally: Tally): void | Promise<void>;
}
