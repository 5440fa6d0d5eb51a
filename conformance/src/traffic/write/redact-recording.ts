import { isUtf8 } from "node:buffer";
import { encodeFrame, FrameDecoder, type FrameHeader, replaceSpans } from "@bedrock-contract/wire";
import type { AnswerHeaders } from "../../exchange/answer.ts";
import { parseJson } from "../../exchange/parse-json.ts";
import { redactKeys, redactPatterns, withDocumentedAccount } from "../../results/redact/patterns.ts";
import type { Redact } from "../../results/redact/redact.ts";
import { redactHeaderValues } from "../../results/redact/redact-headers.ts";
import { REDACTED } from "../../results/redact/redacted.ts";
import { redactSplit, redactSplitLines } from "../../results/redact/split-texts.ts";
import { announceStream } from "../read/header-list.ts";
import type { RecordedExchange } from "../read/recorded-exchange.ts";

/**
 * An exchange as a recording may hold it. Secrets are replaced wherever they are, and the part is named as redacted;
 * any other account becomes the documented one, which changes no meaning. What holds neither stays byte by byte.
 */
export function redactedExchange(exchange: RecordedExchange, redact: Redact): RecordedExchange {
  const { request, response, gaps } = exchange;
  const url = replaceSecrets(withDocumentedAccount(request.url), redact, redactPatterns);
  const sent = redactBody(request.body, redact, announceStream(request.headers));
  const received = redactBody(response.body, redact, announceStream(response.headers));
  const headers = redactHeaders(response.headers, redact);
  const redacted = [
    ...(url === withDocumentedAccount(request.url) ? [] : ["request.path"]),
    ...(sent.isChanged ? ["request.body"] : []),
    ...Object.keys(response.headers).flatMap((name) =>
      headers[name] === withDocumentedAccount(response.headers[name] ?? "") ? [] : [`response.headers.${name}`],
    ),
    ...(received.isChanged ? ["response.body"] : []),
  ];
  return {
    ...exchange,
    request: { ...request, url, headers: redactHeaders(request.headers, redact), body: sent.body },
    response: { ...response, headers, body: received.body },
    gaps: { ...gaps, redacted: [...gaps.redacted, ...redacted] },
  };
}

function redactHeaders(headers: RecordedExchange["request"]["headers"], redact: Redact): Record<string, string> {
  const documented = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, withDocumentedAccount(value)]),
  );
  return { ...redactHeaderValues(documented, redact) };
}

/** A body of a request as a recording may hold it, so that one that holds a secret is found in it again. */
export function redactedRequestBody(body: Buffer, headers: AnswerHeaders, redact: Redact): Buffer {
  return redactBody(body, redact, announceStream(headers)).body;
}

interface RedactedBody {
  readonly body: Buffer;
  /** Whether a secret was in it. */
  readonly isChanged: boolean;
}

function redactBody(body: Buffer, redact: Redact, isStream: boolean): RedactedBody {
  if (isStream) {
    return redactFrames(body, redact);
  }
  if (!isUtf8(body)) {
    return redactBytes(body, redact);
  }
  const before = body.toString("utf8");
  const documented = withDocumentedAccount(before);
  const after = replaceSecrets(redactSplitLines(documented, redact), redact);
  return { body: after === before ? body : Buffer.from(after), isChanged: after !== documented };
}

function replaceSecrets(text: string, { find }: Redact, patterns: (text: string) => string = redactKeys): string {
  return patterns(find === undefined ? text : replaceSpans(text, find(text), REDACTED));
}

/** What is neither text nor frames is kept only where it holds nothing that must not be told. */
function redactBytes(body: Buffer, redact: Redact): RedactedBody {
  const text = body.toString("latin1");
  return replaceSecrets(text, redact) === text
    ? { body, isChanged: false }
    : { body: Buffer.alloc(0), isChanged: true };
}

/** Each payload is looked at decoded; frames that need change are written anew, with right checksums. */
function redactFrames(body: Buffer, redact: Redact): RedactedBody {
  const frames: { readonly bytes: Buffer; readonly headers: readonly FrameHeader[]; readonly payload: Payload }[] = [];
  let end = 0;
  try {
    new FrameDecoder().decode(body, ({ headers, payload, offset, length }) => {
      end = offset + length;
      frames.push({
        bytes: body.subarray(offset, end),
        headers,
        payload: readPayload(Buffer.from(payload)),
      });
    });
  } catch {
    // A frame that cannot be read: what it and all after it hold is looked at as bytes.
  }
  const rest = redactBytes(body.subarray(end), redact);
  const values = redactSplit(
    frames.map(({ payload }) => payload.content),
    redact,
  );
  let isChanged = rest.isChanged;
  const written = frames.map(({ bytes, headers, payload }, index) => {
    const before = JSON.stringify(payload.content);
    const documented = withDocumentedAccount(before);
    const after = replaceSecrets(withDocumentedAccount(JSON.stringify(values[index])), redact);
    const named = headers.map(({ name, value }) => [name, redactValue(value, redact)] as const);
    const isSameHead = headers.every(({ value }, at) => value === named[at]?.[1]);
    isChanged ||= after !== documented || !isSameHead;
    return after === before && isSameHead ? bytes : encodeFrame(Object.fromEntries(named), payload.write(after));
  });
  return { body: Buffer.concat([...written, rest.body]), isChanged };
}

function redactValue(value: FrameHeader["value"], redact: Redact): string | Uint8Array | bigint {
  return typeof value === "string"
    ? replaceSecrets(value, redact, redactPatterns)
    : value instanceof Uint8Array || typeof value === "bigint"
      ? value
      : String(value);
}

/** What a payload holds, and how other content is written into it. */
interface Payload {
  readonly content: unknown;
  write(content: string): Buffer;
}

function readPayload(payload: Buffer): Payload {
  const json = parseJson(payload);
  if (!json.isJson) {
    return {
      content: payload.toString("latin1"),
      write: (content) => Buffer.from(String(JSON.parse(content)), "latin1"),
    };
  }
  const bytes: unknown =
    typeof json.value === "object" && json.value !== null ? Reflect.get(json.value, "bytes") : undefined;
  const chunk = typeof bytes === "string" ? Buffer.from(bytes, "base64") : undefined;
  if (chunk === undefined || !isUtf8(chunk)) {
    return { content: json.value, write: (content) => Buffer.from(content) };
  }
  const inner = parseJson(chunk);
  const write = (content: string): Buffer => {
    const text = inner.isJson ? content : String(JSON.parse(content));
    return Buffer.from(JSON.stringify({ ...Object(json.value), bytes: Buffer.from(text).toString("base64") }));
  };
  return { content: inner.isJson ? inner.value : chunk.toString("utf8"), write };
}
