import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { printableLine } from "@bedrock-contract/wire";
import { excerpt } from "../../exchange/answer.ts";
import { announceBody, announceStream, headersOf, takenHeaders } from "./header-list.ts";
import type { Recorded, RecordedExchange } from "./recorded-exchange.ts";
import type { Part } from "./recording-gaps.ts";

/** A HAR file is one JSON value, read as a whole: JavaScript holds no longer text. */
export const LONGEST_HAR: number = 500 * 1024 * 1024;

/** Reads the entries of a HAR 1.2 file. http://www.softwareishard.com/blog/har-12-spec/ */
export async function* readHar(file: string): AsyncGenerator<Recorded> {
  const { size } = await stat(file);
  if (size > LONGEST_HAR) {
    const message = `expected a HAR file of at most ${LONGEST_HAR} bytes; JSON-lines files may be of any length`;
    yield { malformed: { place: file, message } };
    return;
  }
  const har = parse(await readFile(file, "utf8"), file);
  if ("malformed" in har) {
    yield har;
    return;
  }
  const entries = memberOf(memberOf(har.value, "log"), "entries");
  if (!Array.isArray(entries)) {
    yield { malformed: { place: `${file}:1`, message: 'expected a HAR file: {"log": {"entries": […]}}' } };
    return;
  }
  for (const [index, entry] of entries.entries()) {
    yield entryOf(entry, { file, index });
  }
}

function parse(text: string, file: string): Extract<Recorded, { malformed: unknown }> | { readonly value: unknown } {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const line = /\(line (\d+) column/.exec(reason)?.[1] ?? text.split("\n").length;
    return {
      malformed: { place: `${file}:${line}`, message: `expected a HAR file, which is JSON: ${excerpt(reason)}` },
    };
  }
}

function entryOf(entry: unknown, { file, index }: { readonly file: string; readonly index: number }): Recorded {
  const at = `log.entries[${index}]`;
  const place = `${file}: ${at}`;
  const request = memberOf(entry, "request");
  const response = memberOf(entry, "response");
  const method = memberOf(request, "method");
  const url = memberOf(request, "url");
  const status = memberOf(response, "status");
  if (typeof method !== "string" || typeof url !== "string") {
    return { malformed: { place, message: "expected request.method and request.url, both strings" } };
  }
  if (typeof status !== "number" || !Number.isInteger(status)) {
    return { malformed: { place, message: "expected response.status, a whole number" } };
  }
  const sent = headerList(request);
  const received = headerList(response);
  const content = answerContent(response, received);
  const requestBody = postedBytes(request);
  const time = memberOf(entry, "time");
  const startedAt = memberOf(entry, "startedDateTime");
  const exchange: RecordedExchange = {
    id: printableLine(`${basename(file)}/${index + 1}`),
    place,
    request: { method: method.toUpperCase(), url, headers: sent, body: requestBody ?? Buffer.alloc(0) },
    response: { status, headers: received, body: content.body },
    gaps: {
      redacted: takenHeaders(received),
      missing: [
        ...(Object.keys(received).length === 0 ? ["response.headers"] : []),
        ...(requestBody === undefined && announcesBody(request, sent) ? ["request.body"] : []),
        ...content.missing,
      ],
      areHeadersComplete: true,
    },
    durationMs: typeof time === "number" && time > 0 ? time : 0,
    ...(typeof startedAt === "string" ? { time: startedAt } : {}),
  };
  return { exchange };
}

const STREAM_PARTS: readonly Part[] = ["response.bytes", "response.frame-headers", "response.payloads"];

/** A stream is binary: a HAR holds it in base64, or not at all. */
function answerContent(
  response: unknown,
  headers: RecordedExchange["response"]["headers"],
): { readonly body: Buffer; readonly missing: readonly Part[] } {
  const content = memberOf(response, "content");
  const text = memberOf(content, "text");
  const encoding = memberOf(content, "encoding");
  const isBase64 = typeof encoding === "string" && encoding.toLowerCase() === "base64";
  if (typeof text === "string" && isBase64) {
    return { body: Buffer.from(text, "base64"), missing: [] };
  }
  if (typeof text === "string" && text !== "" && !announceStream(headers)) {
    return { body: Buffer.from(text), missing: [] };
  }
  const size = Number(memberOf(content, "size") ?? 0);
  const isLeftOut = announceStream(headers) || size > 0 || Number(memberOf(response, "bodySize") ?? 0) > 0;
  return {
    body: Buffer.alloc(0),
    missing: isLeftOut || announceBody(headers) ? ["response.body", ...STREAM_PARTS] : [],
  };
}

function postedBytes(request: unknown): Buffer | undefined {
  const posted = memberOf(request, "postData");
  const text = memberOf(posted, "text");
  if (typeof text !== "string") {
    return undefined;
  }
  // No part of HAR 1.2, but what several tools write for a body that is not text.
  return Buffer.from(text, memberOf(posted, "encoding") === "base64" ? "base64" : "utf8");
}

function announcesBody(request: unknown, headers: RecordedExchange["request"]["headers"]): boolean {
  return Number(memberOf(request, "bodySize") ?? 0) > 0 || announceBody(headers);
}

function headerList(message: unknown): RecordedExchange["request"]["headers"] {
  const list: unknown = memberOf(message, "headers");
  const pairs = (Array.isArray(list) ? list : []).flatMap((each: unknown) => {
    const name = memberOf(each, "name");
    const value = memberOf(each, "value");
    return typeof name === "string" && typeof value === "string" ? [[name, value] as const] : [];
  });
  return headersOf(pairs);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
