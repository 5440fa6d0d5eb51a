import { MAXIMUM_STREAM_BYTES } from "../exchange/limits.ts";
import { headersOf } from "../traffic/read/header-list.ts";
import type { Interruption, RecordedExchange } from "../traffic/read/recorded-exchange.ts";
import { type HeaderPairs, withoutHeaders } from "./header-pairs.ts";

/** A body as it passes; what is more than a body may have is counted, not kept. */
class PassingBody {
  #pieces: Buffer[] = [];
  #bytes = 0;

  add(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.isWhole) {
      // A piece of a connection's buffer would keep all of it.
      this.#pieces.push(Buffer.from(piece));
    } else {
      this.#pieces = [];
    }
  }

  get isWhole(): boolean {
    return this.#bytes <= MAXIMUM_STREAM_BYTES;
  }

  /** In memory of their own: a message to another thread copies all of the memory that a buffer is a part of. */
  get bytes(): Buffer {
    const whole = Buffer.allocUnsafeSlow(this.isWhole ? this.#bytes : 0);
    let at = 0;
    for (const piece of this.#pieces) {
      at += piece.copy(whole, at);
    }
    return whole;
  }
}

/** Notes one exchange while it passes. */
export class ExchangeTap {
  readonly request: PassingBody = new PassingBody();
  readonly response: PassingBody = new PassingBody();
  readonly at: Date = new Date();
  readonly #start = performance.now();
  #head: { readonly status: number; readonly headers: HeaderPairs } = { status: 0, headers: [] };

  /** The status and the headers of the answer. */
  answered(status: number, headers: HeaderPairs): void {
    this.#head = { status, headers };
  }

  /** The exchange, once it has ended. */
  exchange(
    {
      id,
      method,
      url,
      headers,
    }: { readonly id: string; readonly method: string; readonly url: string; readonly headers: HeaderPairs },
    interruption?: Interruption,
  ): RecordedExchange {
    const { status } = this.#head;
    const tooLong = [
      ...(this.request.isWhole ? [] : ["request.body"]),
      ...(this.response.isWhole ? [] : ["response.body"]),
    ];
    return {
      id,
      place: `exchange ${id}`,
      request: { method, url, headers: headersOf(headers), body: this.request.bytes },
      response: {
        status,
        headers: headersOf(withoutHeaders(this.#head.headers, ["connection", "keep-alive", "transfer-encoding"])),
        body: this.response.bytes,
        ...(interruption === undefined ? {} : { interruption }),
      },
      gaps: { redacted: tooLong, missing: [], areHeadersComplete: true, isBodyExact: true },
      durationMs: Math.round((performance.now() - this.#start) * 10) / 10,
    };
  }
}
