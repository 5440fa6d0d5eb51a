import {
  describeBrokenRule,
  formats,
  type Issue,
  loadDescription,
  loadOperation,
  loadRules,
  readPointer,
  type SseStreamDescription,
} from "@bedrock-contract/validators";
import { type ApiName, apis, type KnownOperation, type OperationMatch, operations } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { chooseExample } from "../examples/choose-example.ts";
import { isSameJson } from "../examples/is-same-json.ts";
import { examplesOf, examplesOfApi } from "../examples/read-examples.ts";
import { writeAt } from "../generate/place.ts";
import type { Answer } from "../http/answer.ts";
import type { Turns } from "../http/turns.ts";
import type { AuthenticationOptions } from "../request/authenticate.ts";
import { faultOfModel, isReadByModel } from "../request/fault-of-model.ts";
import { locateOperation } from "../request/locate-operation.ts";
import { type Preference, readPreference } from "../request/preference.ts";
import { readJson } from "../request/read-json.ts";
import { readParameters } from "../request/read-parameters.ts";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { listed } from "../request/validate-request.ts";
import { waitFor } from "../respond/delay.ts";
import type { Faults } from "../respond/faults.ts";
import { errorOf, type MockResponse } from "../respond/mock-response.ts";
import { sseStreamOf, wantsStream } from "../respond/response-kind.ts";
import { type Responses, unmatched } from "../respond/responses.ts";
import { saidIn } from "../respond/said-response.ts";
import { type BodyAnswer, scriptedAnswer, scriptedFrames, scriptedHeaders } from "../respond/scripted-answer.ts";
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
import type { ItemsDescription } from "./generate-response.ts";
import { sseEvents } from "./sse-events.ts";
import { begunAnswer, type StoredResponses } from "./stored-responses.ts";

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
  const { request, api, isBedrock } = asked;
  const { responses, received, faults, turns, stored } = options;
  if (isBedrock) {
    await authenticateCaller(request, { ...options, api });
  } else {
    authenticateKey(request, { ...options, api });
  }
  await turns.take();
  const understood = await understand(asked);
  await turns.take();
  const { operation, body } = understood;
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

/** Reads and validates a request. */
async function understand({ request, api, basePath, isBedrock }: GatewayRequest): Promise<ExampleRequest> {
  const match = locateOperation(request, [api]);
  const { operation } = match;
  const body = readJson(operation, request);
  const parameters = readParameters(match, request);
  if (isBedrock) {
    refuseRoute(api, basePath, readPointer(body, "/model"));
  }
  await validate({ match, parameters, body, contentType: request.headers["content-type"] ?? "" });
  const id = formats.find((each) => each.id === sseStreamOf(operation)?.format)?.id;
  const format = id === undefined ? undefined : await loadDescription(id);
  const mediaType = wantsStream(operation, body) ? operation.streamMediaType : undefined;
  return { operation, api: operation.api, format, mediaType, parameters, body };
}

/** Some models answer below one base path only, which the specs know. */
function refuseRoute(api: ApiName, basePath: string, model: unknown): void {
  const known = apis[api].servers.filter(({ models }) => models !== undefined);
  const routes = known.filter(({ models = "" }) => new RegExp(models).test(String(model)));
  if (routes.length > 0 && !routes.some((route) => route.basePath === basePath)) {
    throw refusalLike(api, "wrong-route", `model \`${String(model)}\` isn't supported on this route`);
  }
}

interface ReadRequest {
  readonly match: OperationMatch;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly contentType: string;
}

async function validate({ match, parameters, body, contentType }: ReadRequest): Promise<void> {
  const { api } = match.operation;
  const validators = await loadOperation(match.operation.name);
  const issues = [...validators.parameters.issues(parameters), ...(validators.request?.issues(body) ?? [])];
  const [first] = issues;
  if (first !== undefined) {
    const told = await toldByModel(match.operation, issues, body);
    throw told === undefined ? invalidRequest(api, listed(issues), first.pointer) : invalidRequest(api, told, null);
  }
  const broken = (await loadRules(match.operation.name)).find(
    ({ validator }) => !validator.is({ parameters, contentType, body }),
  );
  if (broken !== undefined) {
    const { message, pointer } = describeBrokenRule(broken, { parameters, contentType, body });
    throw invalidRequest(api, message, pointer === "" ? `/${broken.names}` : pointer);
  }
}

