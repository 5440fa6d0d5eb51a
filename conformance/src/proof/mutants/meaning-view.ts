import {
  type BodyDescription,
  type ChunkStream,
  type FormatStream,
  type PlacedValue,
  type Pointers,
  readAll,
  readPointer,
  streamOf,
} from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { parseJson } from "../../exchange/parse-json.ts";
import type { Demands, MeaningKind, MeaningOfKind } from "../../meaning/meaning.ts";
import type { EquivalenceName } from "../equivalences.ts";
import { withJson } from "./body-mutants.ts";
import { framesOf, withChunk } from "./frames.ts";
import { withAt } from "./json-changes.ts";
import type { RawAnswer } from "./mutant.ts";
import type { MutantContext } from "./mutant-source.ts";
import { eventsOf, sseBody } from "./server-sent-events.ts";

/** The values of an answer by the places that its format names, be it one body or a stream of chunks. */
export interface MeaningView {
  readonly isStream: boolean;
  /** The body, or the list of chunks. */
  readonly root: unknown;
  /** The values at a place of the format's answer; of a stream in each chunk that adds to it. */
  places(pointer: string | undefined): readonly PlacedValue[];
  /** The answer with other values at pointers that `places` gave. */
  with(changes: Readonly<Record<string, unknown>>): RawAnswer;
}

/** An answer with the demands on it. */
export interface Meant<Kind extends MeaningKind> {
  readonly context: MutantContext;
  readonly view: MeaningView;
  readonly meaning: MeaningOfKind<Kind>;
}

/** An answer of generated text with the demands on it. */
export type MeantText = Meant<"text">;

/** Looks at a recorded answer by the places of its format; undefined where it has none. */
export function meaningView({ recording, isStream }: MutantContext): MeaningView | undefined {
  const { answer, demands } = recording;
  if (demands === undefined || answer.status >= 300) {
    return undefined;
  }
  return isStream ? streamView(answer, demands) : bodyView(answer);
}

function bodyView(answer: RawAnswer): MeaningView | undefined {
  const body = parseJson(answer.body);
  return body.isJson
    ? {
        isStream: false,
        root: body.value,
        places: (pointer) => (pointer === undefined ? [] : readAll(body.value, pointer)),
        with: (changes) => withJson(answer, changed(body.value, changes)),
      }
    : undefined;
}

function streamView(answer: RawAnswer, { format, sse }: Demands): MeaningView | undefined {
  const stream = sse?.chunks ?? streamOf(format);
  const items = sse?.items;
  if (stream === undefined && items === undefined) {
    return undefined;
  }
  const inChunks = (pointer: string): Pointers | undefined =>
    items === undefined ? stream && placeInChunk(pointer, format, stream) : `${items.whole}${pointer}`;
  const parts = sse === undefined ? frameParts(answer.body) : eventParts(answer.body);
  const { chunks } = parts;
  return {
    isStream: true,
    root: chunks,
    places: (pointer) => {
      const inChunk = pointer === undefined ? undefined : inChunks(pointer);
      return inChunk === undefined
        ? []
        : chunks.flatMap((chunk, index) =>
            readAll(chunk, inChunk).map((place) => ({ ...place, pointer: `/${index}${place.pointer}` })),
          );
    },
    with: (changes) => {
      const others = changed(chunks, changes) as readonly unknown[]; // A change leaves a list a list.
      const bytes = chunks.map((chunk, index) => parts.bytesOf(index, others[index] === chunk ? KEPT : others[index]));
      return { ...answer, body: Buffer.concat(bytes) };
    },
  };
}

/** The parts of a stream: what chunk each holds, if any, and its bytes with another chunk, or as they are. */
interface StreamParts {
  readonly chunks: readonly unknown[];
  bytesOf(index: number, chunk: unknown): Buffer;
}

const KEPT = Symbol("the chunk as it is");

function frameParts(body: Buffer): StreamParts {
  const frames = framesOf(body);
  return {
    chunks: frames.map(({ chunk }) => chunk),
    bytesOf: (index, chunk) => {
      const frame = frames[index] as (typeof frames)[number]; // There is a frame for each chunk.
      return chunk === KEPT ? frame.bytes : withChunk(frame, chunk);
    },
  };
}

function eventParts(body: Buffer): StreamParts {
  const events = eventsOf(body);
  return {
    chunks: events.map((data) => (data.startsWith("{") ? JSON.parse(data) : undefined)),
    bytesOf: (index, chunk) => sseBody([(chunk === KEPT ? events[index] : JSON.stringify(chunk)) ?? ""]),
  };
}

/** What a format places in chunks itself. */
const IN_CHUNKS = ["text", "stopReason", "inputTokens", "outputTokens"] as const;

/** Where chunks hold what the answer has at a pointer: the format says so, or its fold rules. */
function placeInChunk(pointer: string, format: BodyDescription, stream: FormatStream | ChunkStream): Pointers {
  const name = IN_CHUNKS.find((each) => format.kind === "text" && format.response[each] === pointer);
  return (name === undefined ? undefined : stream[name]) ?? chunkPointers(pointer, stream.fold);
}

/** Where chunks hold what the folded answer has at a pointer: each rule that leads there says so, the longest first. */
export function chunkPointers(pointer: string, fold: FormatStream["fold"]): readonly string[] {
  const targets = fold
    .filter(({ how }) => how !== "drop")
    .map(({ from, to = from }) => ({ from, to: to.replaceAll(/\/-(?=\/|$)/g, "/*") }));
  const found = targets
    .filter(({ to }) => pointer === to || pointer.startsWith(`${to}/`))
    .toSorted((one, other) => other.to.length - one.to.length)
    .map(({ from, to }) => `${from}${pointer.slice(to.length)}`);
  return found.length === 0 ? [pointer] : [...new Set(found)];
}

function changed(root: unknown, changes: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(changes).reduce(
    (value, [pointer, replacement]) => withAt(value, pointerKeys(pointer), { value: replacement }),
    root,
  );
}

/** What a guardrail writes is not the model's. */
export function isGuarded({ root, isStream }: MeaningView): boolean {
  const chunks = isStream && Array.isArray(root) ? root : [root];
  return chunks.some((chunk) => readPointer(chunk, "/amazon-bedrock-guardrailAction") === "INTERVENED");
}

/**
 * Why nobody judges what a call holds: the model's provider runs it itself. Undefined where the caller runs every call.
 */
export function callReason({ view, meaning }: Pick<MeantText, "view" | "meaning">): EquivalenceName | undefined {
  const { toolCalls = "", toolCallName = "", providerCall = {}, callerCall = {} } = meaning.format.response;
  const named = view.places(`${toolCalls}${toolCallName}`).map(({ pointer }) => withoutEnd(pointer, toolCallName));
  const isOfProvider =
    Object.entries(providerCall).some(([place, said]) =>
      view.places(`${toolCalls}${place}`).some(({ value }) => value === said),
    ) ||
    Object.entries(callerCall).some(([place, said]) =>
      view
        .places(`${toolCalls}${place}`)
        .some(({ pointer, value }) => value !== said && named.includes(withoutEnd(pointer, place))),
    );
  return isOfProvider ? "run-by-provider" : undefined;
}

function withoutEnd(pointer: string, end: string): string {
  return pointer.slice(0, pointer.length - end.length);
}
