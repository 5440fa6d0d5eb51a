import type { FormatFoldRule, FormatStream } from "../format-description.ts";
import { Draft, JsonPieces, openList, openObject, type Step } from "./draft.ts";
import { finishResponse } from "./finish-response.ts";
import { type ReadRule, type RuleTree, ruleTree } from "./rule-tree.ts";

/**
 * Folds the chunks of a stream into a response by the rules of its format. Never throws, whatever the chunks are: a
 * value that a rule cannot join, such as a number where strings are, counts as the last value of its place. A chunk
 * that is not an object, such as the marker with which some streams end, adds nothing.
 */
export function foldChunks(
  stream: Pick<FormatStream, "fold"> & Partial<Pick<FormatStream, "foldEnd">>,
  chunks: Iterable<unknown>,
): unknown {
  const draft = new Draft();
  const rules = ruleTree(stream.fold);
  for (const chunk of chunks) {
    if (isObject(chunk)) foldValue({ draft, chunk }, chunk, { rules, from: [], place: [], elements: [] });
  }
  const response = draft.finish();
  finishResponse(response, stream.foldEnd ?? []);
  return response;
}

/** A value of a chunk on its way into a response. */
export interface FoldedValue {
  /** The names and numbers that lead to it in the chunk. */
  readonly from: readonly Step[];
  /** The names and numbers that lead to its place in the response. */
  readonly to: readonly Step[];
  /** What the rule of its place makes of it; undefined where there is none, so that the last value counts. */
  readonly how: FormatFoldRule["how"] | undefined;
  readonly value: unknown;
}

/** For each chunk of a stream, which of its values go where in the response. What is dropped is left out. */
export function traceChunks(
  stream: Pick<FormatStream, "fold">,
  chunks: Iterable<unknown>,
): readonly (readonly FoldedValue[])[] {
  const draft = new Draft();
  const rules = ruleTree(stream.fold);
  return [...chunks].map((chunk) => {
    const trace: FoldedValue[] = [];
    if (isObject(chunk)) foldValue({ draft, chunk, trace }, chunk, { rules, from: [], place: [], elements: [] });
    return trace;
  });
}

/** A chunk on its way into a response. */
interface Folding {
  readonly draft: Draft;
  readonly chunk: unknown;
  /** Takes note of each value that is written. */
  readonly trace?: FoldedValue[];
}

/** Where a value of a chunk goes, and by which rules. */
interface Way {
  readonly rules: RuleTree | undefined;
  /** The place in the chunk. */
  readonly from: readonly Step[];
  /** The place in the response. */
  readonly place: readonly Step[];
  /** What stands for each `*` so far. */
  readonly elements: readonly Step[];
}

/** A chunk nests deeper only to do harm: what lies below is taken over in one piece. */
const MAX_DEPTH = 64;

function foldValue(folding: Folding, value: unknown, way: Way): void {
  const rule = way.rules?.rules.find(({ when }) => when.every((each) => at(folding.chunk, each.steps) === each.value));
  if (rule?.how === "drop") {
    foldRuled(folding, value, way);
    return;
  }
  const here = rule?.to === undefined ? way : { ...way, place: boundPlace(folding, rule.to, rule.index, way.elements) };
  if (rule?.how === "index" && Array.isArray(value)) {
    foldList(folding, value, { way: here, key: rule.key ?? "" });
  } else if ((rule === undefined || rule.how === "last") && isObject(value) && here.place.length < MAX_DEPTH) {
    foldObject(folding, value, here);
  } else {
    folding.draft.write(here.place, (old) => combined(rule, old, value));
    folding.trace?.push({ from: way.from, to: here.place, how: rule?.how, value });
  }
}

/** What two values of one place make. */
function combined(rule: ReadRule | undefined, old: unknown, value: unknown): unknown {
  if (rule?.how === "append") return joined(old, value);
  if (rule?.how === "appendBytes") return joinedBytes(old, value);
  if (rule?.how === "parseJson" && typeof value === "string") {
    return old instanceof JsonPieces ? new JsonPieces(old.text + value, old.before) : new JsonPieces(value, old);
  }
  if (rule?.how === "first") return saysMore(value, old) ? value : old;
  return rule?.how === "constant" ? rule.value : lastOf(old, value);
}

/** Of a value that is dropped, what has a rule of its own. */
function foldRuled(folding: Folding, value: unknown, { rules, from, place, elements }: Way): void {
  for (const [name, below] of rules?.below ?? []) {
    const member = memberOf(value, name);
    if (member !== undefined)
      foldValue(folding, member, { rules: below, from: [...from, name], place: [...place, name], elements });
  }
}

function foldObject(folding: Folding, value: object, { rules, from, place, elements }: Way): void {
  folding.draft.write(place, openObject);
  for (const [name, member] of Object.entries(value)) {
    const below = { rules: rules?.below.get(name), from: [...from, name], place: [...place, name], elements };
    foldValue(folding, member, below);
  }
}

function foldList(
  folding: Folding,
  list: readonly unknown[],
  { way, key }: { readonly way: Way; readonly key: string },
): void {
  const { rules, from, place, elements } = way;
  folding.draft.write(place, openList);
  for (const [index, element] of list.entries()) {
    const told = memberOf(element, key);
    const step = typeof told === "number" ? told : index;
    const own = { from: [...from, index], place: [...place, step], elements: [...elements, step] };
    foldValue(folding, element, { rules: rules?.below.get("*"), ...own });
  }
}

/** The place that `to` means for this chunk: a number for each `*` and `-`. */
function boundPlace(
  { draft, chunk }: Folding,
  to: readonly string[],
  index: readonly string[] | undefined,
  elements: readonly Step[],
): readonly Step[] {
  const told = index === undefined ? undefined : at(chunk, index);
  const left = [...elements, ...(typeof told === "number" ? [told] : [])];
  const place: Step[] = [];
  for (const [position, step] of to.entries()) {
    if (step === "*") place.push(left.shift() ?? 0);
    else place.push(step === "-" ? draft.lastWith(place, to[position + 1]) : step);
  }
  return place;
}

/**
 * A value counts that says at least as much: many servers repeat a name or an id in later chunks as null or as an empty
 * string.
 */
function lastOf(old: unknown, value: unknown): unknown {
  return saysMore(old, value) ? old : value;
}

function saysMore(one: unknown, other: unknown): boolean {
  return weightOf(one) > weightOf(other);
}

/** Absent, null, empty, or anything else. */
function weightOf(value: unknown): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  return value === "" || (Array.isArray(value) && value.length === 0) ? 2 : 3;
}

function joined(old: unknown, value: unknown): unknown {
  if (typeof old === "string" && typeof value === "string") return old + value;
  if (!Array.isArray(value)) return lastOf(old, value);
  const list = openList(old);
  for (const item of value) list.set(list.end, item);
  return list;
}

/** The base64 of the bytes of both. Each piece may end with padding, so that it cannot simply go on. */
function joinedBytes(old: unknown, value: unknown): unknown {
  if (typeof old !== "string" || typeof value !== "string") return lastOf(old, value);
  try {
    return btoa(atob(old) + atob(value));
  } catch {
    return old + value;
  }
}

function at(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce(memberOf, value);
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
