import { Transform } from "node:stream";
import type { Credentials } from "@bedrock-contract/wire";
import { EVENT_STREAM_MEDIA_TYPE } from "@bedrock-contract/wire";
import { defined } from "../defined.ts";
import {
  type DualServerOptions,
  type ServerRequest,
  type ServerResponse,
  startDualServer,
} from "../exchange/dual-server.ts";
import { MAXIMUM_STREAM_BYTES } from "../exchange/limits.ts";
import type { CaseResult } from "../result.ts";
import { environmentSecrets } from "../results/redact/environment-secrets.ts";
import type { Environment } from "../targets/authenticator.ts";
import { Grading } from "../traffic/grade/grading.ts";
import { locateOperation } from "../traffic/read/locate-operation.ts";
import type { Interruption, RecordedExchange } from "../traffic/read/recorded-exchange.ts";
import { requestTargetOf } from "../traffic/read/request-target.ts";
import type { RecordedReporter, ResultsHead } from "../traffic/report/recorded-reporter.ts";
import { ExchangeTap } from "./exchange-tap.ts";
import { type Forwarded, Forwarder, type ForwardFailure } from "./forward.ts";
import { endToEnd, headerOf, pairHeaders, rawPairs, withoutHeaders } from "./header-pairs.ts";
import { Judge } from "./judge.ts";
import { refusedAccess } from "./local-access.ts";
import { openUpstream } from "./upstream.ts";

/** What a proxy stands between, and what it does with what passes. */
export interface ProxyOptions extends Pick<DualServerOptions, "host" | "port" | "tls"> {
  /** `mock`, `bedrock` or a URL. */
  readonly upstream: string;
  readonly region: string;
  /** Whether requests may go to Amazon Web Services, where they cost money. */
  readonly isPaid: boolean;
  readonly environment: Environment;
  /** The file that exchanges are recorded in. Default: none. */
  readonly record?: string | undefined;
  readonly gatewayBasePaths?: readonly string[] | undefined;
  readonly requiresBody: boolean;
  /** Is told of each exchange as it ends, before it is judged. Default: nobody. */
  readonly observe?: (exchange: RecordedExchange) => void;
  readonly reporters: readonly RecordedReporter[];
}

/** How the traffic of a proxy was judged. */
export interface ProxyEnd {
  readonly results: ResultsHead;
  /** As of the command: 2 where nothing passed. */
  readonly exitCode: 0 | 1 | 2 | 3 | 130;
}

/** Answers who asked for the report. */
export type Reply = (text: string, exitCode: number) => void;

/** A running proxy. */
export interface Proxy {
  readonly url: string;
  /** Resolves when somebody asks for the report by `POST /_/report`, with what answers the request. */
  readonly asked: Promise<Reply>;
  /** Counts what was found out otherwise among the results. */
  tell(result: CaseResult): void;
  /**
   * Takes no further request, waits a moment for those under way, and for the judge, and tells the reporters. What was
   * begun and not ended is not testable.
   */
  end(): Promise<ProxyEnd>;
  /** Stops listening, once the report is told. */
  close(): Promise<void>;
}

/** How long requests under way may still take when the proxy ends. */
const GRACE_MS = 5_000;

