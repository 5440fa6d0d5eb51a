import { invalid } from "../http/refusal.ts";
import { Budget } from "../request/budget.ts";
import type { Rule } from "./guardrail.ts";

/** A rule of a guardrail, and what it found. */
export interface RuleFindings extends Omit<Rule, "expression"> {
  readonly matches: readonly Match[];
}

/** A part of a text that a rule is about. */
export interface Match {
  /** The place of the text among those that were evaluated. */
  readonly text: number;
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/**
 * What each rule of a guardrail finds in texts, in the order of the policies; rules that find nothing are there too.
 * Throws where a regular expression takes too long.
 */
export function findMatches(rules: readonly Rule[], texts: readonly string[]): readonly RuleFindings[] {
  const budget = new Budget();
  return rules.map(({ expression, ...rule }) => ({ ...rule, matches: matchesOf(expression, texts, budget) }));
}

function matchesOf(expression: RegExp, texts: readonly string[], budget: Budget): readonly Match[] {
  try {
    return budget.run(() =>
      texts.flatMap((text, place) => [...text.matchAll(expression)].flatMap((found) => matchOf(found, place))),
    );
  } catch (reason) {
    throw invalid(`A pattern of the guardrail cannot be looked for: ${Object(reason).message}.`);
  }
}

function matchOf(found: RegExpExecArray, text: number): readonly Match[] {
  const [value] = found;
  return value === "" ? [] : [{ text, start: found.index, end: found.index + value.length, value }];
}
