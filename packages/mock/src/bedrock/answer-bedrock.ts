import { possibleFormats } from "@bedrock-contract/validators";
import {
  EVENT_STREAM_MEDIA_TYPE,
  type KnownOperation,
  type OperationMatch,
  operationNamed,
  operations,
} from "@bedrock-contract/wire";
import { chooseExample, exactExample, generationSource, isAsked, wholeExample } from "../examples/choose-example.ts";
import { streamFrames } from "../examples/stream-frames.ts";
import { generateAnswer } from "../generate/generate-answer.ts";
import { generateFigures, isGenerated } from "../generate/generate-figures.ts";
import { usedOnce } from "../generate/prompt-cache.ts";
import { forgetPrompts, readAhead } from "../generate/read-prompts.ts";
import type { Said } from "../generate/said.ts";
import { streamStored } from "../generate/stream-stored.ts";
import { type Answer, frameAnswer, jsonAnswer } from "../http/answer.ts";
import type { MockRequest } from "../http/mock-request.ts";
import { invalid } from "../http/refusal.ts";
import type { Turns } from "../http/turns.ts";
import { type AuthenticationOptions, authenticate, regionOf } from "../request/authenticate.ts";
import { Budget } from "../request/budget.ts";
import { isSession } from "../request/event-operation.ts";
import {
  locateFormat,
  locateInput,
  refuseOtherRegion,
  refuseSilentModel,
  refuseUnknownModel,
  refuseUnknownProvider,
} from "../request/locate-format.ts";
import { locateOperation } from "../request/locate-operation.ts";
import { type Preference, readPreference } from "../request/preference.ts";
import { readJson } from "../request/read-json.ts";
import { readParameters } from "../request/read-parameters.ts";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { validateRequest } from "../request/validate-request.ts";
import { withoutNulls } from "../request/without-nulls.ts";
import { fromRegion, toRegion } from "../resources/home-region.ts";
import { waitFor } from "../respond/delay.ts";
import type { Faults } from "../respond/faults.ts";
import type { MockResponse } from "../respond/mock-response.ts";
import { type Responses, unmatched } from "../respond/responses.ts";
import { saidIn } from "../respond/said-response.ts";
import { scriptException } from "../respond/script-exception.ts";
import {
  type BodyAnswer,
  refuseAsScripted,
  scriptedAnswer,
  scriptedFrames,
  scriptedHeaders,
  scriptedStreamException,
} from "../respond/scripted-answer.ts";
import type { Account } from "./account.ts";
import { sessionFrames } from "./answer-session.ts";
import { answererOf } from "./answerers.ts";
import { guardedAnswer, namedGuardrail, refuseLostGuardrail } from "./guard-invocation.ts";
import { refuseUnavailableModel } from "./refuse-unavailable.ts";
import { responseHeaders } from "./response-headers.ts";

/** What a mock answers from, and how. */
export interface AnswerOptions extends AuthenticationOptions {
  /** How long a stream waits before each chunk but the first, in milliseconds. */
  readonly chunkDelay: number;
  /** The answers that tests have set. */
  readonly responses: Responses;
  /** Whether a request for which no response is set is refused. */
  readonly refusesUnmatched: boolean;
  readonly faults: Faults;
  readonly account: Account;
  /** The request as tests read it. */
  readonly received: ReceivedMockRequest;
  /** The turns of this request among others. */
  readonly turns: Turns;
}

/**
 * Answers one request to Bedrock: as a test has set it, else from the specs. What it throws is a refusal, or a fault of
 * the mock.
 */
export async function answerRequest(request: MockRequest, options: AnswerOptions): Promise<Answer> {
  try {
    return await answer(request, options);
  } finally {
    forgetPrompts(options.received.body);
  }
}

