import { errorMessageOf, errorTypeOf, type Operation } from "@bedrock-contract/wire";
import { type JsonBody, parseJson } from "./parse-json.ts";
import { readSse, type SseReading } from "./sse/sse-reader.ts";
import { eventNamesOf } from "./stream/event-names.ts";
import { readStream, type StreamReading } from "./stream/stream-reader.ts";

/** Header values by lower-case name; repeated headers are joined by a comma. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/** The media type of a body that is a stream of frames. */
export const EVENT_STREAM = "application/vnd.amazon.eventstream";

/** The media type of a body that is a stream of server-sent events. */
export const SERVER_SENT_EVENTS = "text/event-stream";

/**
 * How a body is read that is a stream: frame by frame, which hold events of these names, or server-sent event by event.
 */
export type StreamKind = { readonly of: "frames"; readonly events: readonly string[] } | { readonly of: "events" };

/** An answer, its body in bytes. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Of a stream only the beginning. */
  readonly body: Buffer;
  readonly json: JsonBody;
  /** The frames of an answer that is to be a stream. */
  readonly stream?: StreamReading;
  /** The events of an answer that is to be a stream of server-sent events. */
  readonly sse?: SseReading;
}

/** Creates an answer; its body is parsed at once, since nearly every check reads it. */
export function createAnswer(
  status: number,
  headers: AnswerHeaders,
  body: Buffer,
  json: JsonBody = parseJson(body),
): Answer {
  return { status, headers, body, json };
}

/** Creates an answer from the frames that were read of it; `beginning` are the first bytes of its body. */
export function createStreamAnswer(
  status: number,
  headers: AnswerHeaders,
  { stream, beginning }: { readonly stream: StreamReading; readonly beginning: Buffer },
): Answer {
  return { status, headers, body: beginning, json: IN_PIECES, stream };
}

/** Creates an answer from the server-sent events that were read of it; `beginning` are the first bytes of its body. */
export function createSseAnswer(
  status: number,
  headers: AnswerHeaders,
  { sse, beginning }: { readonly sse: SseReading; readonly beginning: Buffer },
): Answer {
  return { status, headers, body: beginning, json: IN_PIECES, sse };
}

const IN_PIECES: JsonBody = { isJson: false, reason: "the body is a stream" };

/** Bytes of a stream that are kept as they came. */
export const KEPT_STREAM_BYTES = 8_192;

/** A whole body, and what it answers. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Buffer;
  /**
   * Whether the request asks for server-sent events; undefined where nobody knows: then the answer's own word is taken.
   */
  readonly asksForEvents?: boolean | undefined;
  /** Why the body was not received to its end. Default: it was. */
  readonly interruption?: string | undefined;
  /** What the body is as JSON. Default: it is parsed. */
  readonly json?: JsonBody | undefined;
}

/**
 * Creates the answer to an operation from a whole body: a stream where one is to come and the status is that of a
 * success.
 */
export function createOperationAnswer(
  operation: Operation,
  { status, headers, body, asksForEvents = saysEvents(operation, headers), interruption, json }: WholeAnswer,
): Answer {
  const beginning = body.subarray(0, KEPT_STREAM_BYTES);
  const kind = streamKind(operation, status, asksForEvents ? operation.streamMediaType : undefined);
  switch (kind?.of) {
    case "frames":
      return createStreamAnswer(status, headers, { stream: readStream(body, kind, interruption), beginning });
    case "events":
      return createSseAnswer(status, headers, { sse: readSse(body, interruption), beginning });
    default:
      return createAnswer(status, headers, body, json);
  }
}

function saysEvents({ streamMediaType }: Operation, headers: AnswerHeaders): boolean {
  return streamMediaType !== undefined && mediaTypeOf({ headers }) === streamMediaType;
}

/**
 * How the answer to an operation is read that has this status, and the media type that was asked for; undefined where
 * it is not a stream. An error before a stream is none.
 */
export function streamKind(
  operation: Operation,
  status: number,
  mediaType: string = operation.responseMediaType,
): StreamKind | undefined {
  if (status >= 300) {
    return undefined;
  }
  if (mediaType === EVENT_STREAM) {
    return { of: "frames", events: eventNamesOf(operation.name) };
  }
  return mediaType === SERVER_SENT_EVENTS ? { of: "events" } : undefined;
}

/** The media type of an answer, in lower case and without parameters. */
export function mediaTypeOf(answer: Pick<Answer, "headers">): string {
  return (answer.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/**
 * An answer in one line: status, error type and message, or else where it leads or what it holds. The body of a success
 * says nothing here.
 */
export function describeAnswer(answer: Answer): string {
  if (answer.status >= 200 && answer.status < 300) {
    return `${answer.status} ${answer.headers["content-type"] ?? "without content type"}`;
  }
  const body = answer.json.isJson ? answer.json.value : undefined;
  const type = errorTypeOf(answer.headers, body);
  const message = errorMessageOf(body);
  const location = answer.headers.location;
  const parts = [
    String(answer.status),
    type,
    location === undefined ? undefined : `redirect to ${location}`,
    message === undefined ? describeBody(answer) : JSON.stringify(excerpt(message)),
  ];
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}

/** The content type of an answer and the beginning of its body. */
export function describeBody(answer: Answer): string {
  const type = answer.headers["content-type"] ?? "no content type";
  const text = excerpt(answer.body.toString("utf8", 0, 600));
  return text === "" ? `${type}, no body` : `${type} ${JSON.stringify(text)}`;
}

/** A text on one line, cut to a readable length. */
export function excerpt(text: string, length = 160): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
