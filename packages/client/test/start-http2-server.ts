import { once } from "node:events";
import { createServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from "node:http2";
import { text } from "node:stream/consumers";
import type { ReceivedRequest, TestServer } from "./start-server.ts";

/**
 * Starts an HTTP/2 server without TLS on a free port of loopback, as the AWS SDK's runtime client needs it; `await
 * using` stops it.
 */
export async function startHttp2Server(answer: (response: Http2ServerResponse) => void): Promise<TestServer> {
  const received: ReceivedRequest[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer(async (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const { method, url, headers } = request;
    received.push({ method, url, headers, body: await text(request) });
    answer(response);
  });
  server.on("session", (session) => sessions.add(session)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const stop = async () => {
    server.close();
    for (const session of sessions) {
      session.destroy();
    }
  };
  return { url: `http://127.0.0.1:${port}`, received, [Symbol.asyncDispose]: stop };
}
