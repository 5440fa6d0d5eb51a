import type { Oracle } from "../oracle.ts";
import type { Recording } from "../recording.ts";
import type { DescribedAnswers } from "./described-answer.ts";
import type { Mutant } from "./mutant.ts";
import type { Shapes } from "./shapes.ts";

/** What mutants are made from. */
export interface MutantContext {
  readonly recording: Recording;
  /** Every right exchange, for mutants that take the answer of another one. */
  readonly recordings: readonly Recording[];
  readonly described: DescribedAnswers;
  readonly oracle: Oracle;
  readonly shapes: Shapes;
  /** Whether the answer is a stream. */
  readonly isStream: boolean;
}

/** Makes mutants of one right answer. */
export type MutantSource = (context: MutantContext) => Iterable<Mutant>;
