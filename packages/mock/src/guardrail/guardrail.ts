import type { GuardrailAction } from "./mock-guardrail.ts";

/** What content is looked through for. */
export type GuardrailPolicy = "topic" | "content" | "word" | "list" | "pii" | "regex";

/** A guardrail as it evaluates content. */
export interface Guardrail {
  readonly id: string;
  /** What it makes of prompts. */
  readonly input: GuardrailSide;
  /** What it makes of responses. */
  readonly output: GuardrailSide;
}

/** What a guardrail makes of prompts, or of responses. */
export interface GuardrailSide {
  /** What is shown instead of what is blocked. Default: a refusal in one sentence. */
  readonly blockedMessage: string | undefined;
  readonly rules: readonly Rule[];
}

/** One thing that content is looked through for. */
export interface Rule {
  readonly policy: GuardrailPolicy;
  /** Its name: of a topic, a word, a kind of harm, list or personal data, a regular expression. */
  readonly name: string;
  /** What is done about what is found: `NONE` only tells of it. */
  readonly action: GuardrailAction | "NONE";
  /** The regular expression, of a rule that is one. */
  readonly pattern?: string | undefined;
  /** How strong a filter of harm is. */
  readonly strength?: string | undefined;
  /** What is found. */
  readonly expression: RegExp;
}

/** Whole words, in capital or small letters. */
export function phrases(texts: readonly string[]): RegExp {
  const escaped = texts.map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).filter((text) => text !== "");
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|") || "(?!)"})(?![\\p{L}\\p{N}])`, "giu");
}
