import {
  type BodiesOfKind,
  type BodyDescription,
  embeddingVersionOf,
  foldChunks,
  isFree,
  readAll,
  readPointer,
  type SseStreamDescription,
  streamOf,
  type TextBodies,
  toolNameOf,
  toolSchemaOf,
} from "@bedrock-contract/validators";
import { defined } from "../defined.ts";
import type { Answer, AnswerHeaders } from "../exchange/answer.ts";
import { type Chunk, chunksOf, exceptionOf, isWhole } from "../exchange/stream/chunks.ts";
import { type Constraint, readConstraints } from "./constraints.ts";
import { type CompiledSchema, compileSchema } from "./json-schema.ts";
import { type SseContext, sseContext } from "./sse-context.ts";
import { Budget } from "./within-time.ts";

/**
 * The two bodies of an exchange that semantic checks read together, and the data that says where things stand in them.
 */
export type Meaning = TextMeaning | VectorsMeaning | RankingMeaning | ImagesMeaning;

/** The kinds of formats whose bodies have a meaning that can be judged. */
export type MeaningKind = Meaning["kind"];

/** The meaning of an exchange of a format of some kind. */
export type MeaningOfKind<Kind extends MeaningKind> = Extract<Meaning, { readonly kind: Kind }>;

interface Bodies {
  /** The body of the request. */
  readonly request: unknown;
  /** The body of the answer; that of a stream is folded from its chunks. */
  readonly response: unknown;
  readonly isStreamed: boolean;
  readonly headers: AnswerHeaders;
}

/** What request and answer mean where text is generated. */
export interface TextMeaning extends Bodies {
  readonly kind: "text";
  readonly format: TextBodies;
  /** What the request demands of the answer's text, ready to be judged. */
  readonly constraints: readonly Constraint[];
  readonly tools: readonly Tool[];
  /** What the stop reason of a choice that calls tools may mean. */
  readonly toolStops: readonly ("end" | "tool")[];
}

/** What they mean where vectors stand for inputs. */
export interface VectorsMeaning extends Bodies {
  readonly kind: "embedding";
  readonly format: BodiesOfKind<"embedding">;
  /** How many dimensions the model's vectors have where the request does not say; undefined where nobody knows. */
  readonly defaultDimensions: number | undefined;
}

/** What they mean where documents are sorted. */
export interface RankingMeaning extends Bodies {
  readonly kind: "rerank";
  readonly format: BodiesOfKind<"rerank">;
}

/** What they mean where images are drawn. */
export interface ImagesMeaning extends Bodies {
  readonly kind: "image";
  readonly format: BodiesOfKind<"image">;
}

/** A tool that the model may call. */
export interface Tool {
  readonly name: string;
  /** Whether its input is any text. */
  readonly isFree: boolean;
  /** Whether all calls of it fit the schema. */
  readonly isStrict: boolean;
  /** The schema of its arguments, compiled; absent where the tool has none. */
  readonly parameters?: CompiledSchema;
}

/** What the meaning of an exchange is read from. */
export interface Exchanged {
  readonly validators: Places;
  readonly request: unknown;
  /** The id of the model that was asked. */
  readonly modelId: unknown;
  readonly answer: Answer;
}

/** Where things stand in the bodies and in the events. */
interface Places {
  readonly format?: BodyDescription | undefined;
  readonly sse?: SseStreamDescription | undefined;
}

/** What a request demands of its answer, whatever the answer is. */
export type Demands =
  | DemandsOf<TextMeaning>
  | DemandsOf<VectorsMeaning>
  | DemandsOf<RankingMeaning>
  | DemandsOf<ImagesMeaning>;

/** The demands of a request of one kind. */
export type DemandsOf<Kind extends Meaning> = Omit<Kind, Exclude<keyof Bodies, "request">> & {
  readonly sse?: SseStreamDescription | undefined;
};

/**
 * Reads the meaning of an exchange; undefined where it has none that could be judged: an error, an answer that is not
 * whole, one that a guardrail wrote, or bodies that no format describes. Compilers are loaded when a request needs
 * them.
 */
export async function readMeaning({ validators, request, modelId, answer }: Exchanged): Promise<Meaning | undefined> {
  const isJudged = responseOf(validators, answer) !== undefined;
  const demands = isJudged ? await readDemands(validators, { request, modelId }) : undefined;
  return demands === undefined ? undefined : meaningOf(demands, answer);
}

/**
 * Reads what a request demands, for all its answers; undefined where no format describes it, or one without meaning.
 */
