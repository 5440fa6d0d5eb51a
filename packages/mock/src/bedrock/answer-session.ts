import {
  type EventVerifier,
  encodeChunk,
  encodeException,
  eventVerifier,
  type KnownOperation,
} from "@bedrock-contract/wire";
import { examplesOf } from "../examples/read-examples.ts";
import { paddingLength } from "../examples/stream-frames.ts";
import type { MockRequest } from "../http/mock-request.ts";
import { Refusal } from "../http/refusal.ts";
import type { AuthenticationOptions } from "../request/authenticate.ts";
import { nameInStream } from "../request/event-operation.ts";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import { exceptionFrame, placeOf, type WantedException } from "../respond/script-exception.ts";
import { readEvents } from "../speech/read-events.ts";
import { speak } from "../speech/session.ts";

/** A session in which both sides stream. */
export interface SessionRequest {
  readonly request: MockRequest;
  /** The request as tests read it; its body lists the client's events as they come. */
  readonly received: ReceivedMockRequest;
  readonly operation: string;
  readonly authentication: AuthenticationOptions;
}

/** Events of a client that are kept for tests to read. */
const MOST_EVENTS = 1_000;

/** The exception with which a session ends. */
export interface SessionException {
  readonly operation: KnownOperation;
  readonly wanted: WantedException;
}

/** The frames with which a session is answered, while the client streams; up to an exception, where one is wanted. */
export function sessionFrames(
  session: SessionRequest,
  exception: SessionException | undefined,
): AsyncIterable<Uint8Array> {
  const frames = spokenFrames(session);
  return exception === undefined
    ? frames
    : endedBy(frames, placeOf(exception.wanted), exceptionFrame(exception.wanted, exception.operation));
}

async function* endedBy(
  frames: AsyncIterable<Uint8Array>,
  after: number,
  exception: Uint8Array,
): AsyncGenerator<Uint8Array> {
  let left = after;
  if (left > 0) {
    for await (const frame of frames) {
      yield frame;
      left -= 1;
      if (left === 0) {
        break;
      }
    }
  }
  yield exception;
}

async function* spokenFrames(session: SessionRequest): AsyncGenerator<Uint8Array> {
  const { request, received, operation } = session;
  const pieces = request.pieces ?? [request.body];
  const events = noted(readEvents(toAsync(pieces), verifierOf(session)), received.body);
  let index = 0;
  try {
    for await (const event of speak(events, scriptsOf(operation))) {
      const bytes = Buffer.from(JSON.stringify(event));
      yield encodeChunk(bytes, paddingLength(bytes, index));
      index += 1;
    }
  } catch (reason) {
    const { errorType, message } = Refusal.from(reason);
    yield encodeException(nameInStream(errorType), { message });
  }
}

async function* toAsync(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

async function* noted(events: AsyncIterable<unknown>, list: unknown): AsyncGenerator<unknown> {
  for await (const event of events) {
    if (Array.isArray(list) && list.length < MOST_EVENTS) {
      list.push(event);
    }
    yield event;
  }
}

function verifierOf({ request, authentication }: SessionRequest): EventVerifier | undefined {
  const { credentials } = authentication;
  return credentials === undefined ? undefined : eventVerifier(request.received, credentials);
}

/** What the examples answer, as decoded events; those that end in an exception are no scripts. */
function scriptsOf(operation: string): readonly (readonly unknown[])[] {
  const plain = examplesOf("runtime", operation).filter(
    ({ status, streamException }) => status < 400 && streamException === undefined,
  );
  return plain.map(({ response }) => (Array.isArray(response) ? response : []));
}
