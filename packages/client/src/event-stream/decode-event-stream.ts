import type { RuntimeEvent } from "@bedrock-contract/types";
import type { Validator } from "@bedrock-contract/validators";
import { errorTypeOf, requestIdOf } from "@bedrock-contract/wire/error-type";
import {
  type ChunkEvent,
  type ExceptionEvent,
  eventStreams,
  type StreamEvent,
  type StreamOperation,
  type TypedEvent,
} from "@bedrock-contract/wire/event-stream";
import { failureOf } from "../errors/answer-error.ts";
import type { BedrockError } from "../errors/bedrock-error.ts";
import { jsonOrText } from "../errors/json-or-text.ts";
import { ByteReader, type ByteStream } from "./byte-reader.ts";
import { EndEvent } from "./end-event.ts";
import { createEventStream, type EventStream } from "./event-stream.ts";
import { type OnInvalidChunk, readChunks } from "./read-chunks.ts";
import { readEvents } from "./read-events.ts";
import type { StreamFacts } from "./stream-error.ts";

/** What a stream is decoded from: its bytes, or the response of `fetch` that brings them. */
export type EventStreamSource = ByteStream | Response;

/** Name of an operation that streams typed events, and not chunks whose bytes are in the model's own form. */
export type TypedStreamOperation = {
  [Operation in StreamOperation]: true extends HasChunk<RuntimeEvent<Operation>> ? never : Operation;
}[StreamOperation];

type HasChunk<Event> = Event extends unknown ? ("chunk" extends keyof Event ? true : false) : never;

/** How a stream is decoded. */
export interface DecodeEventStreamOptions<Chunk = unknown> {
  /** The operation whose response it is. Default: `InvokeModelWithResponseStream`. */
  readonly operation?: StreamOperation | undefined;
  /**
   * What comes out: `chunks` are the decoded bodies, and of ConverseStream the events, `{ messageStart: { role:
   * "assistant" } }`; `events` also give each one's bytes and padding, and events of unknown types. Default: `chunks`.
   */
  readonly output?: "chunks" | "events" | undefined;
  /** The validator of the chunks; it types them. Default: none, nothing is checked. */
  readonly validator?: Validator<Chunk> | undefined;
  /** What to do where a chunk breaks its format. Default: `throw`, since without `validator` nothing is checked. */
  readonly onInvalidChunk?: OnInvalidChunk | undefined;
  /** Ends the stream early, with an `AbortError`. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

type Typed<Operation extends TypedStreamOperation> = DecodeEventStreamOptions<RuntimeEvent<Operation>> & {
  readonly operation: Operation;
};

type Opaque<Chunk> = DecodeEventStreamOptions<Chunk> & {
  readonly operation?: Exclude<StreamOperation, TypedStreamOperation> | undefined;
};

/**
 * Decodes the response of an operation that streams, without an SDK, in browsers too. An exception inside the stream is
 * thrown as a `BedrockError` after the chunks before it; bytes that are not frames throw one whose `cause` is the
 * `FrameError`. Of a `Response` that is an error the exception is thrown. A chunk's type is that of the operation's
 * events, of `validator`, or the one that the caller names.
 */
export function decodeEventStream<Operation extends TypedStreamOperation>(
  source: EventStreamSource,
  options: Typed<Operation> & { readonly output: "events" },
): EventStream<Exclude<StreamEvent, ExceptionEvent | ChunkEvent>>;
export function decodeEventStream<Operation extends TypedStreamOperation>(
  source: EventStreamSource,
  options: Typed<Operation> & { readonly output?: "chunks" | undefined },
): EventStream<RuntimeEvent<Operation>>;
export function decodeEventStream(
  source: EventStreamSource,
  options: Opaque<unknown> & { readonly output: "events" },
): EventStream<Exclude<StreamEvent, ExceptionEvent | TypedEvent>>;
export function decodeEventStream<Chunk = unknown>(
  source: EventStreamSource,
  options?: Opaque<Chunk> & { readonly output?: "chunks" | undefined },
): EventStream<Chunk>;
export function decodeEventStream<Chunk>(
  source: EventStreamSource,
  options: DecodeEventStreamOptions<Chunk> = {},
): EventStream<Chunk | StreamEvent> {
  const { operation = "InvokeModelWithResponseStream", output = "chunks", signal } = options;
  const { validator, onInvalidChunk = "throw" } = options;
  const { events: names, end } = eventStreams[operation];
  const facts = { ...factsOf(source), signal };
  const reader = new ByteReader(bytesOf(source), facts);
  const events = readEvents(reader, facts, names);
  if (output === "events") {
    return createEventStream(reader, events);
  }
  const follow = end === undefined ? undefined : { follow: new EndEvent(end), reader };
  return createEventStream(reader, readChunks(events, facts, { validator, onInvalidChunk, end: follow }));
}

function factsOf(source: EventStreamSource): StreamFacts {
  return isResponse(source)
    ? {
        status: source.status,
        requestId: requestIdOf(source.headers),
        mediaType: source.headers.get("content-type") ?? undefined,
        errorType: source.ok ? errorTypeOf(source.headers) : undefined,
      }
    : {};
}

function bytesOf(source: EventStreamSource): ByteStream {
  if (!isResponse(source)) {
    return source;
  }
  return source.ok ? (source.body ?? noBytes()) : failingBytes(source);
}

async function* noBytes(): AsyncGenerator<never> {}

/** Bytes whose first piece throws what the response says. */
function failingBytes(response: Response): AsyncIterable<never> {
  const next = async () => {
    throw await readFailure(response);
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

async function readFailure(response: Response): Promise<BedrockError> {
  const { status, headers } = response;
  const body = jsonOrText(await response.text());
  return failureOf({ status, requestId: requestIdOf(headers), errorType: errorTypeOf(headers, body), body });
}

function isResponse(source: EventStreamSource): source is Response {
  return "headers" in source && "status" in source;
}