/** The first fault in the words of the model's own server, where it looks at the bodies of the operation. */
async function toldByModel(
  operation: KnownOperation,
  issues: readonly Issue[],
  body: unknown,
): Promise<string | undefined> {
  const { format: id, asFormat } = sseStreamOf(operation) ?? {};
  const format = formats.find((each) => each.id === id);
  const description = format && (await loadDescription(format.id));
  const refusals = description?.kind === "text" ? description.refusals : undefined;
  return refusals !== undefined && isReadByModel(refusals, readPointer(body, asFormat?.model))
    ? faultOfModel(issues, { body, refusals })
    : undefined;
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
  const events = examplesOf(operation.api, operation.name).flatMap(({ mediaType, response }): readonly unknown[] =>
    mediaType !== undefined && Array.isArray(response) ? response : [],
  );
  const isError = (event: unknown): boolean => typeof readPointer(event, stream.errorMessage) === "string";
  return ({ message, type }, number) => {
    const event: unknown = structuredClone(events.find(isError) ?? {});
    writeAt(event, stream.errorMessage, message);
    writeAt(event, stream.errorType, type);
    if (stream.items !== undefined) {
      writeAt(event, stream.items.sequence, number);
    }
    return event;
  };
}

/** What an answer is made with besides the request. */
interface AnswerContext extends ChatContext {
  readonly stored: StoredResponses;
}

/** The answer of the spec: an example; where none has that request, a generated one. */
async function specAnswer(
  request: ExampleRequest,
  preference: Preference,
  context: AnswerContext,
): Promise<BodyAnswer> {
  const { stored, said } = context;
  const isNamed = preference.example !== undefined || preference.code !== undefined;
  const kept = isNamed ? undefined : keptAnswer(request, stored);
  if (kept !== undefined) {
    return { status: request.operation.successStatus, answer: kept, example: undefined };
  }
  const example = chooseExample(request, preference);
  const isStored = said === undefined && example !== undefined && (isNamed || isSame(example, request));
  const made = isStored ? undefined : await generate(request, context);
  const answered = made ?? example?.response;
  keep(request, answered, stored);
  if (made !== undefined || example === undefined) {
    return { status: request.operation.successStatus, answer: made, example: undefined };
  }
  return { status: example.status, answer: example.response, example };
}

function isSame(example: Pick<MockExample, "parameters" | "body">, { parameters, body }: ExampleRequest): boolean {
  return isSameJson(example.parameters, parameters) && isSameJson(example.body, body);
}

/** Makes the answer to a request that no example has; undefined where the first example answers every request. */
async function generate(request: ExampleRequest, context: AnswerContext): Promise<unknown> {
  const generators: Readonly<Partial<Record<KnownOperation["name"], Generator>>> = {
    GetModel: getModel,
    CreateEmbedding: createEmbedding,
    CountMessageTokens: countMessageTokens,
  };
  refuseUnknownModel(request);
  const description = sseStreamOf(request.operation);
  if (isOfItems(description)) {
    return createResponse(request, description, context);
  }
  return description === undefined ? generators[request.operation.name]?.(request) : createChat(request, context);
}

type Generator = (request: ExampleRequest) => unknown;

/** Any id is that of a model, as in a chat, but for those that the examples call unknown. */
function getModel({ parameters }: ExampleRequest): unknown {
  const models = examplesOf("gateway", operations.ListModels.name).flatMap(
    ({ response }) => Object(response).data ?? [],
  );
  const known: unknown = models.find((model: unknown) => readPointer(model, "/id") === parameters.id);
  const unknown = examplesOfApi("gateway").filter(({ status }) => status >= 400);
  if (unknown.some((example) => [readPointer(example.body, "/model"), example.parameters.id].includes(parameters.id))) {
    const refusal = refusalLike("gateway", "unknown-model");
    throw new GatewayRefusal(
      refusal.status,
      openAIError(`The model '${parameters.id}' does not exist.`, "invalid_request_error"),
    );
  }
  return known ?? { ...Object(models[0]), id: parameters.id };
}

/** Any name is a model, but for those that the examples call unknown. */
function refuseUnknownModel({ operation, body }: ExampleRequest): void {
  const model = readPointer(body, "/model");
  const unknown = examplesOf(operation.api, operation.name).find(
    (example) => example.status >= 400 && readPointer(example.body, "/model") === model,
  );
  if (model !== undefined && unknown !== undefined) {
    throw new GatewayRefusal(unknown.status, unknown.response, unknown.headers);
  }
}