export async function readDemands(
  { format, sse }: Places,
  { request, modelId }: Pick<Exchanged, "request" | "modelId">,
): Promise<Demands | undefined> {
  if (format === undefined || request === undefined) {
    return undefined;
  }
  switch (format.kind) {
    case "text": {
      const budget = new Budget();
      const constraints = await readConstraints(format, request, budget);
      const tools = await readTools(format, request, budget);
      return {
        kind: format.kind,
        format: withSlipsOf(sse, format),
        sse,
        request,
        constraints,
        tools,
        toolStops: sse?.chunks?.toolStops ?? format.toolStops ?? ["tool"],
      };
    }
    case "embedding":
      return {
        kind: format.kind,
        format,
        request,
        defaultDimensions: embeddingVersionOf(format, modelId)?.dimensions,
      };
    case "rerank":
      return { kind: format.kind, format, request };
    case "image":
      return { kind: format.kind, format, request };
    case "async":
    case "speech":
      return undefined;
    default:
      return format satisfies never;
  }
}

/** A gateway may write something before the text, and models behind it their own, whatever the format is elsewhere. */
function withSlipsOf(sse: SseStreamDescription | undefined, format: TextBodies): TextBodies {
  const { reasoningPrefix, jsonSlip, nameSlip, repeatedLogprobs } = sse?.chunks ?? {};
  const slips = defined({ reasoningPrefix, jsonSlip, nameSlip, repeatedLogprobs });
  return Object.keys(slips).length === 0 ? format : { ...format, response: { ...format.response, ...slips } };
}

/** The meaning of an answer to a request whose demands are read. */
export function meaningOf({ sse, ...demands }: Demands, answer: Answer): Meaning | undefined {
  const response = responseOf({ format: demands.format, sse }, answer);
  const isStreamed = answer.stream !== undefined || answer.sse !== undefined;
  return response === undefined ? undefined : { ...demands, response, isStreamed, headers: answer.headers };
}

function responseOf(places: Places, answer: Answer): unknown {
  if (places.format === undefined || answer.status >= 300) {
    return undefined;
  }
  const response = bodyOf(places, answer);
  return readPointer(response, "/amazon-bedrock-guardrailAction") === "INTERVENED" ? undefined : response;
}

/** The body of an answer; that of a stream which ended as it should is folded from its chunks. */
function bodyOf({ format, sse }: Places, answer: Answer): unknown {
  if (answer.sse !== undefined) {
    const events = sseContext({ answer, validators: { sse } });
    return events?.isFinished ? answeredBy(events, format) : undefined;
  }
  if (answer.stream !== undefined) {
    const isFinished = isWhole(answer.stream) && exceptionOf(answer.stream) === undefined;
    return isFinished ? folded(streamOf(format), chunksOf(answer.stream)) : undefined;
  }
  return answer.json.isJson && isOver(sse, answer.json.value) ? answer.json.value : undefined;
}

/** What is made in the background means nothing before it is there, nor does what failed. */
function isOver(sse: SseStreamDescription | undefined, response: unknown): boolean {
  const { status, statuses } = sse?.items ?? {};
  const said = readPointer(response, status);
  return said === undefined || said === statuses?.done || said === statuses?.cut;
}

/** The answer of a stream of events: what its last event has as a whole, or what its chunks fold into. */
function answeredBy({ places, chunks }: SseContext, format: BodyDescription | undefined): unknown {
  const { items } = places;
  return items === undefined
    ? folded(places.chunks ?? streamOf(format), chunks)
    : overOnly(places, readPointer(chunks.at(-1)?.value, items.whole));
}

function overOnly(places: SseStreamDescription, response: unknown): unknown {
  return isOver(places, response) ? response : undefined;
}

function folded(rules: Parameters<typeof foldChunks>[0] | undefined, chunks: readonly Chunk[]): unknown {
  return rules === undefined
    ? undefined
    : foldChunks(
        rules,
        chunks.map(({ value }) => value),
      );
}

async function readTools(format: TextBodies, request: unknown, budget: Budget): Promise<readonly Tool[]> {
  const { request: places } = format;
  if (places.tools === undefined) {
    return [];
  }
  const placed = readAll(request, places.tools);
  if (placed.length === 0) {
    return [];
  }
  const tools = placed.map(async ({ value }) => {
    const schema = toolSchemaOf(format, value);
    const name = String(toolNameOf(format, value));
    const isStrict = readPointer(value, places.toolStrict) === true;
    const tool = { name, isFree: isFree(format, value), isStrict };
    return schema === undefined || schema === null
      ? tool
      : { ...tool, parameters: await compileSchema(schema, budget) };
  });
  return Promise.all(tools);
}
