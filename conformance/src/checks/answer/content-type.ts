import { followsAws } from "@bedrock-contract/wire";
import { describeBody, mediaTypeOf } from "../../exchange/answer.ts";
import { type Check, type CheckContext, followsAwsConventions, isError, type Verdict } from "../check.ts";
import { apiModel, restJson } from "../documents.ts";

/**
 * The body is of the media type that the operation declares; errors are always JSON. A body that is not JSON ends the
 * checks.
 */
export const contentType: Check = {
  id: "content-type",
  level: "MUST",
  rule: "The content type is the one that the operation declares; an error is JSON.",
  documented: (context) => (followsAws(context.operation) ? restJson("Content-Type") : apiModel(context.case)),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer, operation } = context;
  if (answer.stream !== undefined || answer.sse !== undefined) {
    // The checks stream-content-type and sse-framing are about the content types of streams.
    return "not-applicable";
  }
  if (isPlainRefusal(context)) {
    return "holds";
  }
  const wanted = isError(context) ? "application/json" : operation.responseMediaType;
  if (mediaTypeOf(answer) === wanted.toLowerCase()) {
    return "holds";
  }
  return {
    message: "unexpected content type",
    expected: wanted,
    received: answer.json.isJson ? (answer.headers["content-type"] ?? "no content type") : describeBody(answer),
    isFinal: !answer.json.isJson,
  };
}

/** The specs let a gateway say in plain text why it refuses a request. */
export function isPlainRefusal(context: CheckContext): boolean {
  const { answer } = context;
  return !followsAwsConventions(context) && answer.status === BAD_REQUEST && mediaTypeOf(answer) === "text/plain";
}

const BAD_REQUEST = 400;
