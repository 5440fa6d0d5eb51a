import type { EventLoopUtilization } from "node:perf_hooks";
import { defined } from "../defined.ts";
import {
  type Answer,
  type AnswerHeaders,
  createAnswer,
  createSseAnswer,
  createStreamAnswer,
  KEPT_STREAM_BYTES,
  type StreamKind,
} from "./answer.ts";
import { MAXIMUM_BODY_BYTES } from "./limits.ts";
import { SseReader } from "./sse/sse-reader.ts";
import { StreamReader } from "./stream/stream-reader.ts";

/** What is known of an answer when its body begins. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** When the request was sent, by `performance.now()`. */
  readonly sentAt: number;
  /** How busy the suite had been until then. */
  readonly busyBefore: EventLoopUtilization;
}

/** Collects the body of one answer. */
export interface BodyCollector {
  readonly status: number;
  readonly bytes: number;
  add(piece: Buffer): void;
  /** Why no more is to be read; undefined while there is no reason. */
  limit(): string | undefined;
  /** The answer, at the end of its body. */
  ended(): Answer;
  /** The answer as far as it came; undefined where half a body says nothing. */
  interrupted(reason: string): Answer | undefined;
}

/** Creates what collects a body: a stream piece by piece with the time of each frame or event, any other whole. */
export function createBodyCollector(head: AnswerHead, stream: StreamKind | undefined): BodyCollector {
  const { status, headers } = head;
  switch (stream?.of) {
    case "frames": {
      const reader = new StreamReader(stream);
      const answer: Finish = (ending, beginning) =>
        createStreamAnswer(status, headers, { stream: reader.end(ending), beginning });
      return new StreamCollector(head, reader, answer);
    }
    case "events": {
      const reader = new SseReader();
      const answer: Finish = (ending, beginning) =>
        createSseAnswer(status, headers, { sse: reader.end(ending), beginning });
      return new StreamCollector(head, reader, answer);
    }
    default:
      return new WholeBodyCollector(head);
  }
}

/** How a stream came to its end. */
interface Ending {
  readonly interruption?: string;
  readonly durationMs: number;
  readonly idleMs: number;
}

type Finish = (ending: Ending, beginning: Buffer) => Answer;

class WholeBodyCollector implements BodyCollector {
  readonly status: number;
  bytes = 0;
  readonly #headers: AnswerHeaders;
  readonly #pieces: Buffer[] = [];

  constructor({ status, headers }: AnswerHead) {
    this.status = status;
    this.#headers = headers;
  }

  add(piece: Buffer): void {
    this.bytes += piece.length;
    this.#pieces.push(piece);
  }

  limit(): string | undefined {
    const announced = Number(this.#headers["content-length"] ?? 0);
    return Math.max(this.bytes, announced) > MAXIMUM_BODY_BYTES
      ? `the body is larger than ${MAXIMUM_BODY_BYTES} bytes`
      : undefined;
  }

  ended(): Answer {
    const [first] = this.#pieces;
    const body = this.#pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.#pieces);
    return createAnswer(this.status, this.#headers, body);
  }

  interrupted(): undefined {
    return undefined;
  }
}

class StreamCollector implements BodyCollector {
  readonly status: number;
  bytes = 0;
  readonly #head: AnswerHead;
  readonly #reader: Pick<StreamReader, "push">;
  readonly #finish: Finish;
  #beginning: Buffer = Buffer.alloc(0);
  #isReadable = true;

  constructor(head: AnswerHead, reader: Pick<StreamReader, "push">, finish: Finish) {
    this.status = head.status;
    this.#head = head;
    this.#reader = reader;
    this.#finish = finish;
  }

  add(piece: Buffer): void {
    if (this.#beginning.length < KEPT_STREAM_BYTES) {
      const more = piece.subarray(0, KEPT_STREAM_BYTES - this.#beginning.length);
      this.#beginning = Buffer.concat([this.#beginning, more]);
    }
    this.bytes += piece.length;
    this.#isReadable = this.#reader.push(piece, this.#elapsed());
  }

  /** The reader itself knows why. */
  limit(): string | undefined {
    return this.#isReadable ? undefined : "the stream cannot be read any further";
  }

  ended(): Answer {
    return this.#answer();
  }

  interrupted(reason: string): Answer {
    return this.#answer(this.#isReadable ? reason : undefined);
  }

  #answer(interruption?: string): Answer {
    const { idle } = performance.eventLoopUtilization(this.#head.busyBefore);
    const ending = { durationMs: this.#elapsed(), idleMs: idle, ...defined({ interruption }) };
    return this.#finish(ending, this.#beginning);
  }

  #elapsed(): number {
    return performance.now() - this.#head.sentAt;
  }
}
