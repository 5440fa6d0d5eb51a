import type http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";
import { EVENT_STREAM_MEDIA_TYPE } from "@bedrock-contract/wire";
import { type Answer, errorAnswer, type TextAnswer } from "./answer.ts";
import { Arrivals } from "./arrivals.ts";
import { DEADLINES, type Deadlines, Http1Deadlines, holdToDeadlines } from "./deadlines.ts";
import type { ServerCertificate } from "./make-certificate.ts";
import type { MockRequest } from "./mock-request.ts";
import { nodeHttp } from "./node-http.ts";
import { readBody } from "./read-body.ts";
import { invalid, Refusal } from "./refusal.ts";
import { type AnyResponse, abort, writeFrames } from "./write-frames.ts";

/** Answers one request. Anything that it throws becomes an error response. */
export type Handler = (request: MockRequest) => Promise<Answer>;

/**
 * Answers a request that did not come to the handler, because its body could not be read, or that the handler failed
 * at.
 */
export type Refuser = (request: MockRequest, reason: unknown) => Promise<Answer>;

/** A server of HTTP/1.1 and HTTP/2 (prior knowledge, no TLS) on one port. */
export interface HttpFront {
  listen(port: number, host: string): Promise<net.AddressInfo>;
  /** Stops listening, ends every connection, and resolves when all of them are closed. */
  close(): Promise<void>;
}

/** How a front listens. */
export interface FrontOptions {
  /** Default: those that keep nobody waiting for long. */
  readonly deadlines?: Deadlines;
  /** What it shows to clients that speak TLS. Default: it speaks none. */
  readonly certificate?: ServerCertificate | undefined;
}

/** Creates the front of the mock. No malformed request stops it. */
export function createHttpFront(
  handler: Handler,
  refuse: Refuser = refuseAsBedrock,
  { deadlines = DEADLINES, certificate }: FrontOptions = {},
): HttpFront {
  const serve = (request: AnyRequest, response: AnyResponse) => {
    exchange(request, response, async (received) => {
      await arrivals.over;
      return answerOf(received, handler, refuse);
    }).catch((reason: unknown) => breakOff(response, reason));
  };
  const arrivals = new Arrivals();
  const http1Deadlines = new Http1Deadlines(deadlines);
  const http1Server = nodeHttp.createServer((request, response) => {
    http1Deadlines.begins(request, response);
    serve(request, response);
  });
  // A client may end its side once it has asked (RFC 9112, 9.6): Node.js would end the other side, too, without the response.
  Object.assign(http1Server, { httpAllowHalfOpen: true });
  http1Server.on("clientError", refuseOnSocket);
  http1Server.on("connect", (_request, socket) => refuseOnSocket(new Error("CONNECT is not offered"), socket));
  const http2Server = http2.createServer(serve);
  http2Server.on("session", (session) => holdToDeadlines(session, deadlines));
  const sockets = new Set<net.Socket>();
  const take = (socket: net.Socket): void => {
    // A connection that breaks is the client's affair; without a listener it would end the process.
    socket.on("error", () => socket.destroy());
    http1Deadlines.opens(socket);
    sniff(socket, (isHttp2) => {
      if (isHttp2) {
        http1Deadlines.leaves(socket);
      }
      (isHttp2 ? http2Server : http1Server).emit("connection", socket);
    });
  };
  // Without `noDelay` the frames of a stream would wait for one another.
  const server = listener({ allowHalfOpen: true, noDelay: true }, certificate, take);
  server.on("connection", (socket: net.Socket) => {
    arrivals.add();
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return {
    listen: (port, host) => listen(server, port, host),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
}

/** A server of plain connections, or of TLS. A client that does not trust it ends its connection, and no more. */
function listener(
  options: net.ServerOpts,
  certificate: ServerCertificate | undefined,
  take: (socket: net.Socket) => void,
): net.Server {
  if (certificate === undefined) {
    return net.createServer(options, take);
  }
  const { key, certificates: cert } = certificate;
  const server = tls.createServer({ ...options, key, cert, ALPNProtocols: ["h2", "http/1.1"] }, take);
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return server;
}

function listen(server: net.Server, port: number, host: string): Promise<net.AddressInfo> {
  return new Promise((resolve, reject) => {
    // It stays: an error of a later accept must not end the process, and rejects nothing any more.
    server.on("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === "string") {
        reject(new Error("The mock listens on a TCP port only"));
      } else {
        resolve(address);
      }
    });
  });
}

/**
 * HTTP/2 with prior knowledge begins with this text; `PR` alone may still become `PRI` or be no HTTP at all.
 * https://www.rfc-editor.org/rfc/rfc9113#section-3.4
 */
const HTTP2_START = "PRI";

/** Reads the first bytes of a connection, puts them back and says whether they begin HTTP/2. */
function sniff(socket: net.Socket, decide: (isHttp2: boolean) => void): void {
  let start = Buffer.alloc(0);
  const onEnd = () => refuseOnSocket(new Error("it ends inside the request line"), socket);
  const onReadable = () => {
    for (let piece: unknown = socket.read(); piece instanceof Buffer; piece = socket.read()) {
      start = Buffer.concat([start, piece]);
    }
    const text = start.toString("latin1", 0, HTTP2_START.length);
    if (text !== HTTP2_START && HTTP2_START.startsWith(text)) {
      return;
    }
    socket.off("readable", onReadable);
    socket.off("end", onEnd);
    socket.unshift(start);
    decide(text === HTTP2_START);
  };
  socket.on("readable", onReadable);
  socket.on("end", onEnd);
}

type AnyRequest = http.IncomingMessage | http2.Http2ServerRequest;

async function exchange(
  request: AnyRequest,
  response: AnyResponse,
  answerTo: (request: AnyRequest) => Promise<Answer>,
): Promise<void> {
  const answer = await answerTo(request);
  if (isGone(response)) {
    return;
  }
  const writing = writeAnswer(response, answer);
  if (isEventStream(request)) {
    // It is read while the answer is written.
    await writing;
  }
  // A client that still sends would lose the response if we closed the connection: the rest of an oversized body is
  // dropped as it comes.
  request.resume();
  await writing;
}

/** Whether the client went away; writing to an HTTP/2 stream would then throw. */
function isGone(response: AnyResponse): boolean {
  return response instanceof nodeHttp.ServerResponse
    ? response.destroyed
    : response.stream === undefined || response.stream.destroyed || response.stream.closed;
}

async function answerOf(request: AnyRequest, handler: Handler, refuse: Refuser): Promise<Answer> {
  let read = mockRequest(request, new Uint8Array());
  try {
    const pieces: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
    read = isEventStream(request) ? { ...read, pieces } : mockRequest(request, await readBody(pieces));
    return await handler(read);
  } catch (reason) {
    return refuse(read, reason);
  }
}

/** Whether a client streams events, so that it waits for the answer before it has sent all. */
function isEventStream({ headers }: AnyRequest): boolean {
  return headers["content-type"] === EVENT_STREAM_MEDIA_TYPE;
}

/** The response of Bedrock to a request that is refused, or that the mock fails at. */
export async function refuseAsBedrock(_request: MockRequest, reason: unknown): Promise<Answer> {
  return errorAnswer(Refusal.from(reason));
}

function mockRequest(request: AnyRequest, body: Uint8Array): MockRequest {
  const { method = "GET", url = "/", rawHeaders } = request;
  // The request line may hold a whole URL: `GET http://host/path`.
  const [origin = "", authority] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url) ?? [];
  const target = url.slice(origin.length);
  const pairs = pairHeaders(rawHeaders);
  const mark = target.indexOf("?");
  return {
    method,
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? "" : target.slice(mark + 1),
    hosts: hostsOf(pairs, authority),
    headers: joinHeaders(request.headers),
    body,
    received: { method, target, headers: pairs, body },
  };
}