async function createEmbedding({ operation, body }: ExampleRequest): Promise<unknown> {
  const { countNumbers, embed } = await import("./embed.ts");
  const { MOST_NUMBERS } = await import("../generate/vectors.ts");
  const example = examplesOf(operation.api, operation.name).find(({ status }) => status < 400);
  if (countNumbers(body) > MOST_NUMBERS) {
    throw invalidRequest("gateway", `The mock makes ${MOST_NUMBERS} numbers in one answer at most.`, "/dimensions");
  }
  return example && embed(body, example);
}

/** A chat, or a message: their bodies are of a format. */
async function createChat(request: ExampleRequest, context: ChatContext): Promise<unknown> {
  const { generateChat } = await import("./generate-chat.ts");
  return generateChat(request, context);
}

async function countMessageTokens({ body }: ExampleRequest): Promise<unknown> {
  const { promptTokenCount } = await import("../generate/read-prompts.ts");
  const listed = formats.find(({ id }) => id === sseStreamOf(operations.CreateMessage)?.format);
  const format = listed && (await loadDescription(listed.id));
  return format?.kind === "text" ? { input_tokens: promptTokenCount(format, body) } : undefined;
}

function isOfItems(description: SseStreamDescription | undefined): description is ItemsDescription {
  return description?.items !== undefined && description.bodies !== undefined;
}

/** An answer of items; the list of its events where a stream is asked for, the beginning where nobody waits for it. */
async function createResponse(
  request: ExampleRequest,
  description: ItemsDescription,
  context: AnswerContext,
): Promise<unknown> {
  const { stored } = context;
  const { operation, api, body, mediaType } = request;
  const previous = readPointer(body, "/previous_response_id");
  if (typeof previous === "string" && stored.find(previous) === undefined && !isExampleId(previous)) {
    throw refusalLike(api as ApiName, "unknown-response", `Previous response with id '${previous}' not found.`);
  }
  const { generateResponse } = await import("./generate-response.ts");
  const made = await generateResponse(request, description, context);
  if (mediaType === undefined || made === undefined) {
    return made;
  }
  const { unfoldItems } = await import("./unfold-items.ts");
  const events = examplesOf(api, operation.name).flatMap(({ mediaType: media, response }): readonly unknown[] =>
    media !== undefined && Array.isArray(response) ? response : [],
  );
  const templates = new Map(events.map((event) => [String(readPointer(event, description.eventName)), event]));
  return unfoldItems(made, { description, body, templates });
}

/** The ids of the answers that the specs show are known, too. */
function isExampleId(id: string): boolean {
  return examplesOfApi("responses").some(({ response }) => readPointer(response, "/id") === id);
}

/** Keeps an answer, unless the request forbids it. What is made in the background is begun only. */
function keep({ operation, body }: ExampleRequest, answered: unknown, stored: StoredResponses): void {
  const description = sseStreamOf(operation);
  if (!isOfItems(description) || readPointer(body, "/store") === false) {
    return;
  }
  const { items } = description;
  const whole = Array.isArray(answered) ? readPointer(answered.at(-1), items.whole) : answered;
  const id = readPointer(whole, items.id);
  if (typeof id === "string") {
    const isInBackground = readPointer(body, "/background") === true;
    stored.add(id, structuredClone(whole), isInBackground ? items : undefined);
    if (isInBackground && !Array.isArray(answered)) {
      Object.assign(Object(answered), begunAnswer(whole, items, BACKGROUND_STATUS));
    }
  }
}

/** How an answer is called that nobody has begun to make. */
const BACKGROUND_STATUS = "queued";

/** What was kept, for a request to read or to forget it; undefined for any other request. */
function keptAnswer({ operation, api, parameters }: ExampleRequest, stored: StoredResponses): unknown {
  const id = String(parameters.response_id);
  if (operation.name !== "GetResponse" && operation.name !== "DeleteResponse") {
    return undefined;
  }
  const found = stored.find(id);
  if (found === undefined && !examplesOf(api, operation.name).some((each) => each.parameters.response_id === id)) {
    throw refusalLike("responses", "unknown-response", `Response with id '${id}' not found.`);
  }
  if (operation.name === "GetResponse" || found === undefined) {
    return found;
  }
  stored.remove(id);
  return { id, object: "response.deleted", deleted: true };
}

/** An error in the shape of a protocol. */
function errorBody(api: ApiName, message: string, type: string): unknown {
  const { body } = refusalLike(api, "invalid-request", message);
  writeAt(body, "/error/type", type);
  return api === "gateway" ? openAIError(message, type) : body;
}
