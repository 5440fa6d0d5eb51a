import { readPointer } from "@bedrock-contract/validators";
import { sseContext } from "../../meaning/sse-context.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { frameVerdict, placeOf } from "../stream/frame-fault.ts";
import { responsesStream } from "./documents.ts";

/** Padding hides how long the pieces of a text are; who trusts the network can do without. */
export const eventPadding: Check = {
  id: "event-padding",
  level: "SHOULD",
  rule: "Where stream_options.include_obfuscation is false, no event is padded.",
  documented: () => responsesStream("obfuscation"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const sse = sseContext(context);
  const { padding, paddingRefusedBy } = sse?.places.items ?? {};
  const isRefused = readPointer(context.case.body, paddingRefusedBy) === false;
  if (sse === undefined || padding === undefined || !isRefused) {
    return "not-applicable";
  }
  return frameVerdict(sse.chunks, ({ value, frame }) =>
    readPointer(value, padding) === undefined
      ? []
      : [
          {
            pointer: padding,
            message: "an event is padded although the request turns padding off",
            expected: "no such member",
            received: JSON.stringify(readPointer(value, padding)),
            frame: placeOf(frame),
          },
        ],
  );
}
