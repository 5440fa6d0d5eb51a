import type { AnswerHeaders } from "../../exchange/answer.ts";
import type { JsonBody } from "../../exchange/parse-json.ts";
import type { RecordingGaps } from "./recording-gaps.ts";

/** One frame of a stream, as a recording lists it decoded. */
export interface RecordedEvent {
  /** In the order of the wire. Absent where the recording holds chunks only. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The payload's JSON, such as `{"bytes": …, "p": …}`. */
  readonly payload?: unknown;
  /** What the payload's `bytes` decode to. */
  readonly chunk?: unknown;
}

/** Why an answer did not come to its end: a client that goes away says nothing about the target. */
export interface Interruption {
  readonly by: "client" | "target";
  readonly message: string;
}

/** One exchange read from a file, whatever the file's form. */
export interface RecordedExchange {
  readonly id: string;
  /** File and line, or file and entry. */
  readonly place: string;
  /** The operation that the recording names. Absent where it names none. */
  readonly operation?: string;
  readonly request: {
    readonly method: string;
    /** As recorded: a whole URL, or a path with its query. */
    readonly url: string;
    readonly headers: AnswerHeaders;
    readonly body: Buffer;
    /** What the body is as JSON, where that is known. */
    readonly json?: JsonBody;
  };
  readonly response: {
    /** 0 where the request was never answered. */
    readonly status: number;
    readonly headers: AnswerHeaders;
    readonly body: Buffer;
    /** What the body is as JSON, where that is known. */
    readonly json?: JsonBody;
    /** The frames of a stream, as the recording lists them beside or instead of its bytes. */
    readonly events?: readonly RecordedEvent[];
    /** Who ended the answer before it was whole. Absent where it is. */
    readonly interruption?: Interruption;
  };
  /** What the recording cannot hold. */
  readonly gaps: RecordingGaps;
  readonly durationMs: number;
  /** When it was, as the recording writes it. Absent where it does not tell. */
  readonly time?: string;
  /** The streaming operation, where the answer is the response that its events made up. */
  readonly foldedFrom?: string;
  /** What must not be told, beside what its own headers and its URL hold. Default: nothing. */
  readonly secrets?: readonly string[];
}

/** A line or an entry that is not an exchange. */
export interface Malformed {
  readonly place: string;
  /** What was expected, and what stands there. */
  readonly message: string;
}

/** One line of a file of batch inference. */
export interface RecordedBatchLine {
  /** The file's name and the number of the line. */
  readonly id: string;
  /** File and line. */
  readonly place: string;
  /** The record, parsed. */
  readonly record: unknown;
}

/** What a file gives, one after the other. */
export type Recorded =
  | { readonly exchange: RecordedExchange }
  | { readonly batchLine: RecordedBatchLine }
  | { readonly malformed: Malformed };
