import { readPointer } from "@bedrock-contract/validators";
import { excerpt } from "../../exchange/answer.ts";
import { sseContext } from "../../meaning/sse-context.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { frameVerdict, placeOf } from "../stream/frame-fault.ts";
import { responsesStream } from "./documents.ts";

/** Clients go on with a stream after the last number that they have seen. */
export const eventSequence: Check = {
  id: "event-sequence",
  level: "MUST",
  rule: "The events of a stream are numbered from 0, without a gap.",
  documented: () => responsesStream("sequence_number"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const sse = sseContext(context);
  const place = sse?.places.items?.sequence;
  if (sse === undefined || place === undefined) {
    return "not-applicable";
  }
  let expected = 0;
  return frameVerdict(sse.chunks, ({ value, frame }) => {
    const number = readPointer(value, place);
    const wanted = expected;
    expected = (typeof number === "number" ? number : wanted) + 1;
    return number === wanted
      ? []
      : [
          {
            pointer: place,
            message: "the number of an event does not follow the one before",
            expected: String(wanted),
            received: excerpt(JSON.stringify(number) ?? "no number"),
            frame: placeOf(frame),
          },
        ];
  });
}
