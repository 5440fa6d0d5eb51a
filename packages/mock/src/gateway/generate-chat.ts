import { type ChunkStream, readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { operations } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { chooseExample } from "../examples/choose-example.ts";
import { examplesOf } from "../examples/read-examples.ts";
import { copyJson } from "../generate/copy-json.ts";
import { generateAnswer } from "../generate/generate-answer.ts";
import { parentOf, writeAt } from "../generate/place.ts";
import { type PromptCache, usedOnce } from "../generate/prompt-cache.ts";
import type { Said } from "../generate/said.ts";
import type { Turns } from "../http/turns.ts";
import { Budget } from "../request/budget.ts";
import type { ExampleRequest } from "../request/understood-request.ts";
import { sseStreamOf } from "../respond/response-kind.ts";

/** What a chat may need besides the request. */
export interface ChatContext {
  /** The turns of this request among others. */
  readonly turns: Turns;
  /** What a test has the model say; undefined where it sets nothing. */
  readonly said: Said | undefined;
  /** What earlier requests have left in the cache of their models. */
  readonly cache: PromptCache;
}

/**
 * The answer to a chat, or to a message, that no example has; the list of its chunks where a stream is asked for.
 * Undefined for an operation that has no streams.
 */
export async function generateChat(request: ExampleRequest, context: ChatContext): Promise<unknown> {
  const { operation, body, format } = request;
  const description = sseStreamOf(operation);
  if (description === undefined || format?.kind !== "text") {
    return undefined;
  }
  return description.chunks === undefined
    ? generateOfFormat(request, withCacheMark(format, description.cacheMark), context)
    : generateChunks(request, { format, body, stream: description.chunks, ...context });
}

/** A format whose requests may also mark the whole prompt for the cache. */
function withCacheMark(format: TextFormat, mark: string | undefined): TextFormat {
  const { cacheMarks = [] } = format.request;
  return mark === undefined
    ? format
    : { ...format, request: { ...format.request, cacheMarks: [cacheMarks, mark].flat() } };
}

/** The answer whose bodies and events are those of a format, from the examples of the format. */
async function generateOfFormat(
  { body, mediaType }: ExampleRequest,
  format: TextFormat,
  { turns, said, cache }: ChatContext,
): Promise<unknown> {
  const [whole, streamed] = [operations.InvokeModel.name, operations.InvokeModelWithResponseStream.name];
  const parameters = { modelId: readPointer(body, "/model") };
  const example = chooseExample({ operation: operations.InvokeModel, api: format.id, format, parameters, body }, {});
  if (example === undefined || example.operation !== whole) {
    return undefined;
  }
  const streams = mediaType === undefined ? undefined : { api: format.id, operation: streamed };
  const modelId = String(parameters.modelId);
  const useCache = usedOnce(cache, modelId);
  const source = { format, body, modelId, example, streams, said, useCache, budget: new Budget(turns) };
  const answer = await generateAnswer(source);
  const metrics = format.stream?.metrics.slice(1) ?? "";
  // Only the streams of AWS's own apis tell the metrics of an invocation.
  for (const chunk of Array.isArray(answer) ? answer : []) {
    Reflect.deleteProperty(Object(chunk), metrics);
  }
  return answer;
}

interface ChunksRequest extends ChatContext {
  readonly format: TextFormat;
  readonly body: unknown;
  readonly stream: ChunkStream;
}

async function generateChunks(
  request: ExampleRequest,
  { format, body, stream, turns, said }: ChunksRequest,
): Promise<unknown> {
  const { operation, api, mediaType } = request;
  const example = sourceOf(request, stream);
  if (example === undefined) {
    return undefined;
  }
  const source = { format: streamedFormat(format, stream), body, example, said, budget: new Budget(turns) };
  const generateWhole = () => generateAnswer({ ...source, streams: undefined });
  if (mediaType === undefined) {
    return withModel(await generateWhole(), body);
  }
  const isAsked = readPointer(body, stream.usageRequestedBy) === true;
  const usage = isAsked ? readPointer(await generateWhole(), stream.usage) : undefined;
  const streams = { api, operation: operation.name, mediaType };
  const chunks = await generateAnswer({ ...source, streams });
  const named = (Array.isArray(chunks) ? chunks : []).map((chunk) => withModel(chunk, body));
  return withUsage(named, { stream, isAsked, usage });
}

type StreamedFormat = TextFormat & { readonly stream: NonNullable<TextFormat["stream"]> };

/** A format whose chunks are those of a stream: one for all requests, so that what follows from it is kept. */
function streamedFormat(format: TextFormat, stream: ChunkStream): StreamedFormat {
  const known = streamedFormats.get(stream);
  if (known?.id === format.id) {
    return known;
  }
  const { stopReasons, inputTokens = "", outputTokens = "" } = stream;
  const chunks = { metrics: "", ...format.stream, ...stream, inputTokens, outputTokens };
  const streamed = { ...format, stopReasons, stream: chunks };
  streamedFormats.set(stream, streamed);
  return streamed;
}

const streamedFormats = new WeakMap<ChunkStream, StreamedFormat>();

/** The whole example that lends text and shape: one that reasons where the request asks for it. */
function sourceOf(request: ExampleRequest, stream: ChunkStream): MockExample | undefined {
  const { operation, body } = request;
  const isWhole = (example: MockExample) => example.status < 400 && !example.mediaType;
  return asksReasoning(stream, body)
    ? examplesOf(operation.api, operation.name).find(
        (example) => isWhole(example) && asksReasoning(stream, example.body),
      )
    : chooseExample({ ...request, mediaType: undefined }, {});
}

function asksReasoning(stream: ChunkStream, body: unknown): boolean {
  const effort = readPointer(body, stream.reasoningRequestedBy);
  return effort !== undefined && effort !== null && effort !== "none";
}

/** An answer names the model that was asked. */
function withModel(answer: unknown, body: unknown): unknown {
  const model = readPointer(body, "/model");
  return typeof model === "string" && typeof readPointer(answer, "/model") === "string"
    ? { ...Object(answer), model }
    : answer;
}

interface UsageRules {
  readonly stream: ChunkStream;
  /** Whether the request asks for the usage. */
  readonly isAsked: boolean;
  readonly usage: unknown;
}

/** Token counts come in one chunk of their own at the end, where they are asked for, and else not at all. */
function withUsage(chunks: readonly unknown[], { stream, isAsked, usage }: UsageRules): readonly unknown[] {
  const place = stream.usage;
  const said = chunks.filter((chunk) => readAll(chunk, stream.choices).length > 0);
  for (const chunk of said) {
    if (place !== undefined && isAsked) {
      writeAt(chunk, place, null);
    } else if (place !== undefined) {
      Reflect.deleteProperty(Object(chunk), place.slice(1));
    }
  }
  const last: unknown = copyJson(said.at(-1));
  if (!isAsked || place === undefined || last === undefined) {
    return said;
  }
  writeAt(last, parentOf(stream.choices), []);
  writeAt(last, place, usage);
  return [...said, last];
}
