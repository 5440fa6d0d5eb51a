import {
  callPlacesOf,
  isFree,
  type PlacedValue,
  readAll,
  readPointer,
  type TextFormat,
} from "@bedrock-contract/validators";
import type { MockExample } from "../example.ts";
import { byLikeness, isPlain } from "../examples/likeness.ts";
import { examplesOf } from "../examples/read-examples.ts";

/** A stored answer that lends its shape to generated ones. */
export interface Template {
  readonly example: MockExample;
  /** The answer; of a stream the list of its chunks. */
  readonly answer: unknown;
}

/**
 * Which answers are meant: those of an API (`gateway`, or the id of a format), an operation, and a media type where the
 * operation has two.
 */
export type AnswerKind = Pick<MockExample, "api" | "operation" | "mediaType">;

/**
 * The success examples of a kind, whole and without anything special: no parameters but the model, no exception. Those
 * whose requests are most like a body come first.
 */
export function readTemplates({ api, operation, mediaType }: AnswerKind, body: unknown = {}): readonly Template[] {
  const key = [api, operation, mediaType].join(" ");
  const plain =
    plainExamples.get(key) ??
    examplesOf(api, operation).filter(
      (example) => example.mediaType === mediaType && example.status < 400 && isPlain(example),
    );
  plainExamples.set(key, plain);
  const sorted = byLikeness(plain, body);
  const templates = templatesOf.get(sorted) ?? sorted.map((example) => ({ example, answer: example.response }));
  templatesOf.set(sorted, templates);
  return templates;
}

/** An example, and the templates of its kind after it: the same list for bodies with the same members. */
export function templatesAfter(example: MockExample, body: unknown): readonly Template[] {
  const others = readTemplates(example, body);
  const known = after.get(others) ?? new WeakMap<MockExample, readonly Template[]>();
  after.set(others, known);
  const templates = known.get(example) ?? [{ example, answer: example.response }, ...others];
  known.set(example, templates);
  return templates;
}

const after = new WeakMap<readonly Template[], WeakMap<MockExample, readonly Template[]>>();

/** Bodies with the same members have the same list, so that what follows from it can be kept for it. */
const templatesOf = new WeakMap<readonly MockExample[], readonly Template[]>();

const plainExamples = new Map<string, readonly MockExample[]>();

/** The tool calls of a stored answer. Where other blocks stand in the same list, they are those that name a tool. */
export function callsIn(format: TextFormat, answer: unknown): readonly PlacedValue[] {
  const { toolCalls } = format.response;
  const found = toolCalls === undefined ? [] : readAll(answer, toolCalls);
  return found.filter(
    ({ value }) => typeof readPointer(value, callPlacesOf(format, isFree(format, value)).name) === "string",
  );
}

/** The texts of a stored answer. */
export function textsIn({ response }: TextFormat, answer: unknown): readonly PlacedValue[] {
  return readAll(answer, response.text).filter(({ value }) => typeof value === "string");
}

const stops = new WeakMap<object, string | undefined>();

/** What the stop reason of a stored answer means; told once for each. */
export function stopOf(format: TextFormat, answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null) {
    return undefined;
  }
  const stop = stops.has(answer) ? stops.get(answer) : readStop(format, answer);
  stops.set(answer, stop);
  return stop;
}

function readStop({ stopReasons, response, stream }: TextFormat, answer: unknown): string | undefined {
  const chunks: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  const place = (Array.isArray(answer) ? stream?.stopReason : response.stopReason) ?? "";
  const reasons = chunks.flatMap((chunk) => readAll(chunk, place)).map(({ value }) => value);
  const reason = reasons.find((value) => typeof value === "string");
  return reason === undefined ? undefined : stopReasons[reason];
}

/** The stop sequence that ended a stored answer: one that its request lists and that the answer repeats as a value. */
export function stopSequenceOf({ request }: TextFormat, { example, answer }: Template): string | undefined {
  const asked = readPointer(example.body, request.stopSequences);
  if (asked === undefined) {
    return undefined;
  }
  const sequences: readonly unknown[] = Array.isArray(asked) ? asked : [asked];
  return leavesOf(answer).find((leaf): leaf is string => typeof leaf === "string" && sequences.includes(leaf));
}

/** A copy of a stored answer that repeats another stop sequence. */
export function withStopSequence(value: unknown, stored: string | undefined, other: string | undefined): unknown {
  if (stored !== undefined && other !== undefined && value === stored) {
    return other;
  }
  if (Array.isArray(value)) {
    return value.map((each) => withStopSequence(each, stored, other));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withStopSequence(member, stored, other)]))
    : value;
}

function leavesOf(value: unknown): readonly unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [value];
}
