import { isUtf8 } from "node:buffer";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { ConformanceError } from "../../conformance-error.ts";
import { defined } from "../../defined.ts";
import { SUITE } from "../../suite.ts";
import type { RecordedExchange } from "../read/recorded-exchange.ts";

/** Writes exchanges to a file as they come. */
export interface ExchangeWriter {
  /** The exchange must be redacted. Awaited, so that a slow disk slows the traffic. */
  write(exchange: RecordedExchange, at: Date): Promise<void>;
  close(): Promise<void>;
}

/** A file that ends in `.har` becomes HAR 1.2, any other JSON lines (`exchanges.schema.json`). */
export async function createExchangeWriter(file: string): Promise<ExchangeWriter> {
  const stream = createWriteStream(file);
  try {
    await once(stream, "open");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `The recording cannot be written: ${reason}`, { cause: error });
  }
  return /\.har$/i.test(file) ? harWriter(stream) : linesWriter(stream);
}

function linesWriter(stream: WriteStream): ExchangeWriter {
  return {
    write: (exchange) => put(stream, `${JSON.stringify(lineOf(exchange))}\n`),
    close: () => end(stream, ""),
  };
}

function harWriter(stream: WriteStream): ExchangeWriter {
  const { name, version } = SUITE;
  let separator = `{"log":{"version":"1.2","creator":${JSON.stringify({ name, version })},"entries":[`;
  return {
    write: async (exchange, at) => {
      await put(stream, `${separator}\n${JSON.stringify(entryOf(exchange, at))}`);
      separator = ",";
    },
    close: () => end(stream, `${separator === "," ? "" : separator}\n]}}\n`),
  };
}

async function put(stream: WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) {
    await once(stream, "drain");
  }
}

async function end(stream: WriteStream, text: string): Promise<void> {
  stream.end(text);
  await once(stream, "close");
}

/** One line, as `exchanges.schema.json` describes it. */
function lineOf({ id, operation, request, response, gaps, durationMs }: RecordedExchange): unknown {
  const { method, url, headers, body } = request;
  const { redacted } = gaps;
  return {
    id,
    fidelity: "wire",
    ...defined({ operation }),
    ...(redacted.length === 0 ? {} : { redacted }),
    durationMs: Math.round(durationMs * 10) / 10,
    request: { method, url, headers, ...bodyOf(body) },
    response: {
      status: response.status,
      headers: response.headers,
      ...bodyOf(response.body),
      ...defined({ interruption: response.interruption }),
    },
  };
}

function bodyOf(body: Buffer): { readonly body: string; readonly bodyEncoding: "text" | "base64" } {
  return isUtf8(body)
    ? { body: body.toString("utf8"), bodyEncoding: "text" }
    : { body: body.toString("base64"), bodyEncoding: "base64" };
}

/** One entry. http://www.softwareishard.com/blog/har-12-spec/#entries */
function entryOf({ request, response, durationMs }: RecordedExchange, at: Date): unknown {
  const { method, url, headers, body } = request;
  const type = (name: Readonly<Record<string, string>>): string => name["content-type"] ?? "";
  const isText = isUtf8(response.body);
  const query = [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
  return {
    startedDateTime: at.toISOString(),
    time: durationMs,
    request: {
      method,
      url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: listOf(headers),
      queryString: query,
      headersSize: -1,
      bodySize: body.length,
      ...(body.length === 0
        ? {}
        : {
            postData: isUtf8(body)
              ? { mimeType: type(headers), text: body.toString("utf8") }
              : base64(type(headers), body),
          }),
    },
    response: {
      status: response.status,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: listOf(response.headers),
      content: {
        size: response.body.length,
        ...(isText
          ? { mimeType: type(response.headers), text: response.body.toString("utf8") }
          : base64(type(response.headers), response.body)),
      },
      redirectURL: "",
      headersSize: -1,
      bodySize: response.body.length,
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
  };
}

function base64(mimeType: string, body: Buffer): Readonly<Record<string, string>> {
  return { mimeType, text: body.toString("base64"), encoding: "base64" };
}

function listOf(
  headers: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}
