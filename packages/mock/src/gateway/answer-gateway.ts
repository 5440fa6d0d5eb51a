import {
  describeBrokenRule,
  formats,
  loadDescription,
  loadOperation,
  readPointer,
  type SseStreamDescription,
} from "@bedrock-contract/validators";
import { type KnownOperation, type OperationMatch, operations } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { chooseExample } from "../examples/choose-example.ts";
import { isSameJson } from "../examples/is-same-json.ts";
import { examplesOf, examplesOfApi } from "../examples/read-examples.ts";
import type { Answer } from "../http/answer.ts";
import type { MockRequest } from "../http/mock-request.ts";
import type { Turns } from "../http/turns.ts";
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
import { authenticateKey } from "./authenticate-key.ts";
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
import { sseEvents } from "./sse-events.ts";

/** What the gateway's side of a mock answers from, and how. */
export interface GatewayOptions {
  /** The key that requests must have; undefined where any will do, and none. */
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
}

/** The answer of the gateway to a request that is refused, or that the mock fails at. */
export function refuseAsGateway(reason: unknown): Answer {
  const { status, body, headers } = asGatewayRefusal(reason);
  return gatewayAnswer(status, body, headers);
}

/**
 * Answers one request to the gateway: as a test has set it, else from the specs. What it throws is a refusal of the
 * gateway or of Bedrock, or a fault of the mock.
 */
export async function answerGateway(request: MockRequest, options: GatewayOptions): Promise<Answer> {
  const { responses, received, faults, turns } = options;
  authenticateKey(request, options);
  await turns.take();
  const understood = await understand(request);
  await turns.take();
  const { operation, body } = understood;
  const preference = readPreference(request.headers.prefer);
  responses.admit(received);
  const set = responses.take(received, operation);
  if (set === undefined && options.refusesUnmatched && Object.keys(preference).length === 0) {
    throw invalidRequest(unmatched(responses.reasons(received, operation)), null);
  }
  const { cut, chunkDelayMs: delay = options.chunkDelay } = set ?? {};
  await faults.wait();
  await waitFor(set?.delayMs);
  refuseAsSet(set);
  const found =
    scriptedAnswer(set, operation) ?? (await specAnswer(understood, preference, { turns, said: saidIn(set) }));
  const headers = { ...found.example?.headers, ...scriptedHeaders(set) };
  const stream = sseStreamOf(operation);
  if (stream === undefined || !wantsStream(operation, body) || found.status >= 400) {
    return { ...gatewayAnswer(found.status, found.answer, headers), cut };
  }
  const chunks = endedByError(Array.isArray(found.answer) ? found.answer : [], endOf(set, preference), stream);
  const frames = { frames: scriptedFrames(set) ?? sseEvents(chunks, stream), delay };
  const media = { "content-type": operation.streamMediaType ?? "", "cache-control": "no-cache" };
  return { status: found.status, headers: { ...everyGatewayAnswer(), ...media, ...headers }, body: frames, cut };
}

/** Reads and validates a request. */
async function understand(request: MockRequest): Promise<ExampleRequest> {
  const match = locateOperation(request, ["gateway"]);
  const { operation } = match;
  const body = readJson(operation, request);
  const parameters = readParameters(match, request);
  await validate({ match, parameters, body, contentType: request.headers["content-type"] ?? "" });
  const id = formats.find((each) => each.id === sseStreamOf(operation)?.format)?.id;
  const format = id === undefined ? undefined : await loadDescription(id);
  const mediaType = wantsStream(operation, body) ? operation.streamMediaType : undefined;
  return { operation, api: operation.api, format, mediaType, parameters, body };
}

interface ReadRequest {
  readonly match: OperationMatch;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly contentType: string;
}

async function validate({ match, parameters, body, contentType }: ReadRequest): Promise<void> {
  const validators = await loadOperation(match.operation.name);
  const issues = [...validators.parameters.issues(parameters), ...(validators.request?.issues(body) ?? [])];
  const [first] = issues;
  if (first !== undefined) {
    throw invalidRequest(listed(issues), first.pointer);
  }
  const broken = validators.rules.find(({ validator }) => !validator.is({ parameters, contentType, body }));
  if (broken !== undefined) {
    const { message, pointer } = describeBrokenRule(broken, { parameters, contentType, body });
    throw invalidRequest(message, pointer === "" ? `/${broken.names}` : pointer);
  }
}

/** Throws the error that a test has set as the whole answer. */
function refuseAsSet(set: MockResponse | undefined): void {
  const error = set === undefined ? undefined : errorOf(set);
  if (error !== undefined && error.after === undefined) {
    const { type, message = `A test has set ${type}.` } = error;
    throw new GatewayRefusal(set?.status ?? 500, openAIError(message, type), scriptedHeaders(set));
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
  { error }: SseStreamDescription,
): readonly unknown[] {
  return end === undefined
    ? chunks
    : [...chunks.slice(0, end.after), { [error.slice(1)]: { message: end.message, type: end.type } }];
}

/** The answer of the spec: an example; where none has that request, a generated one. */
async function specAnswer(request: ExampleRequest, preference: Preference, context: ChatContext): Promise<BodyAnswer> {
  const isNamed = preference.example !== undefined || preference.code !== undefined;
  const example = chooseExample(request, preference);
  const isStored = context.said === undefined && example !== undefined && (isNamed || isSame(example, request));
  const made = isStored ? undefined : await generate(request, context);
  if (made !== undefined || example === undefined) {
    return { status: request.operation.successStatus, answer: made, example: undefined };
  }
  return { status: example.status, answer: example.response, example };
}

function isSame(example: Pick<MockExample, "parameters" | "body">, { parameters, body }: ExampleRequest): boolean {
  return isSameJson(example.parameters, parameters) && isSameJson(example.body, body);
}

/** Makes the answer to a request that no example has; undefined where the first example answers every request. */
async function generate(request: ExampleRequest, context: ChatContext): Promise<unknown> {
  const generators: Readonly<Partial<Record<KnownOperation["name"], Generator>>> = {
    GetModel: getModel,
    CreateEmbedding: createEmbedding,
    CreateChatCompletion: createChatCompletion,
  };
  refuseUnknownModel(request);
  return generators[request.operation.name]?.(request, context);
}

type Generator = (request: ExampleRequest, context: ChatContext) => unknown;

/** Any id is that of a model, as in a chat, but for those that the examples call unknown. */
function getModel({ parameters }: ExampleRequest): unknown {
  const models = examplesOf("gateway", operations.ListModels.name).flatMap(
    ({ response }) => Object(response).data ?? [],
  );
  const known: unknown = models.find((model: unknown) => readPointer(model, "/id") === parameters.id);
  const unknown = examplesOfApi("gateway").filter(({ status }) => status >= 400);
  if (unknown.some((example) => [readPointer(example.body, "/model"), example.parameters.id].includes(parameters.id))) {
    const refusal = refusalLike("unknown-model");
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
    throw invalidRequest(`The mock makes ${MOST_NUMBERS} numbers in one answer at most.`, "/dimensions");
  }
  return example && embed(body, example);
}

async function createChatCompletion(request: ExampleRequest, context: ChatContext): Promise<unknown> {
  const { generateChat } = await import("./generate-chat.ts");
  return generateChat(request, context);
}
