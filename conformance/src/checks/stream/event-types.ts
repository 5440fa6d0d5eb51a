import { eventNamesOf } from "../../exchange/stream/event-names.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { responseStream } from "./documents.ts";
import { frameVerdict, placeOf } from "./frame-fault.ts";

/** The events of a stream are those of its union. SDKs skip any other without a word, and with it what it holds. */
export const eventTypes: Check = {
  id: "event-types",
  level: "SHOULD",
  rule: "The events of a stream are those of the service model; SDKs skip all others.",
  documented: (context) => responseStream(context.case, "events"),
  verdict,
};

function verdict({ answer: { stream }, operation }: CheckContext): Verdict {
  const known = eventNamesOf(operation.name);
  const events = stream?.frames.filter(({ headers }) =>
    headers.some(({ name, value }) => name === ":message-type" && value === "event"),
  );
  return frameVerdict(events ?? [], (frame) => {
    const type = frame.headers.find(({ name }) => name === ":event-type");
    // That there is a type, and that it is a text, is the matter of frame-headers.
    return type?.type !== "string" || type.value === "" || known.includes(String(type.value))
      ? []
      : [
          {
            pointer: "",
            message: "the stream has no such event",
            expected: `:event-type: ${known.join(" or ")}`,
            received: `:event-type: ${String(type.value)}`,
            frame: placeOf(frame),
          },
        ];
  });
}
