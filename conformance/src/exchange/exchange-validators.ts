import {
  type BodyDescription,
  type ConversationDescription,
  conversations,
  detectFormat,
  exceptions,
  type FormatDescription,
  type FormatId,
  type FormatStream,
  type FormatValidators,
  formats,
  type GuardrailDescription,
  guardrails,
  type Issue,
  type IssuesOptions,
  loadDescription,
  loadFormat,
  loadOperation,
  loadRules,
  type RequestEnvelope,
  type RequestRule,
  readPointer,
  type SseStreamDescription,
  sseStreams,
  streamOf,
  textBodiesOf,
  type Validator,
} from "@bedrock-contract/validators";
import {
  isOperationName,
  type Operation,
  type OperationModelInput,
  operationNamed,
  operations,
} from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import { defined } from "../defined.ts";
import { EVENT_STREAM } from "./answer.ts";
import { hasTypedEvents } from "./stream/event-names.ts";

/** What judges a value. */
export type Judge = Pick<Validator<unknown>, "is" | "issues">;

/** A rule of a request, by whatever judges it. */
export type JudgedRule = Omit<RequestRule, "validator"> & { readonly validator: Judge };

/** What judges the two sides of a case's exchange. */
export interface ExchangeValidators {
  /** All parameters of the request, by name. */
  readonly parameters?: Validator<unknown>;
  /** The body of the request, and what it holds for a model. */
  readonly request?: Judge;
  /** What binds several parts of the request together. */
  readonly rules?: readonly JudgedRule[];
  /** The body of a success; of a stream the list of its events. */
  readonly response?: Validator<unknown>;
  /** The same as `response`, enumerations closed. */
  readonly responseKnown?: Validator<unknown>;
  /** The body of an error, in apis whose errors name no exception. */
  readonly error?: Validator<unknown>;
  /** One chunk of a stream; absent where no format describes it. */
  readonly chunk?: Validator<unknown>;
  /** The same as `chunk`, enumerations closed. */
  readonly chunkKnown?: Validator<unknown>;
  /**
   * What the format's spec, or that of a conversation, says of the bodies as a whole; absent where neither describes
   * them.
   */
  readonly format?: BodyDescription;
  /** How the events of a conversation go; absent where the operation continues none. */
  readonly conversation?: ConversationDescription;
  /** Where a response says what a guardrail did; absent where it does not. */
  readonly guardrail?: GuardrailDescription;
  /** Where things stand in the chunks of the format. */
  readonly stream?: FormatStream;
  /** The response that the events of a stream make up; absent where no operation gives it in one body. */
  readonly assembled?: Validator<unknown>;
  /** How the answer comes as server-sent events; absent where the operation has no such stream. */
  readonly sse?: SseStreamDescription;
}

/** What judges the body of an error, by the exception's name. */
export type ExceptionValidators = Readonly<Record<string, Validator<unknown>>>;

/** The validators of the exceptions. */
export const exceptionValidators: ExceptionValidators = exceptions;

/**
 * The format of a case's bodies: its own, else what its model id and its request tell. A case about the envelope has
 * the bodies of some format, too.
 */
export function formatOf({
  operation,
  format,
  parameters,
  body,
}: Pick<Case, "operation" | "format" | "parameters" | "body">): string | undefined {
  const { modelId } = parameters;
  const { hasFormat = false, modelInput } = operationNamed(operation) ?? {};
  if (format === undefined && modelInput !== undefined) {
    return detectFormat(String(readPointer(body, modelInput.modelId)), readPointer(body, modelInput.input), "async");
  }
  return format ?? (hasFormat && typeof modelId === "string" ? detectFormat(modelId, body) : undefined);
}

/** Loads the validators of a case: those of its operation, refined by those of its format. Each module loads once. */
export function loadValidators(given: Pick<Case, "operation" | "format">): Promise<ExchangeValidators> {
  const key = `${given.operation} ${given.format ?? ""}`;
  let loaded = cache.get(key);
  if (loaded === undefined) {
    loaded = load(given);
    cache.set(key, loaded);
  }
  return loaded;
}

/** How an operation answers in server-sent events; undefined where it does not. */
export function sseStreamOf(operation: string): SseStreamDescription | undefined {
  return SSE_STREAMS[operation];
}

const CONVERSATIONS: Readonly<Record<string, ConversationDescription>> = conversations;

const GUARDRAILS: Readonly<Record<string, GuardrailDescription>> = guardrails;

const SSE_STREAMS: Readonly<Record<string, SseStreamDescription>> = sseStreams;

const cache = new Map<string, Promise<ExchangeValidators>>();

