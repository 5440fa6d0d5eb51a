import {
  callPlacesOf,
  type FormatStream,
  type Pointers,
  readAll,
  readPointer,
  type TextFormat,
} from "@bedrock-contract/validators";
import { type ChunkTemplates, chooseChunks, chunkPlace, hasText, textShapes } from "./chunk-templates.ts";
import { copyJson } from "./copy-json.ts";
import type { SizedChunk } from "./fill-chunks.ts";
import { piecesOf } from "./pieces.ts";
import { deleteAt, isHolder, parentOf, writeAt } from "./place.ts";
import { type AnswerPlan, inputTokens, outputTokens, type PlannedCall, totalTokens } from "./plan.ts";
import { reasoningText } from "./reasoning.ts";
import type { Template } from "./templates.ts";
import { tokensOf } from "./tokens.ts";
import { unfoldAnswer } from "./unfold-answer.ts";
import { indexed, stopReasonOf, toldTokens } from "./write-answer.ts";
import { memberPlace } from "./write-blocks.ts";
import { logprobsPlace, sliceLogprobs } from "./write-logprobs.ts";
import { ofKind } from "./write-message.ts";

/** What a stream is made from. */
export interface StreamPlan {
  readonly plan: AnswerPlan;
  readonly format: TextFormat;
  readonly body: unknown;
  /** The whole answer, to which the chunks fold. */
  readonly answer: unknown;
}

/** Tokens in one chunk. */
const TOKENS_PER_CHUNK = 3;

/** Cuts an answer into chunks, which look as those of a stored stream of the format. The choices take turns. */
export function writeChunks(
  { plan, format, body, answer }: StreamPlan,
  templates: readonly Template[],
): readonly unknown[] {
  const { stream } = format;
  if (stream === undefined) {
    throw new Error(`the format ${format.id} has no stream`);
  }
  const streamed = { ...format, stream };
  const reasoned = (chunks: readonly SizedChunk[]) => withReasoning(chunks, { plan, format: streamed, templates });
  if (!tellsLogprobs(streamed, templates) && !isBeyondExamples(plan, streamed)) {
    return counted(reasoned(unfoldAnswer({ plan, format: streamed, body, answer }, templates)), plan, streamed);
  }
  const shapes = chooseChunks(plan, { format: streamed, body }, templates);
  const lists = plan.choices.map((_, index) =>
    choiceChunks({ plan, format: streamed, answer, shapes, index, templates }),
  );
  const turns = Array.from({ length: Math.max(...lists.map(({ length }) => length)) }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  );
  const after = shapes.after.map((chunk) => ({ chunk: copyJson(chunk), tokens: 0 }));
  return counted(reasoned([...turns.flat(), ...after]), plan, streamed);
}

/** Whether stored streams tell the log-probabilities of tokens. */
export function tellsLogprobs(format: TextFormat, templates: readonly Template[]): boolean {
  const known = tellers.get(templates);
  if (known !== undefined) {
    return known;
  }
  const place = format.stream && chunkPlace(format.stream, logprobsPlace(format));
  const isTold = place !== undefined && templates.some(({ answer }) => readAll(answer, `/*${place}`).length > 0);
  tellers.set(templates, isTold);
  return isTold;
}

/** What was found out of streams that are looked at with every request. */
const tellers = new WeakMap<readonly Template[], boolean>();

/** Whether a stream says more than stored ones do, and its chunks number the calls. */
function isBeyondExamples({ choices }: AnswerPlan, { stream, response }: ChoiceStream["format"]): boolean {
  const list = parentOf(chunkPlace(stream, response.toolCalls) ?? "");
  const isNumbered = stream.fold.some(({ from, how }) => how === "index" && from === list);
  return (
    isNumbered && choices.some(({ toolCalls: { length }, tokens }) => length > 1 || (length > 0 && tokens.length > 0))
  );
}

