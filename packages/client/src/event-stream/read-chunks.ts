import type { Issue, Validator } from "@bedrock-contract/validators";
import { embeddedErrorOf } from "@bedrock-contract/wire/error-type";
import type { StreamEvent } from "@bedrock-contract/wire/event-stream";
import { failureOf } from "../errors/answer-error.ts";
import { BedrockError } from "../errors/bedrock-error.ts";
import { callError } from "../errors/call-error.ts";
import { quoteBeginning } from "../errors/quote-beginning.ts";
import type { ByteReader } from "./byte-reader.ts";
import { answerFacts, earlyEnd, type StreamFacts } from "./stream-error.ts";

/**
 * What to do where a chunk breaks its format: `ignore` does not look, `throw` throws a `BedrockError`, a function gets
 * the issues and the chunk's index, from 0, and the stream goes on with the chunk as it is.
 */
export type OnInvalidChunk = "ignore" | "throw" | ((issues: readonly Issue[], index: number) => void);

/** What follows the chunks of a stream to know whether its response is whole. */
export interface FollowsChunks {
  /** Takes the next chunk. */
  see(chunk: unknown): void;
  /** Whether nothing is missing so far. */
  readonly isWhole: boolean;
}

/** How chunks are checked. */
export interface ReadChunksOptions<Chunk> {
  readonly validator?: Validator<Chunk> | undefined;
  readonly onInvalidChunk: OnInvalidChunk;
  /** What follows the chunks to their end; a stream that ends before its response throws. Default: nothing. */
  readonly end?: { readonly follow: FollowsChunks; readonly reader: ByteReader } | undefined;
}

/**
 * The decoded chunks of a stream's events, and its typed events by their names; events of other types are skipped.
 * Throws where the stream ends before its response.
 */
export async function* readChunks<Chunk>(
  events: AsyncIterable<StreamEvent>,
  facts: StreamFacts,
  options: ReadChunksOptions<Chunk>,
): AsyncGenerator<Chunk, void, undefined> {
  let index = 0;
  try {
    for await (const event of events) {
      if (event.kind !== "unknown" && event.kind !== "exception") {
        const chunk =
          event.kind === "chunk" ? parseChunk(event.bytes, index, facts) : { [event.eventType]: event.members };
        throwEmbeddedError(chunk, facts);
        checkChunk(chunk, index, facts, options);
        options.end?.follow.see(chunk);
        // A chunk is typed by its spec, and checked against it only on request: real Bedrock is never refused.
        yield chunk as Chunk;
        index += 1;
      }
    }
    // A stream that its reader let go of has no end.
    if (options.end?.reader.hasEnded === true && !options.end.follow.isWhole) {
      throw earlyEnd(index, facts);
    }
  } catch (reason) {
    throw callError(reason, facts.signal, facts.operation);
  }
}

function parseChunk(bytes: Uint8Array, chunkIndex: number, facts: StreamFacts): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    const message = `chunk ${chunkIndex} is not JSON: ${quoteBeginning(new TextDecoder().decode(bytes))}`;
    throw new BedrockError({ ...answerFacts(facts), code: "InvalidResponse", message, chunkIndex, cause });
  }
}

/** A chunk may report an error as a body does. */
function throwEmbeddedError(chunk: unknown, { operation, status, requestId }: StreamFacts): void {
  const error = embeddedErrorOf({}, chunk);
  if (error !== undefined) {
    throw failureOf({ status, requestId, ...error }, operation);
  }
  // What serves a model may report its errors as OpenAI does, also in the middle of a stream.
  const { message, type, code, ...members } = Object(Object(chunk).error);
  if (typeof message === "string") {
    const named = [type, code].find((each) => typeof each === "string" && each !== "") ?? "UnknownError";
    throw new BedrockError({ status, requestId, operation, code: String(named), message, members });
  }
}

function checkChunk<Chunk>(
  chunk: unknown,
  chunkIndex: number,
  facts: StreamFacts,
  { validator, onInvalidChunk }: ReadChunksOptions<Chunk>,
): void {
  if (validator === undefined || onInvalidChunk === "ignore" || validator.is(chunk)) {
    return;
  }
  const issues = validator.issues(chunk);
  if (onInvalidChunk !== "throw") {
    onInvalidChunk(issues, chunkIndex);
    return;
  }
  const faults = issues.map((issue) => `${issue.pointer || "(body)"}: ${issue.message}`).join("; ");
  const message = `chunk ${chunkIndex} ${faults}`;
  throw new BedrockError({ ...answerFacts(facts), code: "InvalidResponse", message, chunkIndex, issues });
}
