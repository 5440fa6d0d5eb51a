import { readAll, readPointer } from "@bedrock-contract/validators";
import { ATTACK_WORDS, HARM_WORDS } from "./check-words.ts";
import { PII_PATTERNS } from "./pii-patterns.ts";

/** The scores that the mock knows: it has found a word, or it has not. */
const FOUND = 0.9;
const NOT_FOUND = 0.01;

/** A unit of text is a thousand characters. https://aws.amazon.com/bedrock/pricing/ */
const UNIT = 1_000;

/** One text of the messages, and where it stands. */
interface PlacedText {
  readonly text: string;
  readonly messageIndex: number;
  readonly contentIndex: number;
}

/** Runs the checks that a request names over its messages, by words and patterns. */
export function invokeChecks(body: unknown): unknown {
  const texts = readAll(body, "/messages/*/content/*/text").map(({ value, keys }): PlacedText => {
    const [messageIndex = 0, contentIndex = 0] = keys.map(Number);
    return { text: String(value), messageIndex, contentIndex };
  });
  const textUnits = Math.ceil(texts.reduce((sum, { text }) => sum + text.length, 0) / UNIT);
  const checks = Object(readPointer(body, "/checks"));
  const results = Object.keys(checks).flatMap((name) => {
    const run = CHECKS[name];
    return run === undefined ? [] : [[name, run(checks[name], texts)] as const];
  });
  return {
    results: Object.fromEntries(results),
    usage: Object.fromEntries(results.map(([name]) => [name, { textUnits }])),
  };
}

const CHECKS: Readonly<Record<string, (check: unknown, texts: readonly PlacedText[]) => unknown>> = {
  contentFilter: (check, texts) => ({ results: severities(check, texts, HARM_WORDS) }),
  promptAttack: (check, texts) => ({ results: severities(check, texts, ATTACK_WORDS) }),
  sensitiveInformation: (check, texts) => ({ results: entities(check, texts), truncated: false }),
};

function severities(check: unknown, texts: readonly PlacedText[], words: Readonly<Record<string, RegExp>>): unknown {
  return readAll(check, "/categories/*/category").map(({ value: category }) => {
    const isFound = texts.some(({ text }) => words[String(category)]?.test(text) ?? false);
    return { category, severityScore: isFound ? FOUND : NOT_FOUND };
  });
}

function entities(check: unknown, texts: readonly PlacedText[]): unknown {
  return readAll(check, "/entities/*/type").flatMap(({ value: type }) => {
    const pattern = PII_PATTERNS[String(type)];
    return pattern === undefined ? [] : texts.flatMap((each) => matchesOf(String(type), pattern, each));
  });
}

function matchesOf(type: string, pattern: string, { text, messageIndex, contentIndex }: PlacedText): unknown[] {
  return [...text.matchAll(new RegExp(pattern, "gu"))].map(({ index, 0: { length } }) => ({
    type,
    confidenceScore: FOUND,
    beginOffset: index,
    endOffset: index + length,
    messageIndex,
    contentIndex,
  }));
}
