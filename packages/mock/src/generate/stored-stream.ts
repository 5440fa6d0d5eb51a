import {
  type FoldedValue,
  type FormatStream,
  foldChunks,
  readPointer,
  traceChunks,
} from "@bedrock-contract/validators";
import { memberPointer } from "@bedrock-contract/validators/pointer";

/** A chunk of a stored stream, with what it adds to the response. */
export interface StoredChunk {
  readonly chunk: unknown;
  readonly values: readonly FoldedValue[];
}

/** The chunks that make up one element of the response's list, or the whole response where it has no list. */
export interface StoredSegment {
  /** The number of the element; undefined for the whole response. */
  readonly element: number | undefined;
  /** What its chunks make up. */
  readonly value: unknown;
  readonly chunks: readonly StoredChunk[];
}

/** A stored stream by what its chunks are for. */
export interface StoredStream {
  /** What the chunks fold to. */
  readonly whole: unknown;
  /** The pointer to the list whose elements come one after the other; undefined where chunks tell of none. */
  readonly list: string | undefined;
  /** What comes before the first element. */
  readonly opening: readonly StoredChunk[];
  readonly segments: readonly StoredSegment[];
  /** What comes after the last one. */
  readonly ending: readonly StoredChunk[];
}

const read = new WeakMap<object, StoredStream>();

/** Takes the chunks of a stored stream apart, once. Chunks that add nothing belong to what comes before them. */
export function readStoredStream(stream: FormatStream, answer: unknown): StoredStream {
  const chunks: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const stored = read.get(chunks) ?? takeApart(stream, chunks);
  read.set(chunks, stored);
  return stored;
}

function takeApart(stream: FormatStream, chunks: readonly unknown[]): StoredStream {
  const traces = traceChunks(stream, chunks);
  const stored = chunks.map((chunk, index): StoredChunk => ({ chunk, values: traces[index] ?? [] }));
  const whole = foldChunks(stream, chunks);
  const places = stored.map(({ values }) => values.flatMap(({ to }) => elementPlace(to) ?? [])[0]);
  const first = places.findIndex((place) => place !== undefined);
  if (first === -1) {
    return {
      whole,
      list: undefined,
      opening: [],
      segments: [{ element: undefined, value: whole, chunks: stored }],
      ending: [],
    };
  }
  const last = places.findLastIndex((place) => place !== undefined);
  const next = stored.findIndex(({ values }, index) => index > last && values.length > 0);
  const end = next === -1 ? stored.length : next;
  const segments = new Map<number, StoredChunk[]>();
  let element = places[first]?.element ?? 0;
  for (const [index, chunk] of stored.slice(first, end).entries()) {
    element = places[first + index]?.element ?? element;
    segments.set(element, [...(segments.get(element) ?? []), chunk]);
  }
  const list = places[first]?.list;
  return {
    whole,
    list,
    opening: stored.slice(0, first),
    segments: [...segments].map(([number, own]) => ({
      element: number,
      value: list === undefined ? whole : readPointer(whole, `${list}/${number}`),
      chunks: own,
    })),
    ending: stored.slice(end),
  };
}

/** The list that a place leads through first, and the element. */
function elementPlace(to: FoldedValue["to"]): { readonly list: string; readonly element: number } | undefined {
  const at = to.findIndex((step) => typeof step === "number");
  const element = to[at];
  return typeof element === "number" ? { list: pointerOf(to.slice(0, at)), element } : undefined;
}

/** The JSON pointer that steps make up. */
export function pointerOf(steps: FoldedValue["to"]): string {
  const known = pointers.get(steps) ?? steps.reduce<string>(memberPointer, "");
  pointers.set(steps, known);
  return known;
}

/** Those of stored streams are written with every request. */
const pointers = new WeakMap<FoldedValue["to"], string>();

/** Whether a chunk only adds to a text, so that there may be several. */
export function isPiece({ values }: StoredChunk): boolean {
  return values.some(isText) && values.every((value) => isText(value) || value.value === null);
}

/** Whether a value of a chunk is joined to a text. */
export function isText({ how, value }: FoldedValue): boolean {
  return (how === "append" || how === "parseJson") && typeof value === "string";
}
