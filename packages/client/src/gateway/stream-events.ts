import type { GatewayChunk, GatewayOperation, GatewayRequest } from "@bedrock-contract/types";
import { type SseStreamDescription, streamOf } from "@bedrock-contract/validators";
import { isFormatId, loadDescription, sseStreams } from "@bedrock-contract/validators/gateway";
import { readAll, readPointer } from "@bedrock-contract/validators/pointer";
import { embeddedErrorOf } from "@bedrock-contract/wire/error-type";
import { gatewayOperations } from "@bedrock-contract/wire/gateway";
import type { EventSourceMessage } from "eventsource-parser";
import { failureOf } from "../errors/answer-error.ts";
import { BedrockError } from "../errors/bedrock-error.ts";
import { callError } from "../errors/call-error.ts";
import { jsonOrText } from "../errors/json-or-text.ts";
import { quoteBeginning } from "../errors/quote-beginning.ts";
import { ByteReader } from "../event-stream/byte-reader.ts";
import { createEventStream, type EventStream } from "../event-stream/event-stream.ts";
import { StreamEnd } from "../event-stream/stream-end.ts";
import { answerFacts, earlyEnd, type StreamFacts } from "../event-stream/stream-error.ts";
import type { CallOptions } from "../http/call-options.ts";
import { jsonBody } from "../http/json-body.ts";
import { splitInput } from "../http/split-input.ts";
import { type GatewayInput, requestIdOf, type SendsRequests } from "./gateway-client.ts";
import { gatewayError, reportsError } from "./gateway-error.ts";
import { readServerSentEvents } from "./read-server-sent-events.ts";

/** An operation whose response can be streamed. */
export type StreamingOperation = keyof typeof sseStreams & GatewayOperation;

/** One event of a streamed response. An event that reports an error is thrown instead. */
export type GatewayEvent<O extends StreamingOperation> = Exclude<
  GatewayChunk<O>,
  { error: unknown } | { type: "error" }
>;

/** The parameters and the body of a streamed request; `stream` is set for you. */
export type StreamInput<O extends StreamingOperation> = Omit<GatewayInput<O>, "stream">;

/**
 * Calls an operation and returns the events of its response as they arrive. An error before the stream and an error
 * event inside it are thrown as a `BedrockError`, the latter after the events before it; so is a stream that ends before
 * its response did. Leaving the loop releases the connection.
 */
export async function streamEvents<O extends StreamingOperation>(
  client: SendsRequests,
  operation: O,
  input: StreamInput<O>,
  { signal }: CallOptions = {},
): Promise<EventStream<GatewayEvent<O>>> {
  const response = await begin(client, { operation, input }, signal);
  const { status } = response;
  const mediaType = response.headers.get("content-type") ?? "no content type";
  const facts: CallFacts = { operation, status, requestId: requestIdOf(response), mediaType, signal };
  if (!response.ok) {
    const body = jsonOrText(await response.text());
    throw gatewayError({ operation, status, requestId: facts.requestId, headers: response.headers, body });
  }
  if (!mediaType.startsWith("text/event-stream")) {
    throw notStreamed(await response.text(), { ...facts, status, mediaType });
  }
  const reader = new ByteReader(response.body ?? new Blob([]).stream(), facts);
  // An event is typed by its spec, and not checked against it: no gateway is refused for what it adds.
  return createEventStream(reader, readEvents(reader, facts, sseStreams[operation])) as EventStream<GatewayEvent<O>>;
}

type CallFacts = StreamFacts & { readonly operation: StreamingOperation; readonly status: number };

/** The body of a request that asks for a stream, as `GatewayRequest` has it. */
export type StreamedRequest<O extends StreamingOperation> = Omit<GatewayRequest<O>, "stream">;

/** The error of a response that is not a stream: the one that it reports, else one that shows what it is. */
function notStreamed(text: string, facts: CallFacts): BedrockError {
  const { operation, status, requestId } = facts;
  const body = jsonOrText(text);
  if (reportsError(body)) {
    return gatewayError({ operation, status, requestId, body });
  }
  const embedded = embeddedErrorOf({}, body);
  if (embedded !== undefined) {
    return failureOf({ status, requestId, ...embedded }, operation);
  }
  const message = `the response is ${facts.mediaType}, not a stream of server-sent events: ${quoteBeginning(text)}`;
  return new BedrockError({ ...answerFacts(facts), code: "InvalidResponse", message });
}

