import { BEDROCK_CONTENT_TYPE_HEADER } from "@bedrock-contract/wire";
import { type Answer, describeBody, EVENT_STREAM, mediaTypeOf } from "../../exchange/answer.ts";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/**
 * A stream says that it is one, and where its chunks are in the model's own form also what they are. A body that is not
 * a stream at all ends the checks.
 */
export const streamContentType: Check = {
  id: "stream-content-type",
  level: "MUST",
  rule: `The content type of a stream is ${EVENT_STREAM}; that of opaque chunks stands in ${BEDROCK_CONTENT_TYPE_HEADER}.`,
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict({ answer, operation }: CheckContext): Verdict {
  if (answer.stream === undefined) {
    return "not-applicable";
  }
  const isDeclared = operation.responseHeaders.some(({ name }) => name === BEDROCK_CONTENT_TYPE_HEADER);
  const differences = [...bodyFaults(answer), ...(isDeclared ? chunkFaults(answer) : [])];
  return verdictOf(differences, { isFinal: isNoStream(answer) });
}

function bodyFaults(answer: Answer): readonly Difference[] {
  return mediaTypeOf(answer) === EVENT_STREAM
    ? []
    : [
        {
          pointer: "",
          message: "unexpected content type",
          expected: EVENT_STREAM,
          received: isNoStream(answer) ? describeBody(answer) : (answer.headers["content-type"] ?? "no content type"),
        },
      ];
}

function chunkFaults({ headers }: Answer): readonly Difference[] {
  const received = headers[BEDROCK_CONTENT_TYPE_HEADER];
  return received?.split(";")[0]?.trim().toLowerCase() === "application/json"
    ? []
    : [
        {
          pointer: "",
          message: `the header ${BEDROCK_CONTENT_TYPE_HEADER} ${received === undefined ? "is missing" : "differs"}`,
          expected: `${BEDROCK_CONTENT_TYPE_HEADER}: application/json`,
          received: received === undefined ? "no such header" : `${BEDROCK_CONTENT_TYPE_HEADER}: ${received}`,
        },
      ];
}

/** Another content type, and no frame either: then nothing is gained by telling that the frames are wrong. */
function isNoStream(answer: Answer): boolean {
  return mediaTypeOf(answer) !== EVENT_STREAM && answer.stream?.frames.length === 0;
}
