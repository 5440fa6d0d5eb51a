import { type Guardrail, phrases, type Rule } from "./guardrail.ts";
import type { MockGuardrail } from "./mock-guardrail.ts";
import { PII_PATTERNS } from "./pii-patterns.ts";

const ID = /^[a-z0-9]+$/;

/**
 * A guardrail that a test has set up. Throws where it has a member that there is not, an id that is none, or a pattern
 * that is missing or is not a regular expression.
 */
export function setGuardrail(guardrail: MockGuardrail): Guardrail {
  const unknown = Object.keys(guardrail).filter((name) => !MEMBERS.has(name));
  if (unknown.length > 0) {
    throw new Error(`guardrails: there is no ${unknown.join(", ")}; a guardrail has ${[...MEMBERS].join(", ")}.`);
  }
  if (!ID.test(guardrail.id)) {
    throw new Error(`guardrails: the id ${guardrail.id} must consist of lower-case letters and digits.`);
  }
  const side = { blockedMessage: guardrail.blockedMessage, rules: rulesOf(guardrail) };
  return { id: guardrail.id, input: side, output: side };
}

function rulesOf({ topics = [], words = [], piiEntities = [], regexes = [] }: MockGuardrail): readonly Rule[] {
  return [
    ...topics.map(({ name, keywords }): Rule => {
      return { policy: "topic", name, action: "BLOCK", expression: phrases(keywords) };
    }),
    ...words.map((word): Rule => ({ policy: "word", name: word, action: "BLOCK", expression: phrases([word]) })),
    ...piiEntities.map(({ type, action, pattern = PII_PATTERNS[type] }): Rule => {
      if (pattern === undefined) {
        throw new Error(`piiEntities: the mock has no pattern for ${type}; it needs one of yours.`);
      }
      return { policy: "pii", name: type, action, expression: new RegExp(pattern, "gu") };
    }),
    ...regexes.map(({ name, pattern, action }): Rule => {
      return { policy: "regex", name, action, pattern, expression: new RegExp(pattern, "gu") };
    }),
  ];
}

const MEMBERS: ReadonlySet<string> = new Set([
  ...["id", "version", "blockedMessage", "words", "topics", "piiEntities", "regexes"],
]);
