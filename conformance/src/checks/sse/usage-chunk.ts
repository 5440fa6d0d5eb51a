import { excerpt } from "../../exchange/answer.ts";
import type { Chunk } from "../../exchange/stream/chunks.ts";
import { type ChoiceContext, choiceContext, choicePieces, memberAt } from "../../meaning/sse-context.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { placeOf } from "../stream/frame-fault.ts";
import { chatStream } from "./documents.ts";

/** Token counts come where the request asks for them, and only there, in one chunk after all that the model writes. */
export const usageChunk: Check = {
  id: "usage-chunk",
  level: "MUST",
  rule: "One chunk at the end has the token counts if stream_options.include_usage asks for them, and none has them otherwise.",
  documented: () => chatStream("usage"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const sse = choiceContext(context);
  if (sse === undefined || !sse.isFinished || sse.places.usage === undefined) {
    return "not-applicable";
  }
  const { usage, usageRequestedBy, usagePossibleWith } = sse.places;
  const counted = sse.chunks.filter(({ value }) => memberAt(value, usage) !== undefined);
  const isAsked = memberAt(context.case.body, usageRequestedBy);
  if (isAsked === true) {
    return askedVerdict(sse, counted);
  }
  const isPossible = isAsked === undefined && memberAt(context.case.body, usagePossibleWith) !== undefined;
  const [first] = counted;
  if (first === undefined || isPossible) {
    return "holds";
  }
  return {
    ...at(first, usage),
    message: "the response has token counts that the request does not ask for",
    expected: "null, or no such member",
  };
}

function askedVerdict({ places, chunks }: ChoiceContext, counted: readonly Chunk[]): Verdict {
  const { usage = "" } = places;
  const [first, second] = counted;
  if (first === undefined) {
    const received = "no chunk has them";
    return { pointer: usage, message: "the token counts are missing", expected: "a chunk with them", received };
  }
  if (second !== undefined) {
    return { ...at(second, usage), message: "the token counts are sent twice", expected: "one chunk with them" };
  }
  const after = chunks.slice(chunks.indexOf(first) + 1).find((chunk) => choicePieces(chunk, places).length > 0);
  return after === undefined
    ? "holds"
    : {
        ...at(after, ""),
        message: "a choice continues after the token counts",
        expected: "the token counts at the end",
      };
}

function at({ frame, value }: Chunk, pointer: string) {
  const received = excerpt(JSON.stringify(memberAt(value, pointer) ?? null));
  return { pointer, received, frame: placeOf(frame) };
}
