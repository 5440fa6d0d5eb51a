import type { FormatFoldRule } from "../format-description.ts";
import { pointerKeys } from "../pointer.ts";

/** A rule with the steps of its pointers. */
export interface ReadRule {
  readonly how: FormatFoldRule["how"];
  /** The steps to the place in the response; undefined where the value stays in its place. */
  readonly to: readonly string[] | undefined;
  /** The steps to the number, in the chunk, of the element that a further `*` of `to` stands for. */
  readonly index: readonly string[] | undefined;
  readonly when: readonly { readonly steps: readonly string[]; readonly value: unknown }[];
  readonly key: string | undefined;
  readonly value: unknown;
}

/** What holds at one place of a chunk, and below it; `*` is the step to each element of a list. */
export interface RuleTree {
  /** In the order of the format: the first whose `when` holds counts. */
  readonly rules: readonly ReadRule[];
  readonly below: ReadonlyMap<string, RuleTree>;
}

const known = new WeakMap<readonly FormatFoldRule[], RuleTree>();

/** The rules of a format by the places of the values in a chunk. They are read once. */
export function ruleTree(rules: readonly FormatFoldRule[]): RuleTree {
  const tree =
    known.get(rules) ?? nodeOf(rules.map((rule) => ({ rule: readRule(rule), steps: pointerKeys(rule.from) })));
  known.set(rules, tree);
  return tree;
}

interface Way {
  readonly rule: ReadRule;
  readonly steps: readonly string[];
}

function nodeOf(ways: readonly Way[]): RuleTree {
  const names = new Set(ways.flatMap(({ steps }) => steps.slice(0, 1)));
  const below = [...names].map((name) => [name, nodeOf(ways.flatMap((way) => beyond(way, name)))] as const);
  return { rules: ways.flatMap(({ rule, steps }) => (steps.length === 0 ? [rule] : [])), below: new Map(below) };
}

function beyond({ rule, steps: [first, ...steps] }: Way, name: string): readonly Way[] {
  return first === name ? [{ rule, steps }] : [];
}

function readRule({ how, to, index, when = {}, key, value }: FormatFoldRule): ReadRule {
  return {
    how,
    to: to === undefined ? undefined : pointerKeys(to),
    index: index === undefined ? undefined : pointerKeys(index),
    when: Object.entries(when).map(([pointer, expected]) => ({ steps: pointerKeys(pointer), value: expected })),
    key,
    value,
  };
}
