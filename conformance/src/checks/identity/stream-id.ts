import { readPointer, streamOf } from "@bedrock-contract/validators";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { chatStream } from "../sse/documents.ts";
import { frameVerdict, placeOf } from "../stream/frame-fault.ts";
import { streamChunks } from "./chunk-lists.ts";

/** The chunks of one stream are of one response. Clients that serve several streams tell them apart by it. */
export const streamId: Check = {
  id: "stream-id",
  level: "MUST",
  rule: "Every chunk of a stream that has an id has the same.",
  documented: () => chatStream("id"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { format, sse } = context.validators;
  const place = sse?.items === undefined ? streamOf(format)?.id : `${sse.items.whole}${sse.items.id}`;
  if (place === undefined) {
    return "not-applicable";
  }
  const named = streamChunks(context).flatMap(({ frame, value }) => {
    const id = readPointer(value, place);
    return typeof id === "string" ? [{ frame, id }] : [];
  });
  const first = named[0]?.id;
  return frameVerdict(named, ({ frame, id }) =>
    id === first
      ? []
      : [
          {
            pointer: place,
            message: "the stream changes its id",
            expected: JSON.stringify(first),
            received: JSON.stringify(id),
            frame: placeOf(frame),
          },
        ],
  );
}
