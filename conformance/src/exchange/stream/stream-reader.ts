import { FrameDecoder, FrameError, type FrameErrorCode } from "@bedrock-contract/wire";
import { defined } from "../../defined.ts";
import { MAXIMUM_FRAMES, MAXIMUM_STREAM_BYTES } from "../limits.ts";
import { CHUNK } from "./event-names.ts";
import { readFrame, type StreamFrame } from "./stream-frame.ts";

/** A frame that could not be read; nothing after it can be. */
export interface StreamFault {
  readonly code: FrameErrorCode;
  readonly message: string;
  readonly index: number;
  readonly offset: number;
  /** The first bytes of the frame, in hexadecimal. */
  readonly hex: string;
}

/** What was read of a stream. After a fault or an interruption it holds the frames before. */
export interface StreamReading {
  readonly frames: readonly StreamFrame[];
  readonly bytes: number;
  readonly fault?: StreamFault;
  /** Why the stream was not received to its end. */
  readonly interruption?: string;
  /** From the request to the end of the stream, in milliseconds; undefined for recorded bytes. */
  readonly durationMs?: number;
  /** For how much of that time the suite itself had nothing to do, and could read what came at once. */
  readonly idleMs?: number;
}

/** What a stream can hold. */
export interface StreamReaderOptions {
  /** The names of its events. Default: `chunk` alone. */
  readonly events?: readonly string[] | undefined;
}

/** Reads a stream as its bytes arrive. It needs the bytes only, be they from a connection or from a file. */
export class StreamReader {
  readonly #decoder = new FrameDecoder();
  readonly #frames: StreamFrame[] = [];
  #bytes = 0;
  readonly #events: readonly string[];
  #fault: StreamFault | undefined;
  #excess: string | undefined;

  constructor({ events = [CHUNK] }: StreamReaderOptions = {}) {
    this.#events = events;
  }

  /** Takes the next bytes. Returns false where there is no use in reading on. */
  push(piece: Uint8Array, receivedMs?: number): boolean {
    if (this.#fault !== undefined || this.#excess !== undefined) {
      return false;
    }
    this.#bytes += piece.length;
    this.#read(() =>
      this.#decoder.decode(
        piece,
        (frame) => void this.#frames.push(readFrame(frame, { events: this.#events, receivedMs })),
      ),
    );
    if (this.#bytes > MAXIMUM_STREAM_BYTES) {
      this.#excess = `the stream is longer than ${MAXIMUM_STREAM_BYTES} bytes`;
    } else if (this.#frames.length > MAXIMUM_FRAMES) {
      this.#excess = `the stream has more than ${MAXIMUM_FRAMES} frames`;
    }
    return this.#fault === undefined && this.#excess === undefined;
  }

  /** What was read, at the end of the stream, or where it was interrupted. */
  end({ interruption, ...times }: Pick<StreamReading, "interruption" | "durationMs" | "idleMs"> = {}): StreamReading {
    const reason = this.#excess ?? interruption;
    if (this.#fault === undefined && reason === undefined) {
      this.#read(() => this.#decoder.end());
    }
    return {
      frames: this.#frames,
      bytes: this.#bytes,
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
      ...defined({ interruption: reason, ...times }),
    };
  }

  #read(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof FrameError)) {
        throw error;
      }
      const { code, index, offset, hex } = error;
      // Where the frame stands is told apart from what is wrong with it.
      const message = error.message.slice(error.message.indexOf(": ") + 2);
      this.#fault = { code, message, index, offset, hex };
    }
  }
}

/** Reads the bytes of a whole stream. */
export function readStream(bytes: Uint8Array, options: StreamReaderOptions = {}, interruption?: string): StreamReading {
  const reader = new StreamReader(options);
  reader.push(bytes);
  return reader.end(defined({ interruption }));
}
