import { excerpt } from "../../exchange/answer.ts";
import { hasTypedEvents } from "../../exchange/stream/event-names.ts";
import type { StreamFrame } from "../../exchange/stream/stream-frame.ts";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { responseStream } from "./documents.ts";
import { frameVerdict, placeOf } from "./frame-fault.ts";

/**
 * The payload of a chunk is `{"bytes": base64}`, and the bytes are JSON; that of another event is its members. Both
 * come with or without padding `p`. Of anything else SDKs make an empty event.
 */
export const chunkPayload: Check = {
  id: "chunk-payload",
  level: "MUST",
  rule: 'The payload of a chunk is {"bytes": BASE64 of JSON}, that of another event a JSON object, perhaps with padding "p".',
  documented: (context) => responseStream(context.case, "events"),
  verdict,
};

function verdict({ answer: { stream }, operation }: CheckContext): Verdict {
  const frames = stream?.frames.filter(({ content }) => content.kind.endsWith("chunk")) ?? [];
  const expected = hasTypedEvents(operation.name) ? "a JSON object" : '{"bytes": BASE64 of a JSON value}';
  return frameVerdict(frames, (frame) => faultsOf(frame, expected));
}

function faultsOf(frame: StreamFrame, expected: string): readonly Difference[] {
  const { content } = frame;
  if (content.kind !== "unreadable-chunk") {
    return [];
  }
  return [
    {
      pointer: "",
      message: content.reason,
      expected,
      received: excerpt(content.payload),
      frame: placeOf(frame),
    },
  ];
}
