import type { Readable } from "node:stream";
import { type Dispatcher, H2CClient, Pool } from "undici";
import type { ServerResponse } from "../exchange/dual-server.ts";
import { throughProxy } from "../exchange/env-proxy.ts";
import { describeBroken, describeUnreachable } from "../exchange/exchange-failure.ts";
import type { Interruption } from "../traffic/read/recorded-exchange.ts";
import { endToEnd, type HeaderPairs } from "./header-pairs.ts";
import type { UpstreamRequest } from "./upstream.ts";

/** What passes. */
export interface Forwarded {
  readonly method: string;
  readonly to: UpstreamRequest;
  /** Bytes, or the frames of a client that streams while it is answered. */
  readonly body: Buffer | Readable;
}

/** Is told of the answer as it passes. */
export interface AnswerTap {
  answered(status: number, headers: HeaderPairs): void;
  readonly response: { add(piece: Buffer): void };
}

/** How an exchange ended that did not end well. */
export type ForwardFailure = { readonly unreachable: string } | { readonly interruption: Interruption };

/** Sends requests on, and answers back as they come. */
export class Forwarder {
  readonly #pools = new Map<string, Dispatcher>();

  /**
   * Sends a request, and writes each piece of its answer the moment that it comes. A client that reads slowly slows the
   * upstream; one that goes away ends the request. Never rejects.
   */
  forward(given: Forwarded, response: ServerResponse, tap: AnswerTap): Promise<ForwardFailure | undefined> {
    const { method, to, body } = given;
    const isStream = !Buffer.isBuffer(body);
    return new Promise((resolve) => {
      const passage = new Passage({ origin: to.origin, response, tap, resolve });
      response.once("close", () => passage.clientClosed());
      this.#dispatcherOf(to.origin, to.isHttp2).dispatch(
        {
          method,
          path: to.target,
          headers: to.headers.flat(),
          body: isStream || body.length > 0 ? body : null,
        },
        passage,
      );
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }

  /** Without TLS, HTTP/2 is spoken from the start. */
  #dispatcherOf(origin: string, isHttp2: boolean): Dispatcher {
    const key = `${origin} ${isHttp2}`;
    const known = this.#pools.get(key);
    if (known !== undefined) {
      return known;
    }
    // How long an answer may take is a matter between client and upstream.
    const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
    const plain = isHttp2 && !origin.startsWith("https:");
    const version = plain ? { factory: (url: URL | string) => new H2CClient(url, timeouts) } : { allowH2: isHttp2 };
    const options = { connections: 256, pipelining: 1, ...timeouts, ...version, ...throughProxy(origin, isHttp2) };
    const pool = new Pool(origin, options as Pool.Options); // As above.
    this.#pools.set(key, pool);
    return pool;
  }
}

class Passage implements Dispatcher.DispatchHandler {
  readonly #origin: string;
  readonly #response: ServerResponse;
  readonly #tap: AnswerTap;
  readonly #resolve: (failure: ForwardFailure | undefined) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #bytes = 0;
  #hasBegun = false;
  #isEnded = false;

  constructor({
    origin,
    response,
    tap,
    resolve,
  }: {
    readonly origin: string;
    readonly response: ServerResponse;
    readonly tap: AnswerTap;
    readonly resolve: (failure: ForwardFailure | undefined) => void;
  }) {
    this.#origin = origin;
    this.#response = response;
    this.#tap = tap;
    this.#resolve = resolve;
  }

  clientClosed(): void {
    if (!this.#isEnded) {
      const message = "the client disconnected before the response was complete";
      this.#end({ interruption: { by: "client", message } });
      this.#controller?.abort(new Error(message));
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isEnded) {
      controller.abort(new Error("The client went away"));
    }
  }

  onResponseStart(
    _controller: unknown,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // An interim answer (1xx) comes before the one that counts.
    if (status < 200 || this.#isEnded) {
      return;
    }
    const pairs = Object.entries(headers).flatMap(([name, value = []]) =>
      [value].flat().map((each) => [name, each] as const),
    );
    this.#hasBegun = true;
    this.#tap.answered(status, pairs);
    const length = pairs.filter(([name]) => name.toLowerCase() === "content-length");
    this.#response.writeHead(status, grouped([...endToEnd(pairs), ...length]));
    this.#response.flushHeaders?.();
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#bytes += piece.length;
    this.#tap.response.add(piece);
    if (!this.#isEnded && !this.#response.write(piece)) {
      controller.pause();
      this.#response.once("drain", () => controller.resume());
    }
  }

  onResponseEnd(): void {
    if (!this.#isEnded) {
      this.#end(undefined);
      this.#response.end();
    }
  }

  onResponseError(_controller: unknown, reason: Error): void {
    if (this.#isEnded) {
      return;
    }
    if (this.#hasBegun) {
      this.#end({ interruption: { by: "target", message: describeBroken(reason, this.#bytes) } });
      // What the client has is not all: it must not look as if it were.
      this.#response.destroy();
      return;
    }
    this.#end({ unreachable: describeUnreachable(this.#origin, reason) });
  }

  #end(failure: ForwardFailure | undefined): void {
    this.#isEnded = true;
    this.#resolve(failure);
  }
}

/** As `writeHead` takes them: a name that occurs several times has a list. */
function grouped(pairs: HeaderPairs): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    const before = headers[name];
    headers[name] = before === undefined ? value : [...[before].flat(), value];
  }
  return headers;
}
