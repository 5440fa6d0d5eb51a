import type { Issue } from "@bedrock-contract/validators";
import { excerpt } from "../../exchange/answer.ts";
import { type Chunk, chunksOf, eventChunksOf } from "../../exchange/stream/chunks.ts";
import type { Difference } from "../../result.ts";
import { withoutNulls } from "../answer/null-members.ts";
import type { Check, CheckContext, Fault, Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { frameVerdict, placeOf } from "./frame-fault.ts";

/** Each chunk is what the format describes. Members that it does not describe are no fault. */
export const chunkSchema: Check = {
  id: "chunk-schema",
  level: "MUST",
  rule: "Each chunk has the members and types that the documents describe; additional members are allowed.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer, validators } = context;
  const validator = validators.chunk;
  if (validator === undefined) {
    return "not-applicable";
  }
  const unreadable = unreadableEvent(context);
  const chunks = answer.sse === undefined ? chunksOf(answer.stream) : eventChunksOf(answer.sse);
  return unreadable ?? frameVerdict(chunks, (chunk) => chunkFaults(chunk, withoutNulls(validator, chunk.value).issues));
}

/** The data of an event is JSON, unless it is the marker. */
function unreadableEvent({ answer: { sse }, validators }: CheckContext): Fault | undefined {
  const event = sse?.events.find(({ json, data }) => !json.isJson && data !== validators.sse?.doneMarker);
  return event === undefined
    ? undefined
    : {
        message: "the data of an event is not valid JSON",
        expected: "data: JSON",
        received: excerpt(event.data),
        frame: placeOf(event),
      };
}

/** What was found in one chunk. */
export function chunkFaults({ frame }: Chunk, issues: readonly Issue[]): readonly Difference[] {
  return issues.map(({ pointer, message, expected, received }) => ({
    pointer,
    message,
    expected,
    received,
    frame: placeOf(frame),
  }));
}
