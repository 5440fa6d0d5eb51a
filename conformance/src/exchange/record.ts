import { redactHeaders, requestUrl, type WireRequest } from "@bedrock-contract/wire";
import type { CheckResult, Difference, ExchangeRecord } from "../result.ts";
import { recordFrames } from "../stream/record-frames.ts";
import type { Answer } from "./answer.ts";

const LONGEST_BODY = 8_192;
const REDACTED = "REDACTED";

/** Replaces every secret in a text. */
export type Redact = (text: string) => string;

/** Creates a function that replaces secrets wherever they turn up, be it in what a target echoes. */
export function createRedact(secrets: readonly (string | undefined)[]): Redact {
  const known = [...new Set(secrets.filter((each) => each !== undefined && each.length >= 8))];
  return (text) => known.reduce<string>((redacted, secret) => redacted.replaceAll(secret ?? "", REDACTED), text);
}

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
      headers: mapValues(redactHeaders(request.headers), redact),
      ...(body === undefined ? {} : { body: cut(redact(textOf(body))) }),
    },
    ...(answer === undefined ? {} : { response: recordAnswer(answer, redact) }),
  };
}

/** Removes secrets from what a check says. */
export function redactCheck(check: CheckResult, redact: Redact): CheckResult {
  const { message, expected, received, differences, pointer } = check;
  return {
    ...check,
    ...redactTexts({ message, expected, received, pointer }, redact),
    ...(differences === undefined ? {} : { differences: differences.map((each) => redactDifference(each, redact)) }),
  };
}

function redactDifference(difference: Difference, redact: Redact): Difference {
  const { message, expected, received, pointer } = difference;
  return { ...difference, ...redactTexts({ message, expected, received, pointer }, redact) };
}

function redactTexts(texts: Readonly<Record<string, string | undefined>>, redact: Redact): Record<string, string> {
  const given = Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, redact(text)]]));
  return Object.fromEntries(given);
}

function recordAnswer(answer: Answer, redact: Redact): NonNullable<ExchangeRecord["response"]> {
  const { status, stream, body } = answer;
  const headers = mapValues(redactHeaders(answer.headers), redact);
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

function mapValues(values: Readonly<Record<string, string>>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