/** Puts reasoning that is a member beside the text before all that is said, piece by piece. */
function withReasoning(
  chunks: readonly SizedChunk[],
  { plan, format, templates }: Pick<ChoiceStream, "plan" | "format" | "templates">,
): readonly SizedChunk[] {
  if (plan.isSaid !== true) {
    return chunks;
  }
  const { stream } = format;
  const place = chunkPlace(stream, memberPlace({ format, templates }));
  const shape = templates.flatMap((each) => textShapes(format, each))[0];
  const isSpeaking = ({ chunk }: SizedChunk): boolean =>
    hasText(stream, chunk) || readAll(chunk, chunkPlace(stream, format.response.toolCalls) ?? "/none").length > 0;
  const at = chunks.findIndex(isSpeaking);
  const said = plan.choices.flatMap(({ reasoning }, index) =>
    reasoning === undefined ? [] : piecesOf(reasoningText(reasoning), undefined).map((piece) => ({ piece, index })),
  );
  if (place === undefined || shape === undefined) {
    return chunks;
  }
  const thinking = said.map(({ piece: { text, tokens }, index }) => {
    const chunk: unknown = copyJson(shape);
    for (const { value } of format.response.choices === undefined ? [] : readAll(chunk, format.response.choices)) {
      indexed(value, index, format);
    }
    deleteAt(chunk, firstChoice(stream.text));
    deleteAt(chunk, stream.metrics);
    writeAt(chunk, firstChoice(place), text);
    return { chunk, tokens };
  });
  return chunks.toSpliced(Math.max(0, at), 0, ...thinking);
}

interface ChoiceStream {
  readonly plan: AnswerPlan;
  readonly format: TextFormat & { readonly stream: FormatStream };
  readonly answer: unknown;
  readonly shapes: ChunkTemplates;
  readonly index: number;
  readonly templates: readonly Template[];
}

function choiceChunks(choice: ChoiceStream): readonly SizedChunk[] {
  const { plan, format, shapes, index } = choice;
  const planned = plan.choices[index];
  const opening = shapes.opening.map((shape) => ({ chunk: copyFor(choice, shape), tokens: 0 }));
  const pieces = [
    ...(planned?.toolCalls.length === 0 || planned?.tokens.length !== 0 ? textChunks(choice) : []),
    ...callsChunks(choice),
  ];
  const final = copyFor(choice, shapes.final);
  const isLastPiece = hasText(format.stream, shapes.final);
  const last = isLastPiece ? pieces.at(-1) : undefined;
  if (planned !== undefined) {
    writeAt(final, firstChoice(format.stream.stopReason), stopReasonOf(format, planned.stop));
  }
  if (isLastPiece) {
    movePiece(choice, last?.chunk, final);
  }
  return [...opening, ...(isLastPiece ? pieces.slice(0, -1) : pieces), { chunk: final, tokens: last?.tokens ?? 0 }];
}

/** The chunk that ends some streams has text itself: that of the last piece, with its log-probabilities. */
function movePiece({ format }: ChoiceStream, piece: unknown, final: unknown): void {
  writeAt(final, firstChoice(format.stream.text), readPointer(piece, format.stream.text) ?? "");
  const place = chunkPlace(format.stream, logprobsPlace(format));
  const logprobs = readPointer(piece, place);
  if (place !== undefined && logprobs !== undefined) {
    writeAt(final, firstChoice(place), logprobs);
  }
}

function textChunks(choice: ChoiceStream): readonly SizedChunk[] {
  const { plan, format, shapes, index } = choice;
  const [textPlace, stopPlace] = [firstChoice(format.stream.text), firstChoice(format.stream.stopReason)];
  return textPieces(plan, index).map(({ text, told, tokens }, piece) => {
    const chunk = copyFor(choice, shapes.texts[Math.min(piece, shapes.texts.length - 1)]);
    writeAt(chunk, textPlace, text);
    writeAt(chunk, stopPlace, null);
    writeLogprobsSlice(choice, chunk, told);
    return { chunk, tokens };
  });
}

/** A piece of a text, which of the log-probabilities are its own, and how many tokens it adds. */
interface TextPiece {
  readonly text: string;
  readonly told: readonly [number, number];
  readonly tokens: number;
}

/** What is repeated of the request comes first, as one piece that adds no token. */
function textPieces({ choices, pieces: set }: AnswerPlan, index: number): readonly TextPiece[] {
  const { tokens = [], echo = { tokens: [], haveLogprobs: false } } = choices[index] ?? {};
  const before = echo.haveLogprobs ? echo.tokens.length : 0;
  const whole = ranges(tokens.length).map(([start, end]) => ({
    text: tokens.slice(start, end).join(""),
    tokens: end - start,
  }));
  let end = before;
  const pieces = (set === undefined ? whole : piecesOf(tokens.join(""), set)).map((piece): TextPiece => {
    end += piece.tokens;
    return { ...piece, told: [end - piece.tokens, end] };
  });
  return echo.tokens.length === 0 ? pieces : [{ text: echo.tokens.join(""), told: [0, before], tokens: 0 }, ...pieces];
}

