import type { Case } from "../case.ts";
import type { CaseResult, Shard, SuiteResults } from "../result.ts";

/** Is told how a run goes. */
export interface Reporter {
  /** Nothing of any report is written yet. */
  open?(): void;
  /** The run begins with these cases, in this order. */
  start?(run: RunStart): void;
  /** A case has ended. With several connections cases end in any order. */
  result?(result: CaseResult, index: number): void;
  /** The run has ended. */
  end?(results: SuiteResults): void | Promise<void>;
  /** Nothing of any report will be written any more, whether the run came to its end or not. */
  close?(): void;
}

/** What is known when a run begins. */
export interface RunStart {
  readonly suite: SuiteResults["suite"];
  readonly target: SuiteResults["target"];
  /** Present where only a shard of the run is made. */
  readonly shard?: Shard;
  readonly cases: readonly Case[];
}
