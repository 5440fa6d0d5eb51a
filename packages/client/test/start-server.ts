import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { text } from "node:stream/consumers";

/** A request as the server received it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A server on loopback that remembers what it received. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
}

/** Starts a server on a free port of loopback; `await using` stops it. */
export async function startServer(answer: RequestListener): Promise<TestServer> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    received.push({ method, url, headers, body: await text(request) });
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, received, [Symbol.asyncDispose]: stop };
}

/** Answers every request with one JSON body. */
export function answerJson(status: number, body: unknown, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json", "x-amzn-requestid": "4a1b", ...headers });
    response.end(JSON.stringify(body));
  };
}
