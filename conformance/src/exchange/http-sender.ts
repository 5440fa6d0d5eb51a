import { requestTarget, type WireRequest } from "@bedrock-contract/wire";
import { H2CClient, Pool } from "undici";
import type { Answer, StreamKind } from "./answer.ts";
import { throughProxy } from "./env-proxy.ts";
import { describeUnreachable, type ExchangeFailure } from "./exchange-failure.ts";
import { receiveAnswer } from "./receive-answer.ts";

/** How exchanges are made. */
export interface HttpSenderOptions {
  /** Connections to each origin. */
  readonly connections: number;
  /** Time for one exchange, its body included, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends every exchange under way. */
  readonly signal?: AbortSignal;
}

/** An answer, or why there is none. */
export type ExchangeOutcome = { readonly answer: Answer } | { readonly failure: ExchangeFailure };

/** What is known of one exchange. */
export interface SendOptions {
  /** Whether the request may be sent a second time where a kept-alive connection was closed just then. */
  readonly isRepeatable: boolean;
  /** How an answer with this status is read; undefined where it is not a stream. */
  readonly streamKind: (status: number) => StreamKind | undefined;
  /** Whether both sides stream at once, which only HTTP/2 can. Default: false. */
  readonly isSession?: boolean;
}

/** Sends requests over HTTP/1.1 with kept-alive connections, sessions over HTTP/2, and follows no redirect. */
export interface HttpSender {
  send(endpoint: URL, request: WireRequest, options: SendOptions): Promise<ExchangeOutcome>;
  close(): Promise<void>;
}

/** Creates a sender. It speaks to the wire itself, since a client library hides what is to be checked. */
export function createHttpSender(options: HttpSenderOptions): HttpSender {
  const pools = new Map<string, OriginPool>();
  const poolOf = (origin: string, isHttp2: boolean): OriginPool => {
    const key = `${origin} ${isHttp2}`;
    const pool = pools.get(key) ?? createOriginPool(origin, options, isHttp2);
    pools.set(key, pool);
    return pool;
  };
  return {
    send: async (endpoint, request, { isRepeatable, streamKind, isSession = false }) => {
      const pool = poolOf(endpoint.origin, isSession);
      const attempt = () => exchange(pool, endpoint, { request, options: { ...options, streamKind } });
      const first = await attempt();
      return isRepeatable && isStaleConnection(first, pool) ? attempt() : first;
    },
    close: async () => {
      await Promise.all([...pools.values()].map(({ pool }) => pool.destroy()));
    },
  };
}

interface OriginPool {
  readonly origin: string;
  readonly pool: Pool;
  readonly isHttp2: boolean;
  /** The errors with which a connection could not be made. */
  readonly connectErrors: WeakSet<object>;
  /** Whether an answer ever arrived; only then a connection can have been kept alive and closed meanwhile. */
  hasAnswered: boolean;
}

/** undici's own timeouts are off: the timer of an exchange bounds all of it. */
function createOriginPool(origin: string, { connections }: HttpSenderOptions, isHttp2: boolean): OriginPool {
  const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
  const version = isHttp2 ? http2For(origin, timeouts) : { allowH2: false, ...throughProxy(origin, false) };
  const pool = new Pool(origin, { connections, pipelining: 1, ...timeouts, ...version });
  const connectErrors = new WeakSet<object>();
  pool.on("connectionError", (_origin, _targets, error) => connectErrors.add(error));
  return { origin, pool, isHttp2, connectErrors, hasAnswered: false };
}

/** With TLS both sides agree on HTTP/2; without, it is spoken from the start. */
function http2For(origin: string, options: H2CClient.Options): Pool.Options {
  return origin.startsWith("https:")
    ? { allowH2: true, ...throughProxy(origin, true) }
    : { factory: (url) => new H2CClient(url, options) };
}

async function exchange(
  origin: OriginPool,
  endpoint: URL,
  {
    request,
    options,
  }: { readonly request: WireRequest; readonly options: HttpSenderOptions & Pick<SendOptions, "streamKind"> },
): Promise<ExchangeOutcome> {
  const prefix = endpoint.pathname.replace(/\/$/, "");
  const result = await receiveAnswer(
    origin.pool,
    {
      method: request.method,
      path: `${prefix}${requestTarget(request)}`,
      headers: request.headers,
      body: request.body ?? null,
    },
    options,
  );
  if ("answer" in result) {
    origin.hasAnswered = true;
    return result;
  }
  const { failure, reason } = result;
  if (typeof reason === "object" && reason !== null && origin.connectErrors.has(reason)) {
    return { failure: { kind: "unreachable", message: describeUnreachable(origin.origin, reason) } };
  }
  // A server that speaks TLS mostly closes the connection of somebody who does not, without a word.
  const mayWantTls =
    failure.kind === "broken" &&
    failure.isBeforeAnswer === true &&
    !origin.hasAnswered &&
    Object(reason).code === "UND_ERR_SOCKET" &&
    origin.origin.startsWith("http:");
  if (mayWantTls) {
    return { failure: { ...failure, message: `${failure.message}; if the target speaks TLS, it is https://` } };
  }
  const isOtherVersion = origin.isHttp2 && Object(reason).code === "ERR_HTTP2_ERROR" && !origin.hasAnswered;
  return isOtherVersion
    ? {
        failure: {
          ...failure,
          message: `${failure.message}; a session is opened over HTTP/2, which the target may not speak`,
        },
      }
    : { failure };
}

/**
 * A server may close a kept-alive connection just as the next request leaves.
 * https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1
 */
function isStaleConnection(outcome: ExchangeOutcome, { hasAnswered }: OriginPool): boolean {
  return (
    hasAnswered && "failure" in outcome && outcome.failure.kind === "broken" && outcome.failure.isBeforeAnswer === true
  );
}
