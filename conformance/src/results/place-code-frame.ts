import type { Answer } from "../exchange/answer.ts";
import type { CheckResult } from "../result.ts";
import { codeFrame } from "./code-frame.ts";
import type { Redact } from "./redact/redact.ts";

/** Checks of a request: their pointers lead into what was sent. */
const REQUEST_CHECKS: ReadonlySet<string> = new Set(["request-parameters", "request-schema", "client-request"]);

/** Adds to a fault the part of the answer that it is about, where the answer has such a place. */
export function withCodeFrame(check: CheckResult, answer: Answer | undefined, redact: Redact): CheckResult {
  const { pointer = check.differences?.[0]?.pointer ?? "", outcome } = check;
  if (answer === undefined || pointer === "" || outcome === "pass" || REQUEST_CHECKS.has(check.id)) {
    return check;
  }
  const frame = codeFrame(bodyOf(check, answer), { pointer, redact });
  return frame === undefined ? check : { ...check, codeFrame: frame };
}

/** The JSON value that a check's pointer leads into: that of the frame or event that it names, else the whole body. */
function bodyOf(check: CheckResult, { json, stream, sse }: Answer): unknown {
  const place = check.frame ?? check.differences?.[0]?.frame;
  if (place === undefined) {
    return json.isJson ? json.value : undefined;
  }
  const event = sse?.events.find(({ index }) => index === place.index)?.json;
  if (event?.isJson === true) {
    return event.value;
  }
  const content = stream?.frames.find(({ index }) => index === place.index)?.content;
  return content?.kind === "chunk" ? content.value : content?.kind === "exception" ? content.members : undefined;
}