interface Call {
  readonly operation: StreamingOperation;
  readonly input: object;
}

/** Sends the request and waits for the response's head, no longer than the client's timeout. */
async function begin(
  client: SendsRequests,
  { operation, input }: Call,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new DOMException("the time was up", "TimeoutError")), client.timeout);
  const signals = AbortSignal.any([limit.signal, ...(signal === undefined ? [] : [signal])]);
  const known = gatewayOperations[operation];
  const { parameters, body } = splitInput(known, input);
  const headers = Object.entries(parameters.header).map(([name, value]) => [name, String(value)]);
  try {
    return await client.send(known.path, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream",
        ...Object.fromEntries(headers),
      },
      body: jsonBody({ ...Object(body), stream: true }, operation),
      signal: signals,
    });
  } catch (reason) {
    throw callError(reason, signals, operation);
  } finally {
    clearTimeout(timer);
  }
}

async function* readEvents(
  reader: ByteReader,
  facts: CallFacts,
  description: SseStreamDescription,
): AsyncGenerator<unknown, void, undefined> {
  let index = 0;
  const end = await endOf(description);
  try {
    for await (const event of readServerSentEvents(reader)) {
      if (event.data === description.doneMarker) {
        return;
      }
      const chunk = readEvent(event, { index, facts, description });
      end.see(chunk);
      yield chunk;
      index += 1;
    }
    // The end marker may be missing where the response is whole; a stream that its reader let go of has no end either.
    if (reader.hasEnded && !end.isWhole) {
      throw earlyEnd(index, facts, end.expected);
    }
  } catch (reason) {
    throw callError(reason, facts.signal, facts.operation);
  } finally {
    reader.release();
  }
}

interface EventFacts {
  readonly index: number;
  readonly facts: CallFacts;
  readonly description: SseStreamDescription;
}

function readEvent({ data }: EventSourceMessage, { index, facts, description }: EventFacts): unknown {
  const chunk = jsonOrText(data);
  if (typeof chunk !== "object" || chunk === null) {
    const message = `chunk ${index} is not a JSON object: ${quoteBeginning(data)}`;
    throw new BedrockError({ ...answerFacts(facts), code: "InvalidResponse", message, chunkIndex: index });
  }
  const { error, errorMessage, errorType, items } = description;
  const isFailed = readAll(chunk, error).some(({ value }) => value !== null);
  if (isFailed) {
    const { status, requestId, operation } = facts;
    const said = readPointer(chunk, errorMessage);
    // A response that failed says in itself why.
    const inside = items === undefined ? undefined : readPointer(chunk, `${items.whole}/error`);
    const own = typeof said === "string" ? { message: said, type: readPointer(chunk, errorType) } : inside;
    throw gatewayError({ operation, status, requestId, body: { error: own } });
  }
  return chunk;
}

/** Follows the events of a stream to know whether its response is whole. */
interface FollowsEvents {
  see(event: unknown): void;
  readonly isWhole: boolean;
  /** What has to come before the end. */
  readonly expected: string;
}

async function endOf(description: SseStreamDescription): Promise<FollowsEvents> {
  const { items, eventName, doneMarker, chunks } = description;
  if (items !== undefined) {
    const last = Object.values(items.last);
    let isWhole = false;
    return {
      see: (event) => {
        isWhole ||= last.some((name) => name === readPointer(event, eventName));
      },
      get isWhole() {
        return isWhole;
      },
      expected: last.join(" or "),
    };
  }
  const { format = "" } = description;
  const places = chunks ?? (isFormatId(format) ? streamOf(await loadDescription(format)) : undefined);
  const end = places === undefined ? undefined : new StreamEnd(places);
  return {
    see: (event) => end?.see(event),
    get isWhole() {
      return end?.isWhole !== false;
    },
    expected: doneMarker === undefined ? "a stop reason" : `a stop reason or ${doneMarker}`,
  };
}
