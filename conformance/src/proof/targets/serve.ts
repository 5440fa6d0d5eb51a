import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { RawAnswer } from "../mutants/mutant.ts";

/** A request as a target sees it. */
export interface TargetRequest {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How a target answers. */
export type Respond = (request: TargetRequest) => RawAnswer | Promise<RawAnswer>;

/** A target on loopback. */
export interface ServedTarget extends AsyncDisposable {
  readonly url: string;
}

/** Serves a target on loopback; `await using` stops it. */
export async function serve(respond: Respond): Promise<ServedTarget> {
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await respond(await requestOf(request));
    response.writeHead(status, { ...headers, "content-length": body.length });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function requestOf(request: IncomingMessage): Promise<TargetRequest> {
  const { method = "", url = "", headers } = request;
  const single = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return { method, url, headers: Object.fromEntries(single), body: await buffer(request) };
}
