import { errorMessageOf } from "@bedrock-contract/wire";
import { describeBody, excerpt } from "../../exchange/answer.ts";
import { exceptionOf } from "../../exchange/stream/chunks.ts";
import { sseContext } from "../../meaning/sse-context.ts";
import { type Check, type CheckContext, followsAwsConventions, isError, type Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { placeOf } from "../stream/frame-fault.ts";

/** An error says in its message what was wrong, so that its reader need not guess. */
export const errorMessage: Check = {
  id: "error-message",
  level: "SHOULD",
  rule: "An error has a message that says what is wrong and names the wrong member or parameter.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const {
    answer,
    case: {
      expect: { names = "" },
    },
  } = context;
  if (!isError(context)) {
    return streamVerdict(context, names);
  }
  const message = messageOf(context);
  const isSaid = message !== undefined && message.trim() !== "";
  if (isSaid && message.toLowerCase().includes(names.toLowerCase())) {
    return "holds";
  }
  return {
    message: isSaid ? `the message does not name ${names}` : "the error has no message",
    ...(followsAwsConventions(context) ? { pointer: "/message" } : {}),
    expected: names === "" ? "a message that says what is wrong" : `a message that names ${names}`,
    received: isSaid ? JSON.stringify(excerpt(message)) : describeBody(answer),
  };
}

/**
 * An error inside a stream says something, too. That an exception has members at all is checked by stream-exception.
 */
function streamVerdict(context: CheckContext, names: string): Verdict {
  const exception = exceptionOf(context.answer.stream);
  const event = sseContext(context)?.error;
  const [frame, said] =
    exception === undefined ? [event?.frame, event?.value] : [exception.frame, exception.content.members];
  if (frame === undefined || said === undefined) {
    return "not-applicable";
  }
  const text = JSON.stringify(said) ?? "";
  const isSaid = hasText(said);
  return isSaid && text.toLowerCase().includes(names.toLowerCase())
    ? "holds"
    : {
        message: isSaid ? `the message does not name ${names}` : "the error has no message",
        expected: names === "" ? "a message that says what is wrong" : `a message that names ${names}`,
        received: excerpt(text || "nothing"),
        frame: placeOf(frame),
      };
}

/**
 * AWS has one member for it. A gateway names what is wrong in its message, beside it, or in its list of faults: all of
 * a short body is what its reader sees, where some string of it says something.
 */
function messageOf(context: CheckContext): string | undefined {
  const { json, body } = context.answer;
  if (followsAwsConventions(context)) {
    return json.isJson ? errorMessageOf(json.value) : undefined;
  }
  return !json.isJson || hasText(json.value) ? body.toString("utf8", 0, SHOWN_BYTES) : undefined;
}

const SHOWN_BYTES = 8_192;

function hasText(value: unknown): boolean {
  return typeof value === "object" && value !== null
    ? Object.values(value).some(hasText)
    : typeof value === "string" && value.trim() !== "";
}
