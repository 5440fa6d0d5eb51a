import { verifySignature } from "@bedrock-contract/wire";
import { type ServerRequest, type ServerResponse, startDualServer } from "../exchange/dual-server.ts";
import type { CheckResult } from "../result.ts";
import { gradeExchange } from "../traffic/grade/grade-exchange.ts";
import { headersOf } from "../traffic/read/header-list.ts";
import { locateOperation } from "../traffic/read/locate-operation.ts";
import { requestTargetOf } from "../traffic/read/request-target.ts";
import type { ClientApi, How, ScriptedAnswer } from "./client-cases.ts";
import { scriptedAnswer, type WrittenAnswer, writeScripted } from "./write-answer.ts";

/** What clients sign with here. */
export const CLIENT_KEY = {
  accessKeyId: "AKIDCLIENTOFTESTS",
  secretAccessKey: "the/secret+of=a+client+under+test",
} as const;

/** How the next requests are answered. */
export interface Script {
  readonly answers: readonly ScriptedAnswer[];
  readonly how: How;
  readonly api: ClientApi;
}

/** What was asked while a script was played. */
export interface SeenRequests {
  readonly requestedAt: readonly number[];
  /** The model of each request; undefined where it is no operation. */
  readonly modelIds: readonly (string | undefined)[];
  /** The checks of the requests. */
  readonly checks: readonly CheckResult[];
}

/** A server that answers by script. */
export interface TestServer {
  readonly url: string;
  begin(script: Script): { end(): Promise<SeenRequests> };
  /** How many connections are open. */
  connections(): number;
  close(): Promise<void>;
}

interface Seen {
  readonly at: number;
  readonly request: ServerRequest;
  readonly body: Buffer;
  readonly answer: WrittenAnswer;
}

/** Starts a server that speaks HTTP/1.1, and HTTP/2 if it may. */
export async function startTestServer(allowsHttp2: boolean): Promise<TestServer> {
  let script: Script | undefined;
  let seen: Seen[] = [];
  const serve = async (request: ServerRequest, response: ServerResponse): Promise<void> => {
    const at = performance.now();
    const pieces: Buffer[] = [];
    for await (const piece of request) {
      pieces.push(Buffer.from(piece));
    }
    if (script === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { answers, how, api } = script;
    const scripted = answers[Math.min(seen.length, answers.length - 1)] ?? {};
    const answer = scriptedAnswer(scripted, how, api);
    seen.push({ at, request, body: Buffer.concat(pieces), answer });
    await writeScripted(response, answer, scripted);
  };
  const server = await startDualServer(
    (request, response) => void serve(request, response).catch(() => response.destroy()),
    { host: "127.0.0.1", port: 0, allowsHttp2 },
  );
  return {
    url: server.url,
    connections: server.connections,
    close: server.close,
    begin: (next) => {
      script = next;
      seen = [];
      return {
        end: async () => {
          script = undefined;
          const all = seen;
          return {
            requestedAt: all.map(({ at }) => at),
            modelIds: all.map(
              ({ request: { method = "", url = "" } }) => locateOperation(method, requestTargetOf(url))?.labels.modelId,
            ),
            checks: (await Promise.all(all.map(requestChecksOf))).flat(),
          };
        },
      };
    },
  };
}

/** The checks of a request among those of its exchange. */
const OF_REQUEST = [
  "request-parameters",
  "request-schema",
  "client-request",
  "client-content-type",
  "request-signature",
];

async function requestChecksOf({ request, body, answer }: Seen): Promise<readonly CheckResult[]> {
  const { method = "", url = "", rawHeaders } = request;
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
  );
  const headers = headersOf(pairs);
  const isSigned = headers.authorization !== undefined;
  const failure = isSigned
    ? await verifySignature(
        { method, target: url, headers: pairs, body },
        { credentials: (id) => (id === CLIENT_KEY.accessKeyId ? CLIENT_KEY : undefined) },
      )
    : undefined;
  const graded = await gradeExchange(
    {
      id: "client",
      place: "client",
      request: { method, url, headers, body },
      response: { status: answer.status, headers: answer.headers, body: Buffer.concat(answer.pieces) },
      gaps: { redacted: [], missing: [], areHeadersComplete: true },
      durationMs: 0,
      secrets: [CLIENT_KEY.secretAccessKey],
    },
    isSigned ? { signature: failure === undefined ? {} : { fault: failure.message } } : {},
  );
  return graded.checks.filter(({ id }) => OF_REQUEST.includes(id));
}
