import { chunksOf, exceptionOf, isWhole } from "../../exchange/stream/chunks.ts";
import { isGuarded, valuesAt } from "../../meaning/values-at.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { placeOf } from "./frame-fault.ts";

/**
 * A stream ends with the metrics of the invocation, on its last chunk or on one of their own. Clients count tokens with
 * them.
 */
export const invocationMetrics: Check = {
  id: "invocation-metrics",
  level: "SHOULD",
  rule: "The last chunk, or a separate chunk after it, has the metrics of the invocation.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict({ answer: { stream }, validators }: CheckContext): Verdict {
  const pointer = validators.stream?.metrics;
  const chunks = chunksOf(stream);
  const last = chunks.at(-1);
  if (stream === undefined || pointer === undefined || last === undefined || !isWhole(stream)) {
    return "not-applicable";
  }
  if (exceptionOf(stream) !== undefined || chunks.some(({ value }) => isGuarded(value))) {
    return "not-applicable";
  }
  // Metrics elsewhere than at the end are a matter of order.
  return chunks.some(({ value }) => valuesAt(value, pointer).length > 0)
    ? "holds"
    : {
        message: "the metrics of the invocation are missing from the stream",
        pointer,
        expected: `${pointer.slice(1)} in the last chunk`,
        received: "no chunk has them",
        frame: placeOf(last.frame),
      };
}
