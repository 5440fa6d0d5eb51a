import { BedrockError, isBedrockError } from "../errors/bedrock-error.ts";
import { callError } from "../errors/call-error.ts";
import { answerFacts, type StreamFacts } from "./stream-error.ts";

/** Bytes as they arrive: the body of a `fetch`, a stream of Node, or any other async iterable of bytes. */
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Reads a stream of bytes piece by piece and lets go of it at once when it is told to, or when the signal ends the
 * call: a read that waits then ends too, and the connection is free.
 */
export class ByteReader {
  readonly #facts: StreamFacts;
  readonly #source: Source;
  #isReleased = false;
  #hasEnded = false;
  #settle: { resolve: (piece: undefined) => void; reject: (reason: unknown) => void } | undefined;

  constructor(bytes: ByteStream, facts: StreamFacts) {
    this.#facts = facts;
    this.#source = "getReader" in bytes ? readerSource(bytes.getReader()) : iterableSource(bytes);
    facts.signal?.addEventListener("abort", this.#abort);
    if (facts.signal?.aborted) {
      this.#abort();
    }
  }

  /**
   * The next piece; undefined at the end, and once the stream was released. Throws a `BedrockError` where the bytes
   * stop arriving.
   */
  read(): Promise<Uint8Array | undefined> {
    this.throwIfAborted();
    if (this.#isReleased) {
      return Promise.resolve(undefined);
    }
    return new Promise<Uint8Array | undefined>((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#source.read().then(
        (piece) => {
          this.#hasEnded ||= piece === undefined && !this.#isReleased;
          resolve(piece);
        },
        (reason: unknown) => reject(this.#brokenOff(reason)),
      );
    });
  }

  /** Throws the `BedrockError` of a call that its signal has ended. */
  throwIfAborted(): void {
    const { signal, operation } = this.#facts;
    if (signal?.aborted) {
      throw callError(signal.reason, signal, operation);
    }
  }

  /** Whether the stream was let go of. */
  get isReleased(): boolean {
    return this.#isReleased;
  }

  /** Whether the bytes came to their end, before the stream was let go of. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Lets go of the stream, wherever it is. */
  release(): void {
    if (!this.#isReleased) {
      this.#isReleased = true;
      this.#facts.signal?.removeEventListener("abort", this.#abort);
      this.#source.release();
      this.#settle?.resolve(undefined);
    }
  }

  readonly #abort = (): void => {
    const { signal, operation } = this.#facts;
    this.#settle?.reject(callError(signal?.reason, signal, operation));
    this.release();
  };

  #brokenOff(reason: unknown): BedrockError {
    const error = callError(reason, this.#facts.signal, this.#facts.operation);
    if (isBedrockError(reason) || error.code === "AbortError" || error.code === "TimeoutError") {
      return error;
    }
    // `fetch` says only "terminated"; its cause says why.
    const cause = reason instanceof Error && reason.cause instanceof Error ? reason.cause : reason;
    const detail = cause instanceof Error && cause.message !== "" ? cause.message : String(cause);
    const message = `the stream broke off: ${detail}`;
    return new BedrockError({ ...answerFacts(this.#facts), code: "NetworkError", message, cause: reason });
  }
}

interface Source {
  read(): Promise<Uint8Array | undefined>;
  release(): void;
}

function readerSource(reader: ReadableStreamDefaultReader<Uint8Array>): Source {
  return {
    read: async () => (await reader.read()).value,
    release: () => void reader.cancel().catch(ignoreLateFailure),
  };
}

function iterableSource(bytes: AsyncIterable<Uint8Array>): Source {
  const iterator = bytes[Symbol.asyncIterator]();
  return {
    read: async () => {
      const { done, value } = await iterator.next();
      if (done === true && wasCutOff(bytes)) {
        throw new Error("the connection was closed before the response ended");
      }
      return done === true ? undefined : value;
    },
    release: () => {
      // The iterator of a stream of Node cannot be ended while a read waits; the stream itself can.
      if ("destroy" in bytes && typeof bytes.destroy === "function") {
        bytes.destroy();
      }
      void iterator.return?.().catch(ignoreLateFailure);
    },
  };
}

/**
 * A stream of Node's HTTP/2 stops without an error where its connection is lost or the stream is cancelled: only the
 * event `end` means a whole response. https://nodejs.org/api/stream.html#readablereadableended
 */
function wasCutOff(bytes: object): boolean {
  return "readableEnded" in bytes && bytes.readableEnded === false;
}

/** Nobody waits any more for what a released stream says. */
function ignoreLateFailure(): void {}
