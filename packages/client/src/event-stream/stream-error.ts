import { bareErrorType } from "@bedrock-contract/wire/error-type";
import { type ExceptionEvent, FrameError } from "@bedrock-contract/wire/event-stream";
import { BedrockError } from "../errors/bedrock-error.ts";
import { exceptionMembers } from "../errors/exception-members.ts";

/** What is known about a response before its first frame; each error of its stream says so too. */
export interface StreamFacts {
  readonly operation?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** The `content-type` of the response. */
  readonly mediaType?: string | undefined;
  /** The exception that the response's header names, whatever the status is. */
  readonly errorType?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The error that an exception inside a stream stands for; `throttlingException` there is `ThrottlingException`
 * everywhere else.
 */
export function exceptionError(event: ExceptionEvent, facts: StreamFacts): BedrockError {
  const { exceptionType, message, members } = event;
  const name = bareErrorType(exceptionType) ?? "UnknownError";
  return new BedrockError({
    ...answerFacts(facts),
    code: name.charAt(0).toUpperCase() + name.slice(1),
    message: message || "the stream ends with this exception, which says no more",
    members: exceptionMembers(members),
  });
}

/** The error of bytes that are not a frame, or of a frame that is not an event; `index` counts the chunks before it. */
export function frameError(reason: unknown, index: number, facts: StreamFacts): BedrockError {
  const detail = reason instanceof Error ? reason.message : String(reason);
  const { text, hex = "" } = reason instanceof FrameError ? reason : {};
  const bytes = hex === "" ? "" : `; it begins ${text === undefined ? hex : JSON.stringify(text)}`;
  return new BedrockError({
    ...answerFacts(facts),
    code: "InvalidResponse",
    message: `the stream cannot be read after ${index} chunks: ${detail}${bytes}${otherMediaType(facts)}`,
    cause: reason,
  });
}

/** The error of a stream that ended before its response did; `chunks` counts those that came. */
export function earlyEnd(chunks: number, facts: StreamFacts, missing = "a stop reason"): BedrockError {
  const message = `the stream ended early, after ${chunks} chunk${chunks === 1 ? "" : "s"} and without ${missing}`;
  return new BedrockError({ ...answerFacts(facts), code: "NetworkError", message });
}

/** The facts of a response that an error repeats. */
export function answerFacts({
  operation,
  status,
  requestId,
}: StreamFacts): Pick<StreamFacts, "operation" | "status" | "requestId"> {
  return { operation, status, requestId };
}

function otherMediaType({ mediaType }: StreamFacts): string {
  return mediaType === undefined || mediaType.startsWith(MEDIA_TYPE)
    ? ""
    : `; its content type is ${mediaType}, not ${MEDIA_TYPE}`;
}

const MEDIA_TYPE = "application/vnd.amazon.eventstream";
