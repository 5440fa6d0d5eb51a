import type { Check, Verdict } from "../../checks/check.ts";
import { semanticChecks } from "../../checks/semantic/semantic-checks.ts";
import type { Answer } from "../../exchange/answer.ts";
import { lacks, type Part, type RecordingGaps } from "../read/recording-gaps.ts";

/** The parts of an exchange that each check reads. What is not listed reads the status only. */
const PARTS: Readonly<Record<string, readonly Part[]>> = {
  "content-type": ["response.headers.content-type"],
  "stream-content-type": ["response.headers.content-type", "response.headers.x-amzn-bedrock-content-type"],
  "request-id": ["response.headers.x-amzn-requestid"],
  "error-type": ["response.headers.x-amzn-errortype"],
  "error-message": ["response.body"],
  "error-in-success": ["response.headers.x-amzn-errortype", "response.body"],
  "declared-headers": ["response.headers"],
  "frame-crc": ["response.body", "response.bytes"],
  "frame-headers": ["response.body", "response.frame-headers"],
  "recorded-events": ["response.body"],
  "content-length": ["response.body"],
  "sse-framing": ["response.headers.content-type", "response.body", "response.bytes"],
  "done-marker": ["response.body", "response.bytes"],
  "event-name": ["response.body", "response.frame-headers"],
  "stream-exception": ["response.body"],
  "chunk-payload": ["response.body", "response.payloads"],
  "chunk-schema": ["response.body"],
  "chunk-order": ["response.body"],
  "block-order": ["response.body"],
  "assembled-response": ["response.body"],
  "stream-end": ["response.body"],
  "invocation-metrics": ["response.body"],
  "response-schema": ["response.body"],
  "known-values": ["response.body"],
  "expected-members": ["response.body"],
  "as-asked": ["request.path", "response.body"],
  "count-values": ["response.body"],
  "guardrail-action": ["response.body"],
  "guardrail-counts": ["response.body"],
  arns: ["response.body"],
  "element-index": ["response.body"],
  "stream-id": ["response.body"],
  "stream-constant": ["response.body"],
  "tool-call-ids": ["response.body"],
  "embedding-count": ["request.body", "response.body"],
  "request-parameters": ["request.path", "request.headers"],
  "request-schema": ["request.body"],
  "client-request": ["request.path", "request.headers", "request.body"],
  ...Object.fromEntries(semanticChecks.map(({ id }) => [id, ["request.body", "response.body"]] as const)),
  "token-count-headers": ["response.body", "response.headers"],
};

/** The checks that need the spec of a format. */
const FORMAT_CHECKS: ReadonlySet<string> = new Set([
  "request-schema",
  "client-request",
  "response-schema",
  "known-values",
  "chunk-schema",
  "chunk-order",
  "invocation-metrics",
]);

/** What keeps checks from being made. */
export interface Obstacles {
  readonly gaps: RecordingGaps;
  readonly answer: Answer;
  /** Why no format describes the bodies. */
  readonly formatReason?: string;
}

/**
 * Says why nothing follows from the verdict of a check: the recording lacks what it reads, or no spec describes the
 * body.
 */
export function unsupportedReasons({
  gaps,
  answer,
  formatReason,
}: Obstacles): (check: Check, verdict: Exclude<Verdict, "not-applicable">) => string | undefined {
  // Many checks read the same parts.
  const lacking = new Map<Part, boolean>();
  const isLacking = (part: Part): boolean => {
    let is = lacking.get(part);
    if (is === undefined) {
      is = lacks(gaps, part, answer.headers);
      lacking.set(part, is);
    }
    return is;
  };
  return ({ id }, verdict) => {
    const part = PARTS[id]?.find(isLacking);
    if (part !== undefined) {
      return `the recording does not hold ${part}`;
    }
    if (id === "expected-members" && gaps.losesNulls === true && verdict !== "holds") {
      return "the recording may have lost members that are null";
    }
    return formatReason !== undefined && FORMAT_CHECKS.has(id) && !isIndependent(id, verdict, answer)
      ? formatReason
      : undefined;
  };
}

/**
 * Whether a verdict holds in every format: that of an error's body, of a body that is not JSON, and of the parameters
 * of a request.
 */
function isIndependent(id: string, verdict: Exclude<Verdict, "not-applicable">, answer: Answer): boolean {
  if (id === "request-schema") {
    return false;
  }
  if (id === "client-request") {
    return verdict !== "holds";
  }
  return answer.status >= 400 || (answer.stream === undefined && !answer.json.isJson);
}
