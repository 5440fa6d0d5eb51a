import { hexView } from "@bedrock-contract/wire";
import { defined } from "../../defined.ts";
import { MAXIMUM_FRAMES, MAXIMUM_STREAM_BYTES } from "../limits.ts";
import { type JsonBody, parseJson } from "../parse-json.ts";
import { isKnownField, LineSplitter, type RawLine } from "./sse-lines.ts";

/** One server-sent event that has data. */
export interface SseEvent {
  readonly index: number;
  /** Offset of its first line from the beginning of the stream. */
  readonly offset: number;
  /** The first bytes of its data, in hexadecimal. */
  readonly hex: string;
  /** How it is called; absent where it has no name. */
  readonly name?: string;
  /** The lines of its data, joined. */
  readonly data: string;
  readonly json: JsonBody;
  /** When it was complete, in milliseconds since the request was sent; undefined for recorded bytes. */
  readonly receivedMs?: number;
}

/** A place at which the bytes are no stream of server-sent events, or lose something. */
export interface SseFault {
  readonly message: string;
  readonly expected: string;
  readonly received: string;
  readonly index: number;
  readonly offset: number;
  readonly hex: string;
}

/** What was read of a stream of server-sent events. */
export interface SseReading {
  readonly events: readonly SseEvent[];
  readonly bytes: number;
  readonly faults: readonly SseFault[];
  /** Why the stream was not received to its end. */
  readonly interruption?: string;
  /** From the request to the end of the stream, in milliseconds; undefined for recorded bytes. */
  readonly durationMs?: number;
  /** For how much of that time the suite itself had nothing to do, and could read what came at once. */
  readonly idleMs?: number;
}

const MOST_FAULTS = 20;
const SHOWN_BYTES = 16;

/**
 * Reads server-sent events as their bytes arrive, as https://html.spec.whatwg.org/multipage/server-sent-events.html has
 * them.
 */
export class SseReader {
  readonly #lines = new LineSplitter();
  readonly #events: SseEvent[] = [];
  readonly #faults: SseFault[] = [];
  #data: string[] = [];
  #name: string | undefined;
  /** The first line of the event under way; undefined between two events. */
  #start: RawLine | undefined;
  #bytes = 0;
  #excess: string | undefined;

  /** Takes the next bytes. Returns false where there is no use in reading on. */
  push(piece: Uint8Array, receivedMs?: number): boolean {
    if (this.#excess !== undefined) {
      return false;
    }
    this.#bytes += piece.length;
    for (const line of this.#lines.push(piece)) {
      this.#take(line, receivedMs);
    }
    if (this.#bytes > MAXIMUM_STREAM_BYTES) {
      this.#excess = `the stream is longer than ${MAXIMUM_STREAM_BYTES} bytes`;
    } else if (this.#events.length > MAXIMUM_FRAMES) {
      this.#excess = `the stream has more than ${MAXIMUM_FRAMES} events`;
    }
    return this.#excess === undefined;
  }

  /** What was read, at the end of the stream, or where it was interrupted. */
  end({ interruption, ...times }: Pick<SseReading, "interruption" | "durationMs" | "idleMs"> = {}): SseReading {
    const reason = this.#excess ?? interruption;
    if (reason === undefined) {
      this.#atEnd(times.durationMs);
    }
    return {
      events: this.#events,
      bytes: this.#bytes,
      faults: this.#faults,
      ...defined({ interruption: reason, ...times }),
    };
  }

  #take(line: RawLine, receivedMs: number | undefined): void {
    if (line.text === "") {
      this.#dispatch(receivedMs);
      return;
    }
    this.#start ??= line;
    if (!line.isUtf8) {
      this.#note(line, { message: "a line is not UTF-8", expected: "UTF-8", received: shown(line.text) });
    }
    const colon = line.text.indexOf(":");
    const field = colon === -1 ? line.text : line.text.slice(0, colon);
    if (field === "data") {
      this.#data.push(fieldValue(line.text, colon));
    } else if (field === "event") {
      this.#name = fieldValue(line.text, colon);
    } else if (!isKnownField(field)) {
      const message = "a line is not a field of server-sent events, so that clients skip it";
      this.#note(line, { message, expected: "data: JSON", received: shown(line.text) });
    }
  }

  /** A blank line ends an event; one without data is skipped. */
  #dispatch(receivedMs: number | undefined): void {
    const start = this.#start;
    if (start !== undefined && this.#data.length > 0) {
      const data = this.#data.join("\n");
      const bytes = Buffer.from(data);
      this.#events.push({
        index: this.#events.length,
        offset: start.offset,
        hex: hexView(bytes.subarray(0, SHOWN_BYTES)),
        data,
        ...defined({ name: this.#name }),
        json: parseJson(bytes),
        ...defined({ receivedMs }),
      });
    }
    this.#start = undefined;
    this.#data = [];
    this.#name = undefined;
  }

  /**
   * Clients drop an event that no blank line ends. It is kept here, so that the checks tell no more than this one
   * fault.
   */
  #atEnd(receivedMs: number | undefined): void {
    const rest = this.#lines.end();
    if (rest !== undefined) {
      this.#take(rest, receivedMs);
    }
    if (this.#start === undefined || this.#data.length === 0) {
      return;
    }
    const received = `the end of the stream after ${shown(this.#data.join("\n"))}`;
    const message = "no blank line ends the last event, so that clients drop it";
    this.#note(this.#start, { message, expected: "a blank line", received });
    this.#dispatch(receivedMs);
  }

  #note(line: RawLine, fault: Pick<SseFault, "message" | "expected" | "received">): void {
    if (this.#faults.length < MOST_FAULTS) {
      const hex = hexView(line.bytes.subarray(0, SHOWN_BYTES));
      this.#faults.push({ ...fault, index: this.#events.length, offset: line.offset, hex });
    }
  }
}

/** Reads the bytes of a whole stream. */
export function readSse(bytes: Uint8Array, interruption?: string): SseReading {
  const reader = new SseReader();
  reader.push(bytes);
  return reader.end(defined({ interruption }));
}

function fieldValue(line: string, colon: number): string {
  return colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
}

function shown(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
