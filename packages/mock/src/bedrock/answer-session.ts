import { describeBrokenRule, detectFormat, loadFormat } from "@bedrock-contract/validators";
import {
  EVENT_STREAM_MEDIA_TYPE,
  type EventVerifier,
  encodeChunk,
  encodeException,
  eventVerifier,
  type KnownOperation,
} from "@bedrock-contract/wire";
import { examplesOf } from "../examples/read-examples.ts";
import { paddingLength } from "../examples/stream-frames.ts";
import type { MockRequest } from "../http/mock-request.ts";
import { invalid, Refusal } from "../http/refusal.ts";
import type { AuthenticationOptions } from "../request/authenticate.ts";
import { nameInStream } from "../request/event-operation.ts";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import { listed } from "../request/validate-request.ts";
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
  const noted = notedEvents(readEvents(toAsync(pieces), verifierOf(session)), received.body);
  const events = judgedEvents(noted, received.modelId ?? "");
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

/**
 * The events of a client, each of them what the model's format admits after those before. Throws a ValidationException
 * for any other.
 */
async function* judgedEvents(events: AsyncIterable<unknown>, modelId: string): AsyncGenerator<unknown> {
  const id = detectFormat(modelId, undefined, "speech");
  const format = id === undefined ? undefined : await loadFormat(id);
  const before: unknown[] = [];
  for await (const event of events) {
    const issues = format?.invokeRequest.issues([event]) ?? [];
    if (issues.length > 0) {
      throw invalid(listed(issues.map((issue) => ({ ...issue, pointer: issue.pointer.replace(/^\/0/, "") }))));
    }
    // What a long session has opened it has opened at its beginning.
    if (before.length < MOST_EVENTS) {
      before.push(event);
      const envelope = { parameters: { modelId }, contentType: EVENT_STREAM_MEDIA_TYPE, body: before };
      const broken = format?.rules.find(({ validator }) => !validator.is(envelope));
      if (broken !== undefined) {
        throw invalid(describeBrokenRule(broken, envelope).message);
      }
    }
    yield event;
  }
}

async function* notedEvents(events: AsyncIterable<unknown>, list: unknown): AsyncGenerator<unknown> {
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
