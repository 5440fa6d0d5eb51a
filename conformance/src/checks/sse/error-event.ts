import { readPointer } from "@bedrock-contract/validators";
import { excerpt } from "../../exchange/answer.ts";
import { sseContext, tellsError } from "../../meaning/sse-context.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { placeOf } from "../stream/frame-fault.ts";

/** What goes wrong after a stream began comes as an event, the last one but for the marker. */
export const errorEvent: Check = {
  id: "error-event",
  level: "MUST",
  rule: "An error inside a stream is an event that reports it, with nothing but the marker after it; a stream that should succeed has none.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const sse = sseContext(context);
  if (sse === undefined) {
    return "not-applicable";
  }
  const { places, error, chunks } = sse;
  const isExpected = asList(context.case.expect.body).some((value) => tellsError(value, places));
  if (error === undefined) {
    const expected = `an event with ${[places.error]
      .flat()
      .map((place) => place.slice(1))
      .join(" or ")} after the others`;
    return isExpected && sse.isFinished
      ? { message: "the error is missing from the stream", expected, received: "no such event" }
      : "not-applicable";
  }
  const received = excerpt(JSON.stringify(readPointer(error.value, places.errorMessage) ?? error.value));
  if (!isExpected) {
    return { message: "the stream ends with an error", expected: "no error", received, frame: placeOf(error.frame) };
  }
  const next = chunks[chunks.indexOf(error) + 1];
  return next === undefined
    ? "holds"
    : {
        message: "the stream continues after an error",
        expected: places.doneMarker === undefined ? "nothing" : `nothing but ${places.doneMarker}`,
        received: excerpt(JSON.stringify(next.value)),
        frame: placeOf(next.frame),
      };
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
