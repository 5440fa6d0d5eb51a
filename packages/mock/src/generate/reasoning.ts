import {
  readAll,
  readPointer,
  reasoningDemandOf,
  splitReasoning,
  type TextBodies,
  type TextFormat,
} from "@bedrock-contract/validators";
import type { Template } from "./templates.ts";
import { hashOf, tokensOf } from "./tokens.ts";

/** Reasoning that goes before a response. */
export interface PlannedReasoning {
  /** Its tokens, which count also where nobody sees them. */
  readonly tokens: readonly string[];
  readonly isHidden: boolean;
  /** What proves who wrote it; undefined where nothing does. */
  readonly signature: string | undefined;
}

const REASONING = "This reasoning comes from a mock, which thinks of no question. It goes before the response.";

/**
 * Plans the reasoning that a request asks for; undefined where it asks for none. The same question gets the same
 * signature.
 */
export function planReasoning(
  places: TextBodies["request"]["reasoning"],
  body: unknown,
  question: string,
): PlannedReasoning | undefined {
  const demand = reasoningDemandOf(places, body);
  if (demand === undefined) {
    return undefined;
  }
  const { isHidden, isSigned } = demand;
  const signature = isSigned ? Buffer.from(`signature ${hashOf(question)}`).toString("base64") : undefined;
  return { tokens: tokensOf(REASONING), isHidden, signature };
}

/**
 * Reasoning as the beginning of the text, between the tags that an example has there; empty where no example has any.
 */
export function reasoningInText(reasoning: string, format: TextFormat, templates: readonly Template[]): string {
  const [opening, closing] = tagsIn(format, templates);
  return closing === "" ? "" : `${opening}${reasoning}${closing}`;
}

/** Reasoning that is the beginning of a text. */
export interface ReasoningInText {
  /** With its tags. */
  readonly text: string;
  /** How many tokens it counts. */
  readonly count: number;
}

/**
 * The reasoning that begins the text of a model which reasons unasked; undefined where the model does not, or where the
 * prompt has ended the reasoning. Tags are not counted: Converse has none.
 */
export function unaskedInText(
  format: TextFormat,
  body: unknown,
  templates: readonly Template[],
): ReasoningInText | undefined {
  const { prompt, unaskedReasoning: isUnasked = false } = format.request;
  const [, closing] = tagsIn(format, templates);
  const asked = readPointer(body, prompt);
  const isOver = typeof asked === "string" && asked.trimEnd().endsWith(closing.trim());
  return isUnasked && !isOver && closing !== ""
    ? { text: reasoningInText(REASONING, format, templates), count: tokensOf(REASONING).length }
    : undefined;
}

/** The reasoning of a model which reasons unasked. */
export function unaskedReasoning(): PlannedReasoning {
  return { tokens: tokensOf(REASONING), isHidden: false, signature: undefined };
}

type Tags = readonly [opening: string, closing: string];

function tagsIn(format: TextFormat, templates: readonly Template[]): Tags {
  for (const { example, answer } of templates) {
    const found = tags.has(example) ? tags.get(example) : readTags(format, answer);
    tags.set(example, found);
    if (found !== undefined) {
      return found;
    }
  }
  return ["", ""];
}

/** The tags of stored answers, which are looked at with every request. */
const tags = new WeakMap<object, Tags | undefined>();

/** The tags of the first text of an answer that begins with reasoning; undefined where none does. */
function readTags(format: TextFormat, answer: unknown): Tags | undefined {
  const prefix = readAll(answer, format.response.text)
    .map(({ value }) => splitReasoning(format, typeof value === "string" ? value : "").reasoning)
    .find((each) => each !== "");
  const [, opening = "", closing = ""] = /^(\s*(?:<[^>]+>)?).*?(<\/[^>]+>\s*)$/s.exec(prefix ?? "") ?? [];
  return prefix === undefined ? undefined : [opening, closing];
}

/** What there is to see of reasoning. */
export function reasoningText({ tokens, isHidden }: PlannedReasoning): string {
  return isHidden ? "" : tokens.join("");
}
