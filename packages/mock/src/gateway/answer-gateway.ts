import { readPointer, type SseStreamDescription } from "@bedrock-contract/validators";
import type { ApiName, KnownOperation } from "@bedrock-contract/wire";
import { copyJson } from "../generate/copy-json.ts";
import { writeAt } from "../generate/place.ts";
import { forgetPrompts, readAhead } from "../generate/read-prompts.ts";
import type { Answer } from "../http/answer.ts";
import type { Turns } from "../http/turns.ts";
import type { AuthenticationOptions } from "../request/authenticate.ts";
import { type Preference, readPreference } from "../request/preference.ts";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import { waitFor } from "../respond/delay.ts";
import type { Faults } from "../respond/faults.ts";
import { errorOf, type MockResponse } from "../respond/mock-response.ts";
import { sseStreamOf, wantsStream } from "../respond/response-kind.ts";
import { type Responses, unmatched } from "../respond/responses.ts";
import { saidIn } from "../respond/said-response.ts";
import { scriptedAnswer, scriptedFrames, scriptedHeaders } from "../respond/scripted-answer.ts";
import { authenticateCaller, authenticateKey } from "./authenticate-key.ts";
import type { GatewayRequest } from "./gateway-path.ts";
import {
  asGatewayRefusal,
  everyGatewayAnswer,
  GatewayRefusal,
  gatewayAnswer,
  invalidRequest,
  openAIError,
  refusalLike,
} from "./gateway-refusal.ts";
import type { ChatContext } from "./generate-chat.ts";
import { specAnswer } from "./spec-answer.ts";
import { shownEvents, sseEvents } from "./sse-events.ts";
import type { StoredResponses } from "./stored-responses.ts";
import { understandRequest } from "./understand-request.ts";

/** What the mock answers from in the protocols of others, and how. */
export interface GatewayOptions extends AuthenticationOptions {
  /** The key that requests to the gateway must have; undefined where any will do, and none. */
  readonly apiKey: string | undefined;
  /** How long a stream waits before each event but the first, in milliseconds. */
  readonly chunkDelay: number;
  readonly responses: Responses;
  /** Whether a request for which no response is set is refused. */
  readonly refusesUnmatched: boolean;
  readonly faults: Faults;
  readonly received: ReceivedMockRequest;
  /** The turns of this request among others. */
  readonly turns: Turns;
  /** The answers that were kept. */
  readonly stored: StoredResponses;
  /** What requests have left behind, in whatever protocol. */
  readonly account: Pick<ChatContext, "cache">;
}

/** The answer to a request in a protocol of others that is refused, or that the mock fails at. */
export function refuseAsGateway({ api }: Pick<GatewayRequest, "api">, reason: unknown): Answer {
  const { status, body, headers } = asGatewayRefusal(api, reason);
  return gatewayAnswer(status, body, headers);
}

/**
 * Answers one request in a protocol of others: as a test has set it, else from the specs. What it throws is a refusal of
 * the protocol or of Bedrock, or a fault of the mock.
 */
export async function answerGateway(asked: GatewayRequest, options: GatewayOptions): Promise<Answer> {
  try {
    return await answer(asked, options);
  } finally {
    forgetPrompts(options.received.body);
  }
}

async function answer(asked: GatewayRequest, options: GatewayOptions): Promise<Answer> {
  const { request, api, isBedrock } = asked;
  const { responses, received, faults, turns, stored } = options;
  if (isBedrock) {
    await authenticateCaller(request, { ...options, api });
  } else {
    authenticateKey(request, { ...options, api });
  }
  await turns.take();
  const understood = await understandRequest(asked);
  await turns.take();
  const { operation, format, body } = understood;
  if (format?.kind === "text") {
    await readAhead(format, body, turns);
  }
  const preference = readPreference(request.headers.prefer);
  responses.admit(received);
  const set = responses.take(received, operation);
  if (set === undefined && options.refusesUnmatched && Object.keys(preference).length === 0) {
    throw invalidRequest(api, unmatched(responses.reasons(received, operation)), null);
  }
  const { cut, chunkDelayMs: delay = options.chunkDelay } = set ?? {};
  await faults.wait();
  await waitFor(set?.delayMs);
  refuseAsSet(api, set);
  const context = { turns, said: saidIn(set), stored, cache: options.account.cache };
  const found = scriptedAnswer(set, operation) ?? (await specAnswer(understood, preference, context));
  const headers = { ...found.example?.headers, ...scriptedHeaders(set) };
  const stream = sseStreamOf(operation);
  if (stream === undefined || !wantsStream(operation, body) || found.status >= 400) {
    return { ...gatewayAnswer(found.status, found.answer, headers), cut };
  }
  const given = Array.isArray(found.answer) ? found.answer : [];
  const chunks = endedByError(given, endOf(set, preference), errorEventOf(operation, stream));
  const frames = { frames: scriptedFrames(set) ?? sseEvents(chunks, stream), delay };
  const media = { "content-type": operation.streamMediaType ?? "", "cache-control": "no-cache" };
  return { status: found.status, headers: { ...everyGatewayAnswer(), ...media, ...headers }, body: frames, cut };
}

/** Throws the error that a test has set as the whole answer. */
function refuseAsSet(api: ApiName, set: MockResponse | undefined): void {
  const error = set === undefined ? undefined : errorOf(set);
  if (error !== undefined && error.after === undefined) {
    const { type, message = `A test has set ${type}.` } = error;
    throw new GatewayRefusal(set?.status ?? 500, errorBody(api, message, type), scriptedHeaders(set));
  }
}

/** The error that ends a stream, and after how many chunks: as a test has set it, or as `Prefer` asks for it. */
interface StreamEnd {
  readonly type: string;
  readonly message: string;
  readonly after: number;
}

function endOf(set: MockResponse | undefined, { streamException, after = 1 }: Preference): StreamEnd | undefined {
  const error = set === undefined ? undefined : errorOf(set);
  if (error?.after !== undefined) {
    return { type: error.type, message: error.message ?? `A test has set ${error.type}.`, after: error.after };
  }
  return streamException === undefined
    ? undefined
    : { type: streamException, message: `Prefer asked for ${streamException}.`, after };
}

function endedByError(
  chunks: readonly unknown[],
  end: StreamEnd | undefined,
  errorEvent: (end: StreamEnd, number: number) => unknown,
): readonly unknown[] {
  return end === undefined
    ? chunks
    : [...chunks.slice(0, end.after), errorEvent(end, Math.min(chunks.length, end.after))];
}

/** The event that tells an error: like that of an example, where there is one. */
function errorEventOf(
  operation: KnownOperation,
  stream: SseStreamDescription,
): (end: StreamEnd, number: number) => unknown {
  const events = shownEvents(operation);
  const isError = (event: unknown): boolean => typeof readPointer(event, stream.errorMessage) === "string";
  return ({ message, type }, number) => {
    const event: unknown = copyJson(events.find(isError) ?? {});
    writeAt(event, stream.errorMessage, message);
    writeAt(event, stream.errorType, type);
    if (stream.items !== undefined) {
      writeAt(event, stream.items.sequence, number);
    }
    return event;
  };
}

/** An error in the shape of a protocol. */
function errorBody(api: ApiName, message: string, type: string): unknown {
  const { body } = refusalLike(api, "invalid-request", message);
  writeAt(body, "/error/type", type);
  return api === "gateway" ? openAIError(message, type) : body;
}
