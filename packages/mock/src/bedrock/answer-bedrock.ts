import { EVENT_STREAM_MEDIA_TYPE, type OperationMatch } from "@bedrock-contract/wire";
import { chooseExample, generationSource } from "../examples/choose-example.ts";
import type { Engine } from "../examples/prism-engine.ts";
import { streamFrames } from "../examples/stream-frames.ts";
import { Budget } from "../generate/budget.ts";
import { type Answer, frameAnswer, jsonAnswer } from "../http/answer.ts";
import type { MockRequest } from "../http/mock-request.ts";
import { invalid } from "../http/refusal.ts";
import { type AuthenticationOptions, authenticate } from "../request/authenticate.ts";
import { locateFormat, refuseUnknownModel } from "../request/locate-format.ts";
import { locateOperation } from "../request/locate-operation.ts";
import { type Preference, readPreference } from "../request/preference.ts";
import { readJson } from "../request/read-json.ts";
import { readParameters } from "../request/read-parameters.ts";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { validateRequest } from "../request/validate-request.ts";
import type { Responses } from "../respond/responses.ts";
import { scriptException } from "../respond/script-exception.ts";
import {
  type BodyAnswer,
  refuseAsScripted,
  scriptedAnswer,
  scriptedDelay,
  scriptedHeaders,
  scriptedStreamException,
} from "../respond/scripted-answer.ts";
import { responseHeaders } from "./response-headers.ts";

/** What a mock answers from, and how. */
export interface AnswerOptions extends AuthenticationOptions {
  readonly engine: Engine;
  /** How long a stream waits before each chunk but the first, in milliseconds. */
  readonly chunkDelay: number;
  /** The answers that tests have set. */
  readonly responses: Responses;
  /** The request as tests read it. */
  readonly received: ReceivedMockRequest;
}

/**
 * Answers one request to Bedrock: as a test has set it, else from the specs. What it throws is a refusal, or a fault of
 * the mock.
 */
export async function answerRequest(request: MockRequest, options: AnswerOptions): Promise<Answer> {
  const start = performance.now();
  await authenticate(request, options);
  const { engine, chunkDelay, responses, received } = options;
  const understood = await understand(request, engine);
  const { operation, format } = understood;
  const preference = readPreference(request.headers.prefer);
  const isStream = operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE;
  refuseMisplaced(preference, isStream);
  const set = responses.take(received, operation);
  await scriptedDelay(set);
  refuseAsScripted(set, operation);
  const { status, answer, example } =
    scriptedAnswer(set, operation) ?? (await specAnswer(understood, preference, engine));
  const latency = performance.now() - start;
  const invocation = format === undefined ? undefined : { request, format, answer, latency };
  const headers = { ...responseHeaders({ operation, status, example, invocation }), ...scriptedHeaders(set) };
  if (!isStream || status >= 400) {
    return jsonAnswer(status, answer, headers);
  }
  const whole = streamFrames(answer, example);
  const exception = scriptedStreamException(set) ?? preference;
  const { chunks, exceptions } =
    exception.streamException === undefined ? whole : await scriptException(whole, exception, { operation, engine });
  return frameAnswer(status, { frames: [...chunks, ...exceptions], delay: chunkDelay }, headers);
}

/** The answer of the spec: an example; where none has that body of a format, a generated one. */
async function specAnswer(request: ExampleRequest, preference: Preference, engine: Engine): Promise<BodyAnswer> {
  const { operation, api, format, body } = request;
  const example = chooseExample(request, preference);
  const status = example?.status ?? operation.successStatus;
  const source = generationSource(request, example, preference);
  if (format?.kind !== "text" || source === undefined) {
    return { status, example, answer: await engine.body(example ?? { api, operation: operation.name, status }) };
  }
  const { generateAnswer } = await import("../generate/generate-answer.ts");
  const isStream = operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE;
  const streams = isStream ? { api, operation: operation.name } : undefined;
  const answer = await generateAnswer({ format, body, example: source, streams, engine, budget: new Budget() });
  return { status, example: undefined, answer };
}

/** Reads and validates a request. */
async function understand(request: MockRequest, engine: Engine): Promise<ExampleRequest> {
  const match = locateOperation(request, ["management", "runtime"]);
  const { operation } = match;
  const { body, format } = readRequestBody(match, request);
  const api = format?.id ?? operation.api;
  const specOperation = await engine.specOperation(api, operation.name);
  const parameters = readParameters(match, request, specOperation);
  const understood = { operation, api, format, parameters, body };
  await validateRequest(understood, request.headers["content-type"]);
  return understood;
}

function readRequestBody(
  { operation, labels }: OperationMatch,
  request: MockRequest,
): Pick<ExampleRequest, "body" | "format"> {
  if (operation.api === "management") {
    return { body: readJson(operation, request.body) };
  }
  const { modelId = "" } = labels;
  // Bedrock looks at the model before it looks at the body.
  refuseUnknownModel(modelId);
  const body = readJson(operation, request.body);
  return { body, format: locateFormat(operation, modelId, body) };
}

function refuseMisplaced({ streamException }: Preference, isStream: boolean): void {
  if (streamException !== undefined && !isStream) {
    throw invalid(`Prefer: stream-exception=${streamException} is for streams only.`);
  }
}
