import { excerpt } from "../../exchange/answer.ts";
import type { StreamFrame } from "../../exchange/stream/stream-frame.ts";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { responseStream } from "./documents.ts";
import { frameVerdict, placeOf } from "./frame-fault.ts";

/**
 * The payload of a chunk is `{"bytes": base64}`, with or without padding `p`, and the bytes are JSON. Of anything else
 * SDKs make an empty chunk.
 */
export const chunkPayload: Check = {
  id: "chunk-payload",
  level: "MUST",
  rule: 'The payload of a chunk is {"bytes": BASE64}, perhaps with padding "p"; its bytes decode to JSON.',
  documented: (context) => responseStream(context.case, "chunk (PayloadPart)"),
  verdict,
};

function verdict({ answer: { stream } }: CheckContext): Verdict {
  const frames = stream?.frames.filter(({ content }) => content.kind.endsWith("chunk")) ?? [];
  return frameVerdict(frames, faultsOf);
}

function faultsOf(frame: StreamFrame): readonly Difference[] {
  const { content } = frame;
  if (content.kind !== "unreadable-chunk") {
    return [];
  }
  return [
    {
      pointer: "",
      message: content.reason,
      expected: '{"bytes": BASE64 of a JSON value}',
      received: excerpt(content.payload),
      frame: placeOf(frame),
    },
  ];
}
