import { readPointer } from "@bedrock-contract/validators";
import { difference } from "../examples/likeness.ts";
import { Filling, type SizedChunk, type Unfolding } from "./fill-chunks.ts";
import { isHolder } from "./place.ts";
import { segmentChunks } from "./repeat-chunks.ts";
import { isPiece, readStoredStream, type StoredChunk, type StoredSegment, type StoredStream } from "./stored-stream.ts";
import { callsIn, stopOf, stopSequenceOf, type Template, withStopSequence } from "./templates.ts";

/**
 * Cuts an answer into chunks that fold to it, which look like those of a stored stream: the fold rules of the format
 * read backwards. What a stored stream leaves out of its answer, this one leaves out, too.
 */
export function unfoldAnswer(unfolding: Unfolding, templates: readonly Template[]): readonly SizedChunk[] {
  const { format, answer } = unfolding;
  const chosen = chooseStream(unfolding, templates);
  const { stored } = chosen;
  const elements: unknown = stored.list === undefined ? undefined : readPointer(answer, stored.list);
  const targets: readonly (number | undefined)[] = Array.isArray(elements) ? [...elements.keys()] : [undefined];
  const filled = (chunk: StoredChunk): SizedChunk => ({ chunk: new Filling(unfolding, stored).fill(chunk), tokens: 0 });
  const parts = targets.flatMap((target) => {
    const element = target === undefined || !Array.isArray(elements) ? undefined : elements[target];
    const near = targets.length - 1 === target ? LAST : target;
    const { stored: from, segment } = likestOf(chosen, element, near);
    return segmentChunks(new Filling(unfolding, from, { from: segment.element, to: target }), segment);
  });
  const chunks = [...stored.opening.map(filled), ...parts, ...stored.ending.map(filled)];
  return withoutEarlyMetrics(chunks, format.stream.metrics);
}

/** The stored stream that an answer is cut like. */
interface ChosenStream {
  readonly stored: StoredStream;
  /** The streams whose segments are taken: where each chunk tells of one block, those of several make up one. */
  readonly all: readonly StoredStream[];
  /** The segments that were the likest, by the shapes of elements and where these stand. */
  readonly likest: Map<string, LikestSegment>;
}

/** The stored stream whose elements, stop and request are most like those of the answer. */
function chooseStream(unfolding: Unfolding, templates: readonly Template[]): ChosenStream {
  const { plan, format, answer } = unfolding;
  const [first] = plan.choices;
  // A plan has the meaning of a stop reason, or its word.
  const stop = first && (format.stopReasons[first.stop] ?? first.stop);
  const isCut = first?.stopSequence !== undefined;
  const hasCalls = first !== undefined && first.toolCalls.length > 0;
  const known = choices.get(templates) ?? new Map<string, Choice>();
  choices.set(templates, known);
  const key = [stop, isCut, hasCalls, plan.choices.length > 1, structureOf(answer)].join(" ");
  const choice = known.get(key) ?? findStream({ unfolding, stop, isCut, hasCalls }, templates);
  if (known.size < MOST_SHAPES && key.length < LONGEST_KEPT) {
    known.set(key, choice);
  }
  const { template, chosen } = choice;
  const stopSequence = stopSequenceOf(format, template);
  if (stopSequence === undefined || first?.stopSequence === undefined) {
    return chosen;
  }
  const other = withStopSequence(template.answer, stopSequence, first.stopSequence);
  const stored = readStoredStream(format.stream, other);
  return { stored, all: [stored, ...chosen.all.slice(1)], likest: new Map() };
}

interface Choice {
  readonly template: Template;
  readonly chosen: ChosenStream;
}

/** What was chosen for requests with the same members, by the structures of answers, of which there are few. */
const choices = new WeakMap<readonly Template[], Map<string, Choice>>();

const MOST_SHAPES = 100;
const LONGEST_KEPT = 2_000;

/** The members and elements of a value, and what types say: the same text for values of which the same is chosen. */
function structureOf(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(structureOf).join()}]`;
  }
  if (!isHolder(value)) {
    return "";
  }
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}${name === "type" ? JSON.stringify(member) : structureOf(member)}`,
  );
  return `{${members.join()}}`;
}

interface WantedStream {
  readonly unfolding: Unfolding;
  /** The meaning of the stop reason. */
  readonly stop: string | undefined;
  /** Whether a stop sequence ends it. */
  readonly isCut: boolean;
  readonly hasCalls: boolean;
}

function findStream({ unfolding, stop, isCut, hasCalls }: WantedStream, templates: readonly Template[]): Choice {
  const { plan, format, body, answer } = unfolding;
  const read = templates.map((template) => {
    const stored = readStoredStream(format.stream, template.answer);
    const elements: unknown = stored.list === undefined ? [] : readPointer(answer, stored.list);
    const unlike = (Array.isArray(elements) ? elements : []).filter(
      (element) => !isAlike(element, likestSegment(stored, element).value),
    );
    const known = factsOf(format, template);
    const faults =
      1_000 * unlike.length +
      (known.hasCalls === hasCalls ? 0 : 1_000) +
      (known.stop === stop ? 0 : 100) +
      ((known.stopSequence !== undefined) === isCut ? 0 : 50) +
      (known.hasPieces ? 0 : 20) +
      (plan.choices.length > 1 && stored.segments.length < 2 ? 200 : 0) +
      difference(template.example.body, body);
    return { template, stored, faults };
  });
  const [best] = read.toSorted((one, other) => one.faults - other.faults);
  if (best === undefined) {
    throw new Error(`the format ${format.id} has no example of a stream`);
  }
  const { template, stored } = best;
  const others = format.stream.blocks === undefined ? [] : read.filter((each) => each.stored.list === stored.list);
  const all = [stored, ...others.map((each) => each.stored)];
  return { template, chosen: { stored, all, likest: new Map() } };
}

