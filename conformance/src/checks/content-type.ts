import { describeBody, mediaTypeOf } from "../exchange/answer.ts";
import { type Check, type CheckContext, isError, type Verdict } from "./check.ts";
import { restJson } from "./documents.ts";

/** The body is of the media type that the operation declares; errors are always JSON. A body that is no JSON ends the checks. */
export const contentType: Check = {
  id: "content-type",
  level: "MUST",
  rule: "The content type is the one that the operation declares; an error is JSON.",
  documented: () => restJson("Content-Type"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer, operation } = context;
  if (answer.stream !== undefined) {
    // The check stream-content-type is about both content types of a stream.
    return "not-applicable";
  }
  const wanted = isError(context) ? "application/json" : operation.responseMediaType;
  if (mediaTypeOf(answer) === wanted.toLowerCase()) {
    return "holds";
  }
  return {
    message: "the content type is another one",
    expected: wanted,
    received: answer.json.isJson ? (answer.headers["content-type"] ?? "no content type") : describeBody(answer),
    isFinal: !answer.json.isJson,
  };
}
