import type { FormatFoldRule } from "../format-description.ts";
import { pointerKeys } from "../pointer.ts";

/** What holds at one place of a chunk, and below it; `*` is the step to each element of a list. */
export interface RuleTree {
  readonly rule: FormatFoldRule | undefined;
  readonly below: ReadonlyMap<string, RuleTree>;
}

/** The rules of a format by the places of the values in a chunk. */
export function ruleTree(rules: readonly FormatFoldRule[]): RuleTree {
  return nodeOf(rules.map((rule) => ({ rule, steps: pointerKeys(rule.from) })));
}

interface Way {
  readonly rule: FormatFoldRule;
  readonly steps: readonly string[];
}

function nodeOf(ways: readonly Way[]): RuleTree {
  const names = new Set(ways.flatMap(({ steps }) => steps.slice(0, 1)));
  const below = [...names].map((name) => [name, nodeOf(ways.flatMap((way) => beyond(way, name)))] as const);
  return { rule: ways.find(({ steps }) => steps.length === 0)?.rule, below: new Map(below) };
}

function beyond({ rule, steps: [first, ...steps] }: Way, name: string): readonly Way[] {
  return first === name ? [{ rule, steps }] : [];
}