async function load({ operation, format }: Pick<Case, "operation" | "format">): Promise<ExchangeValidators> {
  if (!isOperationName(operation)) {
    throw new Error(`there is no operation ${operation}`);
  }
  const sse = SSE_STREAMS[operation];
  const conversation = CONVERSATIONS[operation];
  const bodies = conversation && textBodiesOf(conversation);
  const { event, eventKnown, ...loadedOperation } = await loadOperation(operation);
  const ofOperation: ExchangeValidators = {
    ...loadedOperation,
    rules: await loadRules(operation),
    // Where the bytes of the chunks are in the model's own form, only a format describes them.
    ...(hasTypedEvents(operation) ? defined({ chunk: event, chunkKnown: eventKnown }) : {}),
    ...defined({ sse, conversation, guardrail: GUARDRAILS[operation], format: bodies }),
    ...(hasTypedEvents(operation)
      ? defined({ stream: bodies?.stream, assembled: await assembledValidator(conversation) })
      : {}),
    ...(await ofEvents(sse)),
  };
  if (format === undefined) {
    return ofOperation;
  }
  const description = await describeFormat(format);
  const loaded = await loadFormat(description.id);
  const { modelInput } = operations[operation] as Operation;
  if (modelInput !== undefined) {
    return withModelInput(ofOperation, loaded, modelInput);
  }
  const rules = [...(ofOperation.rules ?? []), ...loaded.rules];
  const request = { request: loaded.invokeRequest, rules, format: description };
  if (operations[operation].responseMediaType !== EVENT_STREAM) {
    return { ...ofOperation, ...request, response: loaded.invokeResponse, responseKnown: loaded.invokeResponseKnown };
  }
  const { invokeChunk, invokeChunkKnown } = loaded;
  return {
    ...ofOperation,
    ...request,
    ...defined({ chunk: invokeChunk, chunkKnown: invokeChunkKnown, stream: streamOf(description) }),
  };
}

/** What a format says of bodies that come as server-sent events, or the operation itself. */
async function ofEvents(sse: SseStreamDescription | undefined): Promise<Pick<ExchangeValidators, "format" | "stream">> {
  const format = sse?.format === undefined ? sse?.bodies : await describeFormat(sse.format);
  const hasOwnEvents = sse?.chunks !== undefined || sse?.items !== undefined;
  return defined({ format, stream: hasOwnEvents ? undefined : streamOf(format) });
}

/** A validator that looks at a part of the value too. */
function withPart(whole: Judge, place: string, part: Judge): Judge {
  const issuesOf = (value: unknown, options?: IssuesOptions): readonly Issue[] =>
    part.issues(readPointer(value, place), options).map((issue) => ({ ...issue, pointer: `${place}${issue.pointer}` }));
  return {
    is: (value): value is unknown => whole.is(value) && part.is(readPointer(value, place)),
    issues: (value, options) => [...whole.issues(value, options), ...issuesOf(value, options)],
  };
}

/** The validators of an operation whose requests hold the input of a model, which is of a format. */
function withModelInput(
  validators: ExchangeValidators,
  { invokeRequest, rules }: FormatValidators<FormatId>,
  { modelId, input }: OperationModelInput,
): ExchangeValidators {
  const { request } = validators;
  const toModel = (envelope: unknown): RequestEnvelope => {
    const { contentType, body } = envelope as RequestEnvelope; // What rules are asked about.
    return { parameters: { modelId: readPointer(body, modelId) }, contentType, body: readPointer(body, input) };
  };
  return {
    ...validators,
    ...(request === undefined ? {} : { request: withPart(request, input, invokeRequest) }),
    rules: [
      ...(validators.rules ?? []),
      ...rules.map(({ validator, ...rule }) => ({
        ...rule,
        validator: {
          is: (value: unknown): value is unknown => validator.is(toModel(value)),
          issues: (value: unknown) => validator.issues(toModel(value)),
        },
      })),
    ],
  };
}

/** What the operation that gives a response of the conversation in one body says of it. */
async function assembledValidator(
  conversation: ConversationDescription | undefined,
): Promise<Validator<unknown> | undefined> {
  const [name] = Object.keys(CONVERSATIONS).filter(
    (each) => CONVERSATIONS[each] === conversation && !hasTypedEvents(each),
  );
  return name !== undefined && isOperationName(name) ? (await loadOperation(name)).response : undefined;
}

/** What the spec of a format says about it as a whole. Throws where there is no such format. */
export async function describeFormat(format: string): Promise<FormatDescription> {
  const known = formats.find(({ id }) => id === format);
  if (known === undefined) {
    throw new Error(`there is no format ${format}`);
  }
  return loadDescription(known.id);
}
