import type { FormatFoldRule, FormatStream } from "../format-description.ts";
import { pointerKeys } from "../pointer.ts";
import { Draft, JoinedList, OpenList, OpenObject, type Step } from "./draft.ts";
import { type RuleTree, ruleTree } from "./rule-tree.ts";

/**
 * Folds the chunks of a stream into an answer by the rules of its format. Never throws, whatever the chunks are: a value
 * that a rule cannot join, such as a number where texts are, counts as the last value of its place.
 */
export function foldChunks(stream: Pick<FormatStream, "fold">, chunks: Iterable<unknown>): unknown {
  const draft = new Draft();
  const rules = ruleTree(stream.fold);
  for (const chunk of chunks) {
    foldValue(draft, chunk, { rules, place: [], elements: [] });
  }
  return draft.finish();
}

/** Where a value of a chunk goes, and by which rules. */
interface Way {
  readonly rules: RuleTree | undefined;
  /** The place in the answer. */
  readonly place: readonly Step[];
  /** What stands for each `*` so far. */
  readonly elements: readonly Step[];
}

/** A chunk nests deeper only to do harm: what lies below is taken over in one piece. */
const MAX_DEPTH = 64;

function foldValue(draft: Draft, value: unknown, way: Way): void {
  const rule = way.rules?.rule;
  const here = rule?.to === undefined ? way : { ...way, place: boundPlace(rule.to, way.elements) };
  if (rule?.how === "index" && Array.isArray(value)) {
    foldList(draft, value, { way: here, key: rule.key ?? "" });
  } else if (rule?.how === "drop") {
    foldRuled(draft, value, way);
  } else if ((rule === undefined || rule.how === "last") && isObject(value) && here.place.length < MAX_DEPTH) {
    foldObject(draft, value, here);
  } else {
    draft.write(here.place, (old) => combined(rule, old, value));
  }
}

/** What two values of one place make. */
function combined(rule: FormatFoldRule | undefined, old: unknown, value: unknown): unknown {
  if (rule?.how === "append" && typeof old === "string" && typeof value === "string") return old + value;
  if (rule?.how === "extend" && Array.isArray(value)) return joined(old, value);
  if (rule?.how === "first") return saysMore(value, old) ? value : old;
  return rule?.how === "constant" ? rule.value : lastOf(old, value);
}

/** Of a value that is dropped, what has a rule of its own. */
function foldRuled(draft: Draft, value: unknown, { rules, place, elements }: Way): void {
  for (const [name, below] of rules?.below ?? []) {
    const member: unknown = isObject(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (member !== undefined) foldValue(draft, member, { rules: below, place: [...place, name], elements });
  }
}

function foldObject(draft: Draft, value: object, { rules, place, elements }: Way): void {
  draft.write(place, (old) => (old instanceof OpenObject ? old : new OpenObject()));
  for (const [name, member] of Object.entries(value)) {
    foldValue(draft, member, { rules: rules?.below.get(name), place: [...place, name], elements });
  }
}

function foldList(
  draft: Draft,
  list: readonly unknown[],
  { way, key }: { readonly way: Way; readonly key: string },
): void {
  const { rules, place, elements } = way;
  draft.write(place, (old) => (old instanceof OpenList ? old : new OpenList()));
  for (const [index, element] of list.entries()) {
    const told: unknown = isObject(element) ? Reflect.get(element, key) : undefined;
    const step = typeof told === "number" ? told : index;
    foldValue(draft, element, { rules: rules?.below.get("*"), place: [...place, step], elements: [...elements, step] });
  }
}

function boundPlace(pointer: string, elements: readonly Step[]): readonly Step[] {
  const left = [...elements];
  return pointerKeys(pointer).map((step) => (step === "*" ? (left.shift() ?? 0) : step));
}

/** A value counts that says at least as much: many servers repeat a name or an id in later chunks as null or as an empty string. */
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

function joined(old: unknown, items: readonly unknown[]): JoinedList {
  const list = old instanceof JoinedList ? old : new JoinedList();
  for (const item of items) list.items.push(item);
  return list;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