/** The calls one after the other. */
function callsChunks(choice: ChoiceStream): readonly SizedChunk[] {
  const planned = choice.plan.choices[choice.index];
  let start = planned?.toolCalls.length === 0 ? 0 : (planned?.tokens.length ?? 0);
  return (planned?.toolCalls ?? []).flatMap((call, ordinal) => {
    const { name, tokens } = call;
    const ofName = Math.min(tokensOf(name).length, (planned?.outputTokens ?? 0) - start);
    const chunks = callChunks(choice, { call, ordinal, start, ofName, args: tokens });
    start += ofName + tokens.length;
    return chunks;
  });
}

/**
 * A call as it is cut into chunks: which of the choice it is, after how many tokens it starts, how many its name has,
 * and the tokens of its arguments.
 */
interface CallStream {
  readonly call: PlannedCall;
  readonly ordinal: number;
  readonly start: number;
  readonly ofName: number;
  readonly args: readonly string[];
}

/** First the call without arguments, then its arguments piece by piece. */
function callChunks(
  choice: ChoiceStream,
  { call: planned, ordinal, start, ofName, args }: CallStream,
): readonly SizedChunk[] {
  const { format, shapes, index, answer } = choice;
  const { toolCalls = "" } = format.response;
  const { input = "" } = callPlacesOf(format, planned.isFree === true);
  const list = parentOf(firstChoice(chunkPlace(format.stream, toolCalls) ?? ""));
  const [openingShape, pieceShape = openingShape] = shapes.calls;
  const opening = copyFor(choice, openingShape);
  const [whole] = readAll(answer, parentOf(toolCalls).replace("*", String(index)));
  const call = copyJson(readPointer(whole?.value, `/${ordinal}`));
  writeAt(call, input, "");
  const begun = { ...Object(ofKind(readPointer(opening, `${list}/0`), planned, format)), ...Object(call) };
  writeAt(opening, list, [numberedCall(begun, ordinal, format)]);
  writeLogprobsSlice(choice, opening, [start, start + ofName]);
  const pieces = ranges(args.length).map(([from, to]) => {
    const chunk = copyFor(choice, pieceShape);
    const piece = ofKind(readPointer(chunk, `${list}/0`), planned, format);
    writeAt(piece, input, args.slice(from, to).join(""));
    writeAt(chunk, list, [numberedCall(piece, ordinal, format)]);
    writeLogprobsSlice(choice, chunk, [start + ofName + from, start + ofName + to]);
    return { chunk, tokens: to - from };
  });
  return [{ chunk: opening, tokens: ofName }, ...pieces];
}

/** Puts the number of a call where chunks tell it. */
function numberedCall(call: unknown, ordinal: number, { stream, response }: ChoiceStream["format"]): unknown {
  const list = parentOf(chunkPlace(stream, response.toolCalls) ?? "");
  const key = stream.fold.find(({ from, how }) => how === "index" && from === list)?.key;
  if (key !== undefined) {
    writeAt(call, `/${key}`, ordinal);
  }
  return call;
}

function writeLogprobsSlice(
  { plan, format, answer, index }: ChoiceStream,
  chunk: unknown,
  range: readonly [number, number],
): void {
  const place = logprobsPlace(format);
  const inChunk = chunkPlace(format.stream, place);
  const planned = plan.choices[index];
  if (place === undefined || inChunk === undefined || planned === undefined) {
    return;
  }
  const all = plan.topLogprobs === undefined ? undefined : readPointer(answer, place.replace("*", String(index)));
  if (all !== undefined || readPointer(chunk, inChunk) !== undefined) {
    const slice = sliceLogprobs(all, toldTokens(planned).tokens.length, range);
    writeAt(chunk, firstChoice(inChunk), slice ?? null);
  }
}

/** A copy of a stored chunk for a choice: numbered, and without metrics, which come once. */
function copyFor({ format, index, plan }: ChoiceStream, shape: unknown): unknown {
  const chunk: unknown = copyJson(shape);
  const { choices } = format.response;
  for (const { value } of choices === undefined ? [] : readAll(chunk, choices)) {
    indexed(value, index, format);
  }
  if (index < plan.choices.length - 1 && isHolder(chunk)) {
    Reflect.deleteProperty(chunk, format.stream.metrics.slice(1));
  }
  return chunk;
}