/** Node lists names and values in turn. */
function pairHeaders(rawHeaders: readonly string[]): readonly (readonly [string, string])[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : []));
}

function hostsOf(headers: readonly (readonly [string, string])[], authority: string | undefined): readonly string[] {
  const named = headers.filter(([name]) => /^(?:host|:authority)$/i.test(name)).map(([, value]) => value);
  return authority === undefined ? named : [authority, ...named];
}

function joinHeaders(headers: http.IncomingHttpHeaders | http2.IncomingHttpHeaders): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !name.startsWith(":")) {
      joined[name] = typeof value === "string" ? value : value.join(", ");
    }
  }
  return joined;
}

async function writeAnswer(anyResponse: AnyResponse, { status, headers, body, cut }: Answer): Promise<void> {
  // The overloads of both are the same, but TypeScript cannot call a union of them.
  const response = anyResponse as http.ServerResponse;
  if (cut !== undefined && cut.after === undefined) {
    abort(anyResponse);
  } else if (typeof body === "string") {
    writeText(response, { status, headers, body }, cut?.after);
  } else {
    response.writeHead(status, headers);
    await writeFrames(response, cut?.after === undefined ? body : { ...body, cutAfter: cut.after });
  }
}

function writeText(response: http.ServerResponse, { status, headers, body }: TextAnswer, cutAfter?: number): void {
  response.writeHead(
    status,
    status === 204 ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) },
  );
  if (cutAfter === undefined) {
    response.end(body);
  } else {
    response.flushHeaders();
    response.write(Buffer.from(body).subarray(0, cutAfter), () => abort(response));
  }
}

/**
 * Ends an exchange that nothing could answer, such as one whose response has a header that HTTP does not admit: with an
 * error, or where the response has begun, by breaking it off. It must not end the process, which may be that of a
 * user's tests.
 */
function breakOff(response: AnyResponse, reason: unknown): void {
  if (isGone(response)) {
    return;
  }
  if (response.headersSent) {
    abort(response);
  } else {
    // As above.
    writeText(response as http.ServerResponse, errorAnswer(Refusal.from(reason)));
  }
}

/** Answers bytes that are not an HTTP request, for which there is no response object. */
function refuseOnSocket(error: Error, socket: NodeJS.WritableStream & { destroy(): void }): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = errorAnswer(invalid(`The request is not valid HTTP/1.1: ${error.message}`));
  const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)), connection: "close" });
  const head = [`HTTP/1.1 ${status} Bad Request`, ...lines.map((line) => line.join(": "))].join("\r\n");
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy());
}
