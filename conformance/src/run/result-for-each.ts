import type { Case } from "../case.ts";
import type { CaseResult } from "../result.ts";
import { CaseRecorder } from "../results/case-recorder.ts";

/**
 * One result for each selected case, in their order. A case that has none, or that of another case, is the suite's own fault, and is told as such: nothing is
 * ever left out in silence.
 */
export function resultForEach(
  selected: readonly Case[],
  results: readonly (CaseResult | undefined)[],
): readonly CaseResult[] {
  return selected.map((given, index) => {
    const result = results[index];
    return result?.id === given.id ? result : new CaseRecorder(given).error("the suite lost sight of this case");
  });
}
