import { type Answer, describeBody, mediaTypeOf, SERVER_SENT_EVENTS } from "../../exchange/answer.ts";
import type { SseReading } from "../../exchange/sse/sse-reader.ts";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { placeOf } from "../stream/frame-fault.ts";
import { serverSentEvents } from "./documents.ts";

/**
 * A stream is one of server-sent events, from its content type to its last blank line. A body that holds no event ends
 * the checks.
 */
export const sseFraming: Check = {
  id: "sse-framing",
  level: "MUST",
  rule: `A stream is ${SERVER_SENT_EVENTS} in UTF-8: fields in lines, data in "data:" lines, a blank line after each event, to the end.`,
  documented: () => serverSentEvents("Parsing an event stream"),
  verdict,
};

function verdict({ answer, validators }: CheckContext): Verdict {
  const { sse } = answer;
  if (sse === undefined) {
    return "not-applicable";
  }
  const differences = [
    ...headerFaults(answer),
    ...(isOtherBody(answer) ? [] : bodyFaults(sse, validators.sse?.doneMarker)),
  ];
  return verdictOf(differences, { isFinal: sse.events.length === 0 });
}

function headerFaults(answer: Answer): readonly Difference[] {
  const received = answer.headers["content-type"] ?? "no content type";
  if (mediaTypeOf(answer) !== SERVER_SENT_EVENTS) {
    const body = isOtherBody(answer) ? describeBody(answer) : received;
    return [fault("unexpected content type", { expected: SERVER_SENT_EVENTS, received: body })];
  }
  const charset = /;\s*charset="?([^";\s]+)/i.exec(received)?.[1];
  return charset === undefined || charset.toLowerCase() === "utf-8"
    ? []
    : [fault("the stream says that it is not UTF-8", { expected: "charset=utf-8, or none", received })];
}

function bodyFaults(
  { faults, interruption, events, bytes }: SseReading,
  doneMarker: string | undefined,
): readonly Difference[] {
  const inside = faults.map(({ message, expected, received, ...place }) => ({
    ...fault(message, { expected, received }),
    frame: placeOf(place),
  }));
  if (interruption !== undefined) {
    const expected = "a stream that ends within the time of a case";
    const received = `${interruption}; ${events.length} events before`;
    return [...inside, fault("the stream is incomplete", { expected, received })];
  }
  if (inside.length > 0 || events.some(({ data }) => data !== doneMarker)) {
    return inside;
  }
  const received = events.length === 0 ? `${bytes} bytes without data` : `${doneMarker ?? ""} alone`;
  return [fault("the stream holds no event", { expected: "at least one", received })];
}

/** Another content type, and no event either: then nothing is gained by telling what is wrong line by line. */
function isOtherBody(answer: Answer): boolean {
  return mediaTypeOf(answer) !== SERVER_SENT_EVENTS && answer.sse?.events.length === 0;
}

function fault(message: string, details: { readonly expected: string; readonly received: string }): Difference {
  return { pointer: "", message, ...details };
}
