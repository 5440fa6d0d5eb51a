import { readPointer } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { streamConstants } from "../../meaning/stream-constants.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { chatStream } from "../sse/documents.ts";
import { frameVerdict, placeOf } from "../stream/frame-fault.ts";
import { streamChunks } from "./chunk-lists.ts";

/** The chunks of one stream are of one response. Clients that serve several streams tell them apart by it. */
export const streamId: Check = {
  id: "stream-id",
  level: "MUST",
  rule: "All chunks of a stream that have an id have the same id, and the same time where a document says so.",
  documented: () => chatStream("id, created"),
  verdict: (context) => verdict(context, streamConstants(context.validators).documented),
};

/** Clients take what is of the whole response from any chunk. No document says that each has the same. */
export const streamConstant: Check = {
  id: "stream-constant",
  level: "SHOULD",
  rule: "All chunks of a stream that name the model, or the time at which the response began, name the same one.",
  documented: () => chatStream("model"),
  verdict: (context) => verdict(context, streamConstants(context.validators).expected),
};

function verdict(context: CheckContext, places: readonly string[]): Verdict {
  const told = streamChunks(context).flatMap(({ frame, value }) =>
    places.flatMap((place) => {
      const constant = readPointer(value, place);
      return typeof constant === "string" || typeof constant === "number" ? [{ frame, place, constant }] : [];
    }),
  );
  const first = new Map(told.toReversed().map(({ place, constant }) => [place, constant]));
  return frameVerdict(told, ({ frame, place, constant }) =>
    constant === first.get(place)
      ? []
      : [
          {
            pointer: place,
            message: `the stream changes its ${pointerKeys(place).at(-1)}`,
            expected: JSON.stringify(first.get(place)),
            received: JSON.stringify(constant),
            frame: placeOf(frame),
          },
        ],
  );
}
