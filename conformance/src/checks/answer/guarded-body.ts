import type { CheckContext } from "../check.ts";

/** The body in which a guardrail reports; that of a stream is assembled from its events. */
export function guardedBody({ answer, meaning }: CheckContext): unknown {
  if (answer.stream !== undefined) {
    return meaning?.response;
  }
  return answer.json.isJson ? answer.json.value : undefined;
}
