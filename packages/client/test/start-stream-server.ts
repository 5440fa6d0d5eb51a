import { EventEmitter, once } from "node:events";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { createRuntimeClient } from "../src/invoke/runtime-client.ts";
import { startHttp2Server } from "./start-http2-server.ts";
import { startServer, type TestServer } from "./start-server.ts";

/** The response's side of a stream, the same in both versions of HTTP. */
export interface StreamResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(bytes: Uint8Array | string): boolean;
  end(bytes?: Uint8Array | string): unknown;
  once(event: "close", listener: () => void): unknown;
  /** Ends the response in the middle: its connection is gone. */
  breakOff(): void;
}

/** A server whose answers stay open as long as its client lets them. */
export interface StreamServer extends TestServer {
  /** Resolves once the connection, or the stream within it, of the first response is closed. */
  readonly closed: Promise<void>;
}

/** A version of HTTP: how to serve it, and how the AWS SDK speaks it. */
export interface Transport {
  readonly version: string;
  readonly start: (answer: (response: StreamResponse) => void) => Promise<StreamServer>;
  readonly clientOf: (endpoint: string) => ReturnType<typeof createRuntimeClient>;
}

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

/** HTTP/2, which the AWS SDK speaks to Amazon Bedrock unless it is told otherwise. */
export const HTTP2: Transport = {
  version: "HTTP/2",
  start: (answer) =>
    observeClose(
      (each) =>
        startHttp2Server((response) =>
          each(Object.assign(response, { breakOff: () => response.stream.session?.destroy() })),
        ),
      answer,
    ),
  clientOf: (endpoint) => createRuntimeClient({ endpoint, credentials, sdk: { maxAttempts: 1 } }),
};

/** HTTP/1.1. */
export const HTTP1: Transport = {
  version: "HTTP/1.1",
  start: (answer) =>
    observeClose(
      (each) => startServer((_, response) => each(Object.assign(response, { breakOff: () => response.destroy() }))),
      answer,
    ),
  clientOf: (endpoint) => {
    const sdk = { maxAttempts: 1, requestHandler: new NodeHttpHandler() };
    return createRuntimeClient({ endpoint, credentials, sdk });
  },
};

/** The headers of a stream as real Bedrock sends them. */
export const STREAM_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "application/vnd.amazon.eventstream",
  "x-amzn-bedrock-content-type": "application/json",
  "x-amzn-requestid": "4a1b",
};

/** Answers with a stream of these bytes; unless it is told to keep it open, the stream ends behind them. */
export function answerBytes(pieces: readonly Uint8Array[], { keepsOpen = false, headers = {} } = {}) {
  return (response: StreamResponse): void => {
    response.writeHead(200, { ...STREAM_HEADERS, ...headers });
    for (const piece of pieces) {
      response.write(piece);
    }
    if (!keepsOpen) {
      response.end();
    }
  };
}

async function observeClose(
  start: (answer: (response: StreamResponse) => void) => Promise<TestServer>,
  answer: (response: StreamResponse) => void,
): Promise<StreamServer> {
  const closing = new EventEmitter();
  const closed = once(closing, "close").then(() => {});
  const server = await start((response) => {
    response.once("close", () => closing.emit("close"));
    answer(response);
  });
  return { ...server, closed };
}
