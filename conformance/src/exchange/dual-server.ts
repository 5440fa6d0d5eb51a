import http from "node:http";
import http2 from "node:http2";
import net from "node:net";

/** A request of either version of HTTP. */
export type ServerRequest = http.IncomingMessage | http2.Http2ServerRequest;

/**
 * What answers it. The two classes have the same methods for what is done here; TypeScript cannot call a union of them.
 */
export type ServerResponse = http.ServerResponse;

/** Answers one request. It must not reject. */
export type Serve = (request: ServerRequest, response: ServerResponse) => void;

/** Where a server listens, and how it speaks. */
export interface DualServerOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** With a certificate it speaks TLS, and both sides agree on the version of HTTP by ALPN. Default: none. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
  /** Whether HTTP/2 is spoken, too. Default: true. */
  readonly allowsHttp2?: boolean;
}

/** A running server. */
export interface DualServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** How many connections are open. */
  connections(): number;
  /** Ends every connection, and resolves when all are closed. */
  close(): Promise<void>;
}

/** Starts a server of HTTP/1.1 and HTTP/2 on one port. Rejects where the port is taken. */
export async function startDualServer(
  serve: Serve,
  { host, port, tls, allowsHttp2 = true }: DualServerOptions,
): Promise<DualServer> {
  const sockets = new Set<net.Socket>();
  const hold = (socket: net.Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => sockets.delete(socket));
    // A connection that breaks is the client's affair; without a listener it would end the process.
    socket.on("error", () => socket.destroy());
  };
  const server =
    tls === undefined ? plainServer(serve, hold, allowsHttp2) : secureServer(serve, hold, { ...tls, allowsHttp2 });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `${tls === undefined ? "http" : "https"}://${name}:${bound}`,
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
}

/** The responses of HTTP/2 are told apart nowhere below. */
function asServe(
  serve: Serve,
): (request: ServerRequest, response: http.ServerResponse | http2.Http2ServerResponse) => void {
  return (request, response) => {
    // A response that is written after its client has gone fails; that is no fault of the server.
    response.on("error", () => undefined);
    request.on("error", () => undefined);
    serve(request, response as http.ServerResponse); // As `ServerResponse` says.
  };
}

function secureServer(
  serve: Serve,
  hold: (socket: net.Socket) => void,
  {
    cert,
    key,
    allowsHttp2,
  }: { readonly cert: string | Buffer; readonly key: string | Buffer; readonly allowsHttp2: boolean },
): net.Server {
  const protocols = allowsHttp2 ? ["h2", "http/1.1"] : ["http/1.1"];
  const server = http2.createSecureServer({ cert, key, allowHTTP1: true, ALPNProtocols: protocols }, asServe(serve));
  server.on("secureConnection", hold);
  return server;
}

function plainServer(serve: Serve, hold: (socket: net.Socket) => void, allowsHttp2: boolean): net.Server {
  const http1 = http.createServer(asServe(serve));
  const two = http2.createServer(asServe(serve));
  return net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    hold(socket);
    if (!allowsHttp2) {
      http1.emit("connection", socket);
      return;
    }
    sniff(socket, (isHttp2) => (isHttp2 ? two : http1).emit("connection", socket));
  });
}

/** HTTP/2 with prior knowledge begins with this. https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const HTTP2_START = "PRI";

/** Reads the first bytes of a connection, puts them back and says whether they begin HTTP/2. */
function sniff(socket: net.Socket, decide: (isHttp2: boolean) => void): void {
  let start = Buffer.alloc(0);
  const onEnd = (): void => void socket.destroy();
  const onReadable = (): void => {
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
