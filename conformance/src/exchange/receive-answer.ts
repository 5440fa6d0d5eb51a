import type { Dispatcher, Pool } from "undici";
import type { Answer, AnswerHeaders, StreamKind } from "./answer.ts";
import { type BodyCollector, createBodyCollector } from "./body-collector.ts";
import { describeBroken, type ExchangeFailure, isOfAnswer } from "./exchange-failure.ts";

/** An answer, or why there is none, with the error that said so. */
export type Received = { readonly answer: Answer } | { readonly failure: ExchangeFailure; readonly reason?: unknown };

interface ReceiveOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** How an answer with this status is read; undefined where it is not a stream. */
  readonly streamKind: (status: number) => StreamKind | undefined;
}

/**
 * Sends one request and reads its answer to the end. One timer bounds the whole, so that a body that drips cannot hold
 * a run, and the body is bounded, so that one without end cannot fill the memory. Of a stream, what came before it
 * broke off is an answer too. Never rejects.
 */
export function receiveAnswer(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  options: ReceiveOptions,
): Promise<Received> {
  return new Promise((resolve) => {
    const end = (received: Received): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", interrupt);
      resolve(received);
    };
    const receiver = new AnswerReceiver(options.streamKind, end);
    const timer = setTimeout(() => receiver.giveUp(timeoutFailure(options.timeoutMs, receiver)), options.timeoutMs);
    const interrupt = (): void => receiver.giveUp({ kind: "interrupted", message: "the run was interrupted" });
    options.signal?.addEventListener("abort", interrupt, { once: true });
    pool.dispatch(request, receiver);
  });
}

class AnswerReceiver implements Dispatcher.DispatchHandler {
  readonly #streamKind: ReceiveOptions["streamKind"];
  readonly #resolve: (received: Received) => void;
  #body: BodyCollector | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #isSettled = false;
  #sentAt = performance.now();
  #busyBefore = performance.eventLoopUtilization();

  constructor(streamKind: ReceiveOptions["streamKind"], resolve: (received: Received) => void) {
    this.#streamKind = streamKind;
    this.#resolve = resolve;
  }

  /** The status, once there is one. */
  get status(): number | undefined {
    return this.#body?.status;
  }

  /** Bytes of the body received so far. */
  get bytes(): number {
    return this.#body?.bytes ?? 0;
  }

  giveUp(failure: ExchangeFailure, reason?: unknown): void {
    const partial = failure.kind === "interrupted" ? undefined : this.#body?.interrupted(failure.message);
    this.#settle(partial === undefined ? { failure, reason } : { answer: partial });
    this.#controller?.abort(new Error(failure.message));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#sentAt = performance.now();
    this.#busyBefore = performance.eventLoopUtilization();
    if (this.#isSettled) {
      controller.abort(new Error("The exchange has ended"));
    }
  }

  onResponseStart(_controller: unknown, status: number, headers: Parameters<typeof flatHeaders>[0]): void {
    // An interim answer (1xx) comes before the one that counts.
    if (status >= 200) {
      const head = { status, headers: flatHeaders(headers), sentAt: this.#sentAt, busyBefore: this.#busyBefore };
      this.#body = createBodyCollector(head, this.#streamKind(status));
      this.#stopAtLimit();
    }
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#body?.add(chunk);
    this.#stopAtLimit();
  }

  onResponseEnd(): void {
    if (this.#body !== undefined) {
      this.#settle({ answer: this.#body.ended() });
    }
  }

  onResponseError(_controller: unknown, reason: Error): void {
    const isBeforeAnswer = this.status === undefined && !isOfAnswer(reason);
    this.giveUp({ kind: "broken", message: describeBroken(reason, this.bytes), isBeforeAnswer }, reason);
  }

  #stopAtLimit(): void {
    const limit = this.#isSettled ? undefined : this.#body?.limit();
    if (limit !== undefined) {
      this.giveUp({ kind: "too-large", message: limit });
    }
  }

  #settle(received: Received): void {
    if (!this.#isSettled) {
      this.#isSettled = true;
      // Nothing that still comes is kept.
      this.#body = undefined;
      this.#resolve(received);
    }
  }
}

function timeoutFailure(timeoutMs: number, { status, bytes }: AnswerReceiver): ExchangeFailure {
  const message =
    status === undefined
      ? `no response within ${timeoutMs} ms`
      : `status ${status}, but no end of the body within ${timeoutMs} ms (${bytes} bytes so far)`;
  return { kind: "timeout", message, isBeforeAnswer: status === undefined };
}

function flatHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): AnswerHeaders {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) {
      flat[name] = typeof value === "string" ? value : value.join(", ");
    }
  }
  return flat;
}
