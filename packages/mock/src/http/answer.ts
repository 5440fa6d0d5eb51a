import { randomUUID } from "node:crypto";
import { ERROR_TYPE_HEADER, REQUEST_ID_HEADER } from "@bedrock-contract/wire";
import type { Refusal } from "./refusal.ts";

/** The body of a stream: its frames, and how they are sent. */
export interface FrameBody {
  readonly frames: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** How long to wait before each frame but the first, in milliseconds. */
  readonly delay: number;
  /** The number of frames after which the connection is cut. Default: it stays. */
  readonly cutAfter?: number;
}

/** An HTTP response, ready to be written. A text has a known length, so `content-length` is the front's business. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | FrameBody;
  /** Where the connection is cut: after this number of frames or bytes; before the response without a number. */
  readonly cut?: { readonly after?: number } | undefined;
}

/** A JSON response with the headers that every response of Bedrock has. */
export function jsonAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): TextAnswer {
  return {
    status,
    headers: { ...everyAnswer(), "content-type": "application/json", ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}

/** A response whose body is sent frame by frame; `headers` hold its content type. */
export function frameAnswer(status: number, body: FrameBody, headers: Readonly<Record<string, string>>): Answer {
  return { status, headers: { ...everyAnswer(), ...headers }, body };
}

/** A response that is written at once. */
export interface TextAnswer extends Answer {
  readonly body: string;
}

/** An error as Bedrock sends it: the type in a header only, and its message as the only member of the body. */
export function errorAnswer(refusal: Refusal): TextAnswer {
  const type = refusal.status < 300 ? {} : errorTypeHeaders(refusal.errorType);
  return jsonAnswer(refusal.status, refusal.body, { ...type, ...refusal.headers });
}

/**
 * The header that names an exception, with the suffix that real Bedrock appends; `origin` is the part of it that raised
 * the exception.
 */
export function errorTypeHeaders(errorType: string, origin = "com.amazon.bedrock"): Record<string, string> {
  return { [ERROR_TYPE_HEADER]: `${errorType}:http://internal.amazon.com/coral/${origin}/` };
}

function everyAnswer(): Record<string, string> {
  return { [REQUEST_ID_HEADER]: randomUUID() };
}