/** What is looked at in a stored stream with every request. */
interface StreamFacts {
  readonly hasCalls: boolean;
  readonly hasPieces: boolean;
  readonly stop: string | undefined;
  readonly stopSequence: string | undefined;
}

const facts = new WeakMap<object, StreamFacts>();

/** The facts of a stored stream, told once. */
function factsOf(format: Unfolding["format"], template: Template): StreamFacts {
  const known = facts.get(template.example);
  if (known !== undefined) {
    return known;
  }
  const { whole, segments } = readStoredStream(format.stream, template.answer);
  const told = {
    hasCalls: callsIn(format, whole).length > 0,
    hasPieces: segments.some(({ chunks: own }) => own.some(isPiece)),
    stop: stopOf(format, template.answer),
    stopSequence: stopSequenceOf(format, template),
  };
  facts.set(template.example, told);
  return told;
}

interface LikestSegment {
  readonly stored: StoredStream;
  readonly segment: StoredSegment;
}

/** The segment of the likest element of several streams, of the first where they are alike. */
function likestOf({ all, likest }: ChosenStream, element: unknown, near: number | undefined): LikestSegment {
  const key = `${near} ${knownShape(element).key}`;
  const found = likest.get(key) ?? findLikest(all, element, near);
  if (likest.size < MOST_SHAPES && key.length < LONGEST_KEPT) {
    likest.set(key, found);
  }
  return found;
}

function findLikest(streams: readonly StoredStream[], element: unknown, near: number | undefined): LikestSegment {
  let likest: LikestSegment | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const stored of streams) {
    const segment = likestSegment(stored, element, near);
    const unlike = unlikeness(element, segment.value);
    if (unlike < least) {
      [likest, least] = [{ stored, segment }, unlike];
    }
  }
  if (likest === undefined) {
    throw new Error("there is no stream to take a segment from");
  }
  return likest;
}

/** The segment of the likest element; of several the one that is nearest, for the last of a stream says more. */
function likestSegment(stored: StoredStream, element: unknown, near = 0): StoredSegment {
  let likest: StoredSegment | undefined;
  let [least, nearest] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const segment of stored.segments) {
    const unlike = unlikeness(element, segment.value);
    const distance = Math.abs((segment.element ?? 0) - near);
    if (unlike < least || (unlike === least && distance < nearest)) {
      [likest, least, nearest] = [segment, unlike, distance];
    }
  }
  return likest ?? { element: undefined, value: undefined, chunks: [] };
}

const LAST = Number.MAX_SAFE_INTEGER;

/** Whether two elements are of one kind: they have the same type, or none, and a member in common. */
function isAlike(one: unknown, other: unknown): boolean {
  const names = Object.keys(Object(one)).filter((name) => Object.hasOwn(Object(other), name));
  return readPointer(one, "/type") === readPointer(other, "/type") && names.length > 0;
}

/** How far two elements are of different kinds: by their type, and by their members at any depth. */
function unlikeness(one: unknown, other: unknown): number {
  const type = readPointer(one, "/type") === readPointer(other, "/type") ? 0 : 100;
  const { places: own } = knownShape(one);
  const { places: others } = knownShape(other);
  let common = 0;
  for (const place of own) {
    common += others.has(place) ? 1 : 0;
  }
  return type + own.size + others.size - 2 * common;
}

/** The places of an element that have something. */
interface Shape {
  readonly places: ReadonlySet<string>;
  /** The same text for the same places. */
  readonly key: string;
}

const shapes = new WeakMap<object, Shape>();

/** The shape of an element, told once: those of stored streams are looked at with every request. */
function knownShape(value: unknown): Shape {
  if (!isHolder(value)) {
    return shapeIn(value);
  }
  const shape = shapes.get(value) ?? shapeIn(value);
  shapes.set(value, shape);
  return shape;
}

function shapeIn(value: unknown): Shape {
  const places = new Set(shapeOf(value));
  return { places, key: [...places].join("\n") };
}

/** The places of a value that have something, those of types with what they say. */
function shapeOf(value: unknown, place = ""): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((each) => shapeOf(each, `${place}/*`));
  }
  const isType = place.endsWith("/type") && typeof value === "string";
  const own = isType ? `${place} ${value}` : place;
  return isHolder(value)
    ? [own, ...Object.entries(value).flatMap(([name, member]) => shapeOf(member, `${place}/${name}`))]
    : [own];
}

/** Metrics come once, in the last chunk that has them. */
function withoutEarlyMetrics(chunks: readonly SizedChunk[], metrics: string): readonly SizedChunk[] {
  const last = chunks.findLastIndex(({ chunk }) => readPointer(chunk, metrics) !== undefined);
  for (const { chunk } of chunks.slice(0, Math.max(0, last))) {
    if (isHolder(chunk)) {
      Reflect.deleteProperty(chunk, metrics.slice(1));
    }
  }
  return chunks;
}
