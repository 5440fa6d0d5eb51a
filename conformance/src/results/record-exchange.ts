import { requestUrl, type WireRequest } from "@bedrock-contract/wire";
import type { Answer } from "../exchange/answer.ts";
import type { ExchangeRecord } from "../result.ts";
import { recordFrames } from "./record-frames.ts";
import type { Redact } from "./redact/redact.ts";
import { redactHeaderValues } from "./redact/redact-headers.ts";
import { redactSplitLines } from "./redact/split-texts.ts";

const LONGEST_BODY = 8_192;

/** How an exchange is written down. */
export interface RecordOptions {
  readonly answer?: Answer;
  readonly redact: Redact;
  /** For URL and body of the request, which the suite itself has written. Default: the same. */
  readonly redactOwn?: Redact;
  /** What stands for the values of headers of the request, such as the name of a variable. Default: nothing. */
  readonly templates?: Readonly<Record<string, string>>;
}

/** Writes down an exchange for a report: without secrets, bodies cut. */
export function recordExchange(
  endpoint: URL,
  request: WireRequest,
  { answer, redact, redactOwn = redact, templates = {} }: RecordOptions,
): ExchangeRecord {
  const { body } = request;
  return {
    request: {
      method: request.method,
      url: redactOwn(requestUrl(endpoint, request)),
      headers: { ...redactHeaderValues(request.headers, redact), ...templates },
      ...(body === undefined ? {} : { body: cut(redactOwn(textOf(body))) }),
    },
    ...(answer === undefined ? {} : { response: recordAnswer(answer, redact) }),
  };
}

function recordAnswer(answer: Answer, redact: Redact): NonNullable<ExchangeRecord["response"]> {
  const { status, stream, body } = answer;
  const headers = redactHeaderValues(answer.headers, redact);
  if (stream !== undefined && stream.frames.length > 0) {
    return { status, headers, body: "", frames: recordFrames(stream, redact) };
  }
  const text = body.toString("utf8", 0, LONGEST_BODY * 4);
  return { status, headers, body: cut(redact(redactSplitLines(text, redact))) };
}

function textOf(body: string | Uint8Array): string {
  return typeof body === "string" ? body : Buffer.from(body).toString("utf8");
}

function cut(text: string): string {
  return text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}… (cut)` : text;
}