/** Starts a proxy. Throws a usage error where the upstream may not be called or the recording not be written. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { environment, reporters, requiresBody, gatewayBasePaths } = options;
  const upstream = await openUpstream(options.upstream, options);
  const grading = new Grading({ name: `traffic to ${upstream.name}`, reporters, requiresBody });
  const judge = await Judge.start(
    { gatewayBasePaths, ...defined({ record: options.record, credentials: knownCredentials(environment) }) },
    grading,
  );
  const forwarder = new Forwarder();
  let ask: (reply: Reply) => void;
  const asked = new Promise<Reply>((resolve) => {
    ask = resolve;
  });
  const underWay = new Set<Promise<void>>();
  const secrets = environmentSecrets(environment);
  let isEnding = false;
  let count = 0;

  const serve = (request: ServerRequest, response: ServerResponse): void => {
    const refusal = refusedAccess(request, options.host);
    if (refusal !== undefined) {
      refuse(response, 403, refusal);
    } else if (request.method === "POST" && request.url === "/_/report") {
      request.resume();
      ask((text, exitCode) => writeReport(response, text, exitCode));
    } else if (request.url?.startsWith("/_/")) {
      // Who waits for the proxy asks here, where nothing is passed on.
      request.resume();
      response.writeHead(204).end();
    } else if (isEnding) {
      refuse(response, 503, "the proxy is ending");
    } else {
      const passing = pass(request, response, String(++count)).catch(() => void response.destroy());
      underWay.add(passing);
      passing.finally(() => underWay.delete(passing));
    }
  };

  const pass = async (request: ServerRequest, response: ServerResponse, id: string): Promise<void> => {
    await judge.room();
    const tap = new ExchangeTap();
    const received = pairHeaders(request.rawHeaders);
    const headers = [...withoutHeaders(endToEnd(received), ["accept-encoding"]), ...uncompressed(received)];
    const { method = "GET", url: target = "/" } = request;
    const isStream = headerOf(headers, "content-type") === EVENT_STREAM_MEDIA_TYPE;
    if (isStream && upstream.signs) {
      request.resume();
      refuse(response, 501, "the proxy does not sign streams of events: send them to a URL, or to the mock");
      return;
    }
    const body = isStream ? request.pipe(tapping(tap)) : await bodyOf(request, tap);
    if (body === undefined) {
      refuse(response, 413, `the body is longer than ${MAXIMUM_STREAM_BYTES} bytes`);
      return;
    }
    const match = locateOperation(method, requestTargetOf(target), gatewayBasePaths);
    let sent: string | undefined;
    let failure: ForwardFailure | undefined;
    try {
      const to = await upstream.prepare(
        {
          method,
          target,
          headers,
          isHttp2: request.httpVersionMajor === 2,
          body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
        },
        match,
      );
      sent = `${to.origin}${to.target}`;
      const forwarded: Forwarded = { method, to, body };
      failure = await forwarder.forward(forwarded, response, tap);
    } catch (error) {
      failure = { unreachable: error instanceof Error ? error.message : String(error) };
    }
    const exchange = tap.exchange(
      { id, method, url: sent ?? `http://unsent.invalid${target}`, headers: received },
      interruptionOf(failure),
    );
    options.observe?.({ ...exchange, ...defined({ operation: match?.operation.name }) });
    judge.add({
      exchange: {
        ...exchange,
        secrets: [...secrets, ...upstream.secrets()],
        ...defined({ operation: match?.operation.name }),
      },
      received: { method, target, headers: rawPairs(request.rawHeaders), body: exchange.request.body },
      at: tap.at,
    });
    if (failure !== undefined && "unreachable" in failure) {
      refuse(response, 502, failure.unreachable);
    }
  };

  const server = await startDualServer(serve, options).catch(async (error: Error) => {
    await judge.end();
    throw error;
  });
  return {
    url: server.url,
    asked,
    tell: (result) => judge.tell(result),
    end: async () => {
      isEnding = true;
      await Promise.race([Promise.all(underWay), new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
      // What still goes on is broken off; then it is an exchange, too.
      await forwarder.close();
      await Promise.all(underWay);
      await judge.end();
      const isEmpty = !grading.isStarted;
      const { results, exitCode } = await grading.end(false);
      return { results, exitCode: isEmpty ? 2 : exitCode };
    },
    close: async () => {
      await server.close();
      await upstream.close();
    },
  };
}

/** A compressed body could be judged by nobody but who unpacks it: none is asked for, unless a signature covers that. */
function uncompressed(received: ReturnType<typeof pairHeaders>): ReturnType<typeof pairHeaders> {
  const authorization = headerOf(received, "authorization") ?? "";
  const asked = headerOf(received, "accept-encoding");
  return /SignedHeaders=[^,]*\baccept-encoding\b/.test(authorization) && asked !== undefined
    ? [["accept-encoding", asked]]
    : [];
}

/** What a client streams passes as it comes. */
function tapping(tap: ExchangeTap): Transform {
  return new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      tap.request.add(piece);
      done(null, piece);
    },
  });
}

async function bodyOf(request: ServerRequest, tap: ExchangeTap): Promise<Buffer | undefined> {
  request.on("data", (piece: Buffer) => tap.request.add(piece));
  await new Promise<void>((resolve) => {
    request.once("end", resolve);
    request.once("close", resolve);
  });
  return tap.request.isWhole ? tap.request.bytes : undefined;
}

function interruptionOf(failure: ForwardFailure | undefined): Interruption | undefined {
  if (failure === undefined) {
    return undefined;
  }
  return "unreachable" in failure ? { by: "target", message: failure.unreachable } : failure.interruption;
}

/** The credentials that stand in the environment: clients of the same environment sign with them. */
function knownCredentials({
  AWS_ACCESS_KEY_ID,
  AWS_SECRET_ACCESS_KEY,
  AWS_SESSION_TOKEN,
}: Environment): Credentials | undefined {
  return AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
    ? {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
      }
    : undefined;
}

/** Answers in the proxy's own name. */
function refuse(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ message: `bedrock-conformance proxy: ${message}` });
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** `curl --fail-with-body` ends as the command does. */
function writeReport(response: ServerResponse, text: string, exitCode: number): void {
  response.writeHead(exitCode === 0 ? 200 : 422, {
    "content-type": "text/plain; charset=utf-8",
    "x-exit-code": String(exitCode),
  });
  response.end(text);
}
