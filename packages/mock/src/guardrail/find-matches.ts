import type { GuardrailAction, MockGuardrail } from "./mock-guardrail.ts";
import { PII_PATTERNS } from "./pii-patterns.ts";

/** A rule of a guardrail, and what it found. */
export interface RuleFindings {
  readonly policy: "topic" | "word" | "pii" | "regex";
  /** Its name: of a topic, a word, a kind of personal data, a regular expression. */
  readonly name: string;
  readonly action: GuardrailAction;
  /** The regular expression, of a rule that is one. */
  readonly pattern: string | undefined;
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
 */
export function findMatches(guardrail: MockGuardrail, texts: readonly string[]): readonly RuleFindings[] {
  return rulesOf(guardrail).map(({ expression, ...rule }) => ({
    ...rule,
    matches: texts.flatMap((text, place) => [...text.matchAll(expression)].flatMap((found) => matchOf(found, place))),
  }));
}

type Rule = Omit<RuleFindings, "matches"> & { readonly expression: RegExp };

const compiled = new WeakMap<MockGuardrail, readonly Rule[]>();

/** The rules of a guardrail, compiled once. Throws where a pattern is missing or is not a regular expression. */
export function rulesOf(guardrail: MockGuardrail): readonly Rule[] {
  const rules = compiled.get(guardrail) ?? compileRules(guardrail);
  compiled.set(guardrail, rules);
  return rules;
}

function compileRules({ topics = [], words = [], piiEntities = [], regexes = [] }: MockGuardrail): readonly Rule[] {
  return [
    ...topics.map(({ name, keywords }): Rule => {
      const expression = phrases(keywords);
      return { policy: "topic", name, action: "BLOCK", pattern: undefined, expression };
    }),
    ...words.map((word): Rule => {
      const expression = phrases([word]);
      return { policy: "word", name: word, action: "BLOCK", pattern: undefined, expression };
    }),
    ...piiEntities.map(({ type, action, pattern = PII_PATTERNS[type] }): Rule => {
      if (pattern === undefined) {
        throw new Error(`piiEntities: the mock has no pattern for ${type}; it needs one of yours.`);
      }
      return { policy: "pii", name: type, action, pattern: undefined, expression: new RegExp(pattern, "gu") };
    }),
    ...regexes.map(({ name, pattern, action }): Rule => {
      return { policy: "regex", name, action, pattern, expression: new RegExp(pattern, "gu") };
    }),
  ];
}

/** Whole words, in capital or small letters. */
function phrases(texts: readonly string[]): RegExp {
  const escaped = texts.map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).filter((text) => text !== "");
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|") || "(?!)"})(?![\\p{L}\\p{N}])`, "giu");
}

function matchOf(found: RegExpExecArray, text: number): readonly Match[] {
  const [value] = found;
  return value === "" ? [] : [{ text, start: found.index, end: found.index + value.length, value }];
}
