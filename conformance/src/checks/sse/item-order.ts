import { excerpt } from "../../exchange/answer.ts";
import { type ItemFault, ItemReader } from "../../meaning/item-reader.ts";
import { sseContext } from "../../meaning/sse-context.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { frameVerdict, placeOf } from "../stream/frame-fault.ts";
import { responsesStream } from "./documents.ts";

/** Clients build the answer from its events, and show it before it is whole. */
export const itemOrder: Check = {
  id: "item-order",
  level: "MUST",
  rule: "Items and their parts are opened and closed once, in order; the pieces add up to the text in their last event, and all items to the response in the last event.",
  documented: () => responsesStream("events"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const sse = sseContext(context);
  const { items, eventName } = sse?.places ?? {};
  if (sse === undefined || items === undefined || eventName === undefined) {
    return "not-applicable";
  }
  const reader = new ItemReader(items, eventName);
  const events = sse.chunks.filter((chunk) => chunk !== sse.error || reader.isLast(chunk.value));
  const inside = frameVerdict(events, ({ value, frame }) =>
    reader.read(value).map((fault: ItemFault) => ({
      pointer: fault.pointer,
      message: fault.message,
      expected: excerpt(fault.expected),
      received: excerpt(fault.received),
      frame: placeOf(frame),
    })),
  );
  const last = events.at(-1);
  return inside === "holds" && sse.isFinished && !reader.isOver && last !== undefined
    ? {
        message: "the stream is incomplete",
        expected: Object.values(items.last).join(" or "),
        received: excerpt(JSON.stringify(last.value)),
        frame: placeOf(last.frame),
      }
    : inside;
}
