import { type Mock, startMock } from "@bedrock-contract/mock";
import { startServer, type TestServer } from "./start-server.ts";

/** An answer of the mock on its way. */
export interface PassingAnswer {
  status: number;
  readonly headers: Record<string, string>;
  body: Buffer;
}

/** What goes wrong with the answer to a request. */
export type Mutation = (
  answer: PassingAnswer,
  request: { readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, unknown>> },
) => void;

/** A target that answers as the mock does, but for what a mutation changes. */
export interface FaultyTarget extends AsyncDisposable {
  readonly url: string;
}

/** Starts a proxy before a mock; `await using` stops both. */
export async function startFaultyTarget(mutate: Mutation): Promise<FaultyTarget> {
  const mock: Mock = await startMock();
  const server: TestServer = await startServer(async (request, response) => {
    const { method = "GET", url = "" } = request;
    const received = server.requests.at(-1);
    const headers = { ...received?.headers };
    for (const own of ["host", "connection", "content-length", "transfer-encoding", "keep-alive"]) {
      delete headers[own];
    }
    const answer = await fetch(`${mock.url}${url}`, {
      method,
      headers: headers as Record<string, string>, // Headers that repeat are none of those that the suite sends.
      ...(method === "GET" || method === "DELETE" ? {} : { body: received?.body ?? "" }),
    });
    const passing = {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    };
    for (const own of ["connection", "content-length", "transfer-encoding", "keep-alive"]) {
      delete passing.headers[own];
    }
    mutate(passing, { method, url, headers: request.headers });
    response.writeHead(passing.status, passing.headers).end(passing.body);
  });
  return {
    url: server.url,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await mock.close();
    },
  };
}