async function answer(request: MockRequest, options: AnswerOptions): Promise<Answer> {
  const start = performance.now();
  await authenticate(request, options);
  const { responses, received, account, faults, turns } = options;
  await turns.take();
  const region = regionOf(request, options);
  const raw = rawResponse(options);
  if (raw !== undefined) {
    return answerRaw(raw, options);
  }
  const understood = await understand(request, region, turns);
  const { operation, format } = understood;
  const preference = readPreference(request.headers.prefer);
  const isStream = operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE;
  refuseMisplaced(preference, isStream);
  responses.admit(received);
  faults.admit(received);
  const set = takeResponse(options, operation, preference);
  const { cut } = set ?? {};
  const delay = set?.chunkDelayMs ?? options.chunkDelay;
  await faults.wait();
  await waitFor(set?.delayMs);
  refuseAsScripted(set, operation);
  const frames = scriptedFrames(set);
  if (frames !== undefined) {
    const headers = { "content-type": EVENT_STREAM_MEDIA_TYPE, ...scriptedHeaders(set) };
    return { ...frameAnswer(200, { frames, delay }, headers), cut };
  }
  const wanted = scriptedStreamException(set) ?? preference;
  if (isSession(operation) && set?.chunks === undefined && !isNamed(preference)) {
    const exception = wanted.streamException === undefined ? undefined : { wanted, operation };
    const session = { request, received, operation: operation.name, authentication: options };
    const headers = { "content-type": EVENT_STREAM_MEDIA_TYPE, ...scriptedHeaders(set) };
    return { ...frameAnswer(200, { frames: sessionFrames(session, exception), delay }, headers), cut };
  }
  const found =
    scriptedAnswer(set, operation) ??
    (await regionalAnswer(understood, preference, { account, region, turns, said: saidIn(set) }));
  const { status, answer: body, example } = found;
  faults.count(received, body);
  await turns.take();
  const latency = performance.now() - start;
  const invocation = format === undefined ? undefined : { request, format, answer: body, latency };
  const headers = { ...responseHeaders({ operation, status, example, invocation }), ...scriptedHeaders(set) };
  if (!isStream || status >= 400) {
    return { ...jsonAnswer(status, body, headers), cut };
  }
  const whole = streamFrames(body, { operation, example });
  const { chunks, exceptions } =
    wanted.streamException === undefined ? whole : scriptException(whole, wanted, operation);
  return { ...frameAnswer(status, { frames: [...chunks, ...exceptions], delay }, headers), cut };
}

/** The response that a test has set; one that names a model of which no format is known answers as it stands. */
function rawResponse({ responses, received }: AnswerOptions): MockResponse | undefined {
  const operation = operationNamed(received.operation ?? "");
  const { modelId } = received;
  return operation?.hasFormat === true && modelId !== undefined && possibleFormats(modelId).length === 0
    ? responses.takeRaw(received, operation)
    : undefined;
}

async function answerRaw(set: MockResponse, { received, chunkDelay, faults }: AnswerOptions): Promise<Answer> {
  const operation = operationNamed(received.operation ?? "") ?? operations.InvokeModel;
  await faults.wait();
  await waitFor(set.delayMs);
  refuseAsScripted(set, operation);
  const { cut, status = operation.successStatus, chunkDelayMs: delay = chunkDelay } = set;
  const isStream = operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE && status < 400;
  const headers = { "content-type": operation.responseMediaType, ...scriptedHeaders(set) };
  if (!isStream) {
    return { ...jsonAnswer(status, set.body, status < 400 ? headers : scriptedHeaders(set)), cut };
  }
  const whole = streamFrames(set.chunks ?? [], { operation, example: undefined });
  const wanted = scriptedStreamException(set);
  const { chunks, exceptions } = wanted === undefined ? whole : scriptException(whole, wanted, operation);
  const frames = scriptedFrames(set) ?? [...chunks, ...exceptions];
  return { ...frameAnswer(status, { frames, delay }, headers), cut };
}

/** The response that a test has set. Throws where there is none, and the mock is told to refuse the request then. */
function takeResponse(
  { responses, received, refusesUnmatched }: AnswerOptions,
  operation: KnownOperation,
  preference: Preference,
): MockResponse | undefined {
  const set = responses.take(received, operation);
  if (set === undefined && refusesUnmatched && !isNamed(preference) && preference.streamException === undefined) {
    throw invalid(unmatched(responses.reasons(received, operation)));
  }
  return set;
}

/** Whether a request says itself which example answers. */
function isNamed({ example, code }: Preference): boolean {
  return example !== undefined || code !== undefined;
}

/** What an answer of the spec is made from beside the request. */
interface Context {
  readonly account: Account;
  readonly turns: Turns;
  /** What a test has the model say; undefined where it sets nothing. */
  readonly said: Said | undefined;
}

/** The answer of the spec; resources of the management API are in the Region of the request. */
async function regionalAnswer(
  request: ExampleRequest,
  preference: Preference,
  { region, ...context }: Context & { readonly region: string },
): Promise<BodyAnswer> {
  if (request.operation.api !== "management") {
    return specAnswer(request, preference, context);
  }
  const { parameters, body } = request;
  const asked = { ...request, parameters: fromRegion(region, parameters), body: fromRegion(region, body) };
  const found = await specAnswer(asked, preference, context);
  return { ...found, answer: toRegion(region, found.answer) };
}

