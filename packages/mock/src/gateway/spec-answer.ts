import { readPointer, type SseStreamDescription } from "@bedrock-contract/validators";
import { type ApiName, type KnownOperation, operations } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { chooseExample } from "../examples/choose-example.ts";
import { isSameJson } from "../examples/is-same-json.ts";
import { examplesOf, examplesOfApi } from "../examples/read-examples.ts";
import { copyJson } from "../generate/copy-json.ts";
import type { Preference } from "../request/preference.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { sseFormatOf, sseStreamOf } from "../respond/response-kind.ts";
import type { BodyAnswer } from "../respond/scripted-answer.ts";
import { GatewayRefusal, invalidRequest, openAIError, refusalLike } from "./gateway-refusal.ts";
import type { ChatContext } from "./generate-chat.ts";
import type { ItemsDescription } from "./generate-response.ts";
import { shownEvents } from "./sse-events.ts";
import { begunAnswer, type StoredResponses } from "./stored-responses.ts";

/** What an answer is made with besides the request. */
export interface AnswerContext extends ChatContext {
  readonly stored: StoredResponses;
}

/** The answer of the spec: an example; where none has that request, a generated one. */
export async function specAnswer(
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
    throw invalidRequest("gateway", `The mock makes ${MOST_NUMBERS} numbers in one response at most.`, "/dimensions");
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
  const format = await sseFormatOf(operations.CreateMessage);
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
  const events = shownEvents(operation);
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
    stored.add(id, copyJson(whole), isInBackground ? items : undefined);
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
