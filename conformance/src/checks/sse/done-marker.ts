import { excerpt } from "../../exchange/answer.ts";
import type { SseEvent } from "../../exchange/sse/sse-reader.ts";
import { sseContext } from "../../meaning/sse-context.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { placeOf } from "../stream/frame-fault.ts";
import { chatStream } from "./documents.ts";

/**
 * A stream says that it is whole by its last event. Clients that wait for it would else take a broken stream for a
 * whole one.
 */
export const doneMarker: Check = {
  id: "done-marker",
  level: "MUST",
  rule: "The data of the last event, and of no other, is [DONE]; after an error it may be missing.",
  documented: () => chatStream("data: [DONE]"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { sse } = context.answer;
  const marker = context.validators.sse?.doneMarker;
  const last = sse?.events.at(-1);
  if (sse === undefined || marker === undefined || last === undefined || sse.interruption !== undefined) {
    return "not-applicable";
  }
  const first = sse.events.find(({ data }) => data === marker);
  if (first === undefined) {
    const hasError = sseContext(context)?.error !== undefined;
    return hasError
      ? "holds"
      : fault(last, { message: "the stream ends without its marker", expected: `data: ${marker}` });
  }
  const next = sse.events[first.index + 1];
  return next === undefined
    ? "holds"
    : fault(next, { message: "the stream continues after its marker", expected: "no event" });
}

function fault(
  event: SseEvent,
  { message, expected }: { readonly message: string; readonly expected: string },
): Verdict {
  return { message, expected, received: `data: ${excerpt(event.data)}`, frame: placeOf(event) };
}