/** The answer of the spec: an example that is meant; else one that is made to fit the request. */
async function specAnswer(request: ExampleRequest, preference: Preference, context: Context): Promise<BodyAnswer> {
  const { account, turns, said } = context;
  const answerer = answererOf(request.operation);
  if (answerer === undefined) {
    return formatAnswer(request, preference, context);
  }
  const { operation } = request;
  if (said !== undefined) {
    const answer = await answerer.answer(request, account, { turns, said });
    return { status: operation.successStatus, example: undefined, answer };
  }
  const knowsMore = !isNamed(preference) && (answerer.knowsMore?.(request, account) ?? false);
  const example = knowsMore ? undefined : exactExample(request, preference);
  if (example === undefined) {
    const answer = await answerer.answer(request, account, { turns, said });
    return { status: operation.successStatus, example, answer };
  }
  // Who names an example wants that and nothing else.
  if (!isNamed(preference) && example.status < 400) {
    answerer.remember?.(request, account, example.response);
  }
  return { status: example.status, example, answer: example.response };
}

/** An example; where none has that body of a format, a generated answer. */
async function formatAnswer(
  request: ExampleRequest,
  preference: Preference,
  { account, turns, said }: Context,
): Promise<BodyAnswer> {
  const { operation, api, format, body } = request;
  const named = isNamed(preference) ? undefined : namedGuardrail(request, account.guardrails);
  const example = chooseExample(request, preference);
  const status = example?.status ?? operation.successStatus;
  const isMade = named !== undefined || said !== undefined;
  const source = generationSource(request, example, preference) ?? (isMade ? wholeExample(request) : undefined);
  if (format === undefined || source === undefined || !isGenerated(format)) {
    if (example === undefined) {
      throw new Error(`The specs have no example of what ${operation.name} responds`);
    }
    return { status, example, answer: example.response };
  }
  const modelId = String(request.parameters.modelId);
  if (format.kind !== "text") {
    const answer = generateFigures({ format, modelId, body, example: source });
    return { status: operation.successStatus, example: undefined, answer };
  }
  const isStream = operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE;
  const streams = isStream ? { api, operation: operation.name } : undefined;
  const useCache = usedOnce(account.cache, modelId);
  const made = { format, body, modelId, example: source, streams, useCache };
  const stored = isMade || !isAsked(source, request) ? undefined : streamStored(made);
  const answer = named
    ? await guardedAnswer(named, { ...made, said })
    : (stored ?? (await generateAnswer({ ...made, said, budget: new Budget(turns) })));
  return { status: operation.successStatus, example: undefined, answer };
}

/** Reads and validates a request. */
async function understand(request: MockRequest, region: string, turns: Turns): Promise<ExampleRequest> {
  const match = locateOperation(request, ["management", "runtime"]);
  const { operation, labels } = match;
  refuseOtherRegion(labels.modelId ?? "", region);
  const { body, format } = await readRequestBody(match, request);
  const api = format?.id ?? locateInput(operation, body)?.format ?? operation.api;
  const parameters = readParameters(match, request);
  const understood = { operation, api, format, parameters, body };
  await turns.take();
  await validateRequest(understood, { contentType: request.headers["content-type"], turns });
  await turns.take();
  refuseLostGuardrail(understood);
  if (format?.kind === "text") {
    await readAhead(format, body, turns);
  }
  return understood;
}

async function readRequestBody(
  { operation, labels }: OperationMatch,
  request: MockRequest,
): Promise<Pick<ExampleRequest, "body" | "format">> {
  const { modelId } = labels;
  if (!operation.hasFormat) {
    // The management API tells of any model, also of those that nobody can call.
    if (modelId !== undefined && operation.api === "runtime") {
      refuseUnknownProvider(modelId);
      refuseSilentModel(operation, modelId);
      refuseUnavailableModel(operation, modelId);
    }
    // The events of a session are read as they come.
    return { body: isSession(operation) ? [] : await withoutNulls(operation, readJson(operation, request)) };
  }
  // Bedrock looks at the model before it looks at the body.
  refuseUnknownModel(modelId ?? "");
  refuseUnavailableModel(operation, modelId ?? "");
  const body = readJson(operation, request);
  return { body, format: await locateFormat(operation, modelId ?? "", body) };
}

function refuseMisplaced({ streamException }: Preference, isStream: boolean): void {
  if (streamException !== undefined && !isStream) {
    throw invalid(`Prefer: stream-exception=${streamException} is for streams only.`);
  }
}
