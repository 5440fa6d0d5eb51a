import { requestUrl, type WireRequest } from "@bedrock-contract/wire";
import type { Redact } from "../redact/redact.ts";
import { redactHeaderValues } from "../redact/redact-headers.ts";
import type { ExchangeRecord } from "../result.ts";
import { recordFrames } from "../stream/record-frames.ts";
import type { Answer } from "./answer.ts";

const LONGEST_BODY = 8_192;

/** Writes down an exchange for a report: without secrets, bodies cut. */
export function recordExchange(
  endpoint: URL,
  request: WireRequest,
  { answer, redact }: { readonly answer?: Answer; readonly redact: Redact },
): ExchangeRecord {
  const { body } = request;
  return {
    request: {
      method: request.method,
      url: redact(requestUrl(endpoint, request)),
      headers: redactHeaderValues(request.headers, redact),
      ...(body === undefined ? {} : { body: cut(redact(textOf(body))) }),
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
  return { status, headers, body: cut(redact(body.toString("utf8", 0, LONGEST_BODY * 4))) };
}

function textOf(body: string | Uint8Array): string {
  return typeof body === "string" ? body : Buffer.from(body).toString("utf8");
}

function cut(text: string): string {
  return text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}… (cut)` : text;
}
