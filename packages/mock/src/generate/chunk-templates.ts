import { type FormatStream, readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { difference } from "../examples/likeness.ts";
import type { AnswerPlan } from "./plan.ts";
import { stopOf, stopSequenceOf, type Template, withStopSequence } from "./templates.ts";

/** The chunks of a stored stream by what they do. Of several choices only those of the first are here. */
export interface ChunkTemplates {
  /** What comes before anything is said, such as the role. */
  readonly opening: readonly unknown[];
  /** Chunks with text. */
  readonly texts: readonly unknown[];
  /** Chunks of a tool call, the first with its name. */
  readonly calls: readonly unknown[];
  /** The chunk with the stop reason. */
  readonly final: unknown;
  /** What comes after it, such as token counts. */
  readonly after: readonly unknown[];
}

/**
 * Chooses the stored stream that is most like what is to be streamed: it has text or a tool call as the plan has, ended
 * alike, and answers a request with the same members.
 */
export function chooseChunks(
  plan: AnswerPlan,
  { format, body }: { readonly format: TextFormat & { readonly stream: FormatStream }; readonly body: unknown },
  templates: readonly Template[],
): ChunkTemplates {
  const [first] = plan.choices;
  const isCall = first !== undefined && first.toolCalls.length > 0;
  const rank = (template: Template) =>
    difference(template.example.body, body) +
    (stopOf(format, template.answer) === first?.stop ? 0 : 100) +
    ((stopSequenceOf(format, template) === undefined) === (first?.stopSequence === undefined) ? 0 : 50);
  const [chosen] = templates
    .filter((template) => {
      const { calls, texts, final } = stored(format, template);
      return (isCall ? calls.length > 0 : texts.length > 0 && calls.length === 0) && final !== undefined;
    })
    .map((template) => ({ template, rank: rank(template) }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ template }) => template);
  if (chosen === undefined) {
    throw new Error(`the format ${format.id} has no example of a stream with ${isCall ? "a tool call" : "text"}`);
  }
  const stopSequence = stopSequenceOf(format, chosen);
  const isKept = stopSequence === undefined || first?.stopSequence === undefined;
  const shapes = isKept
    ? stored(format, chosen)
    : sorted(format, withStopSequence(chosen.answer, stopSequence, first.stopSequence));
  // What is said before a call looks as in a stream of text.
  const texts = shapes.texts.length > 0 ? undefined : templates.map((each) => stored(format, each).texts);
  return { ...shapes, texts: texts?.find(({ length }) => length > 0) ?? shapes.texts };
}

/** The chunks with text of a stored stream. */
export function textShapes(
  format: TextFormat & { readonly stream: FormatStream },
  template: Template,
): readonly unknown[] {
  return stored(format, template).texts;
}

const known = new WeakMap<object, ChunkTemplates>();

/** Sorts the chunks of a stored stream, once for each. */
function stored(format: TextFormat & { readonly stream: FormatStream }, { answer }: Template): ChunkTemplates {
  if (typeof answer !== "object" || answer === null) {
    return sorted(format, answer);
  }
  const found = known.get(answer) ?? sorted(format, answer);
  known.set(answer, found);
  return found;
}

function sorted(format: TextFormat & { readonly stream: FormatStream }, answer: unknown): ChunkTemplates {
  const { stream } = format;
  const chunks = (Array.isArray(answer) ? answer : []).filter((chunk) => isOfFirst(format, chunk));
  const callPlace = chunkPlace(stream, format.response.toolCalls);
  const isFinal = (chunk: unknown) => typeof readPointer(chunk, stream.stopReason) === "string";
  const isText = (chunk: unknown) => hasText(stream, chunk);
  const isCall = (chunk: unknown) => callPlace !== undefined && readAll(chunk, callPlace).length > 0;
  const end = chunks.findIndex(isFinal);
  const before = chunks.slice(0, end === -1 ? chunks.length : end);
  const start = before.findIndex((chunk) => isText(chunk) || isCall(chunk));
  return {
    opening: before.slice(0, start === -1 ? before.length : start),
    // A stream as short as can be has its text in the chunk that ends it.
    texts: before.some(isText) ? before.filter(isText) : chunks.slice(end, end + 1).filter(isText),
    calls: before.filter(isCall),
    final: chunks[end],
    after: chunks.slice(end + 1),
  };
}

/** Whether a chunk adds text. */
export function hasText({ text }: FormatStream, chunk: unknown): boolean {
  return readAll(chunk, text).some(({ value }) => typeof value === "string" && value !== "");
}

function isOfFirst({ response, stream }: TextFormat, chunk: unknown): boolean {
  const key = stream?.fold.find(({ how, from }) => how === "index" && `${from}/*` === response.choices)?.key;
  const choices = response.choices === undefined ? [] : readAll(chunk, response.choices);
  return key === undefined || choices.every(({ value }) => (readPointer(value, `/${key}`) ?? 0) === 0);
}

/** Where in a chunk stands what folds to a place of the answer: the fold rules read backwards. */
export function chunkPlace({ fold }: FormatStream, place: string | undefined): string | undefined {
  const [rule] = fold
    .filter(({ from, to = from }) => place === to || place?.startsWith(`${to}/`))
    .toSorted((one, other) => (other.to ?? other.from).length - (one.to ?? one.from).length);
  return rule === undefined ? place : `${rule.from}${place?.slice((rule.to ?? rule.from).length)}`;
}