/** Token counts, where stored chunks have numbers: those of the prompt, and the tokens so far. */
function counted(
  chunks: readonly SizedChunk[],
  plan: AnswerPlan,
  { stream, response }: ChoiceStream["format"],
): readonly unknown[] {
  const [input, all] = [inputTokens(plan), outputTokens(plan)];
  const isCounting = ({ chunk }: SizedChunk): boolean => typeof readPointer(chunk, stream.outputTokens) === "number";
  const last = chunks.findLast(isCounting);
  const totalPlace = chunkPlace(stream, response.totalTokens);
  const ofCache = cacheCounts(plan, { stream, response });
  let output = 0;
  for (const sized of chunks) {
    const { chunk, tokens } = sized;
    output += tokens;
    const soFar = sized === last ? all : Math.min(output, all);
    const counts = [
      [stream.inputTokens, input] as const,
      [stream.outputTokens, soFar] as const,
      [totalPlace, totalTokens(plan, soFar)] as const,
      [`${stream.metrics}/inputTokenCount`, input] as const,
      [`${stream.metrics}/outputTokenCount`, all] as const,
    ];
    writeCacheCounts(chunk, ofCache, plan.cache !== undefined);
    for (const [place, count] of counts) {
      if (place !== undefined && typeof readPointer(chunk, place) === "number") {
        writeAt(chunk, place, count);
      }
    }
  }
  return chunks.map(({ chunk }) => chunk);
}

/** A count of the cache: what it stands beside, where, and how many. */
type CacheCount = readonly [beside: Pointers | undefined, place: string | undefined, count: number];

/** What chunks tell of the cache, where the format has a place for it. */
function cacheCounts(
  { cache }: AnswerPlan,
  { stream, response }: Pick<ChoiceStream["format"], "stream" | "response">,
): readonly CacheCount[] {
  const { cacheReadTokens, cacheWriteTokens, cacheWritesByLifetime = {} } = response;
  const { read = 0, written = 0, writtenFor = {} } = cache ?? {};
  return cacheReadTokens === undefined
    ? []
    : [
        [stream.inputTokens, chunkPlaceOf(stream, cacheReadTokens), read],
        [stream.inputTokens, chunkPlaceOf(stream, cacheWriteTokens), written],
        ...Object.entries(cacheWritesByLifetime).map(
          ([lifetime, place]) => [stream.inputTokens, chunkPlaceOf(stream, place), writtenFor[lifetime] ?? 0] as const,
        ),
        [stream.metrics, `${stream.metrics}/cacheReadInputTokenCount`, read],
        [stream.metrics, `${stream.metrics}/cacheWriteInputTokenCount`, written],
      ];
}

/**
 * What a chunk tells of the cache: beside the tokens of the prompt, and in the metrics. Without marks nothing, or zero.
 */
function writeCacheCounts(chunk: unknown, counts: readonly CacheCount[], isCached: boolean): void {
  for (const [beside, place, count] of counts) {
    const isTold = place !== undefined && typeof readPointer(chunk, place) === "number";
    const belongs = isCached && readPointer(chunk, beside) !== undefined;
    if (place !== undefined && (isTold || belongs)) {
      writeAt(chunk, place, count);
    }
  }
}

/** Where a chunk tells a count: beside that of the prompt. */
function chunkPlaceOf({ inputTokens = "", fold }: FormatStream, place: string | undefined): string | undefined {
  const rule = fold.find(
    ({ how, to, from }) =>
      how !== "drop" && inputTokens.startsWith(`${from}/`) && to !== undefined && place?.startsWith(`${to}/`),
  );
  return place === undefined ? undefined : `${rule?.from ?? ""}${place.slice(rule?.to?.length ?? 0)}`;
}

/**
 * A chunk speaks of one choice, or of one tool call: it is the first of its list. Of several places the first is
 * written.
 */
function firstChoice(places: Pointers): string {
  const [place = ""] = [places].flat();
  return place.replaceAll("*", "0");
}

function ranges(count: number): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.ceil(count / TOKENS_PER_CHUNK) }, (_, piece) => [
    piece * TOKENS_PER_CHUNK,
    Math.min(count, (piece + 1) * TOKENS_PER_CHUNK),
  ]);
}
