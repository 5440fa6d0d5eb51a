import type { TextFormat } from "@bedrock-contract/validators";
import type { Budget } from "../request/budget.ts";
import type { CachePoint, CacheUse } from "./prompt-cache.ts";
import type { PlannedReasoning, ReasoningInText } from "./reasoning.ts";

/** What a generated answer says, before it has the shape of its format. */
export interface AnswerPlan {
  readonly choices: readonly PlannedChoice[];
  /** The tokens of the prompt, or of each of several. */
  readonly prompts: readonly (readonly string[])[];
  /**
   * How many of the likeliest tokens each position of the answer tells; undefined where the request asks for no
   * log-probabilities.
   */
  readonly topLogprobs: number | undefined;
  /** The same for the prompt. */
  readonly promptLogprobs: number | undefined;
  /**
   * What of the prompts was read from the cache, or written to it; undefined where the request marks nothing for it.
   */
  readonly cache?: CacheUse | undefined;
  /** Whether a test has set what it says, so that nothing of an example stands beside it. Default: false. */
  readonly isSaid?: boolean;
  /** How a stream cuts the text, where a test has set it. Default: every few tokens. */
  readonly pieces?: readonly string[] | undefined;
  /** The counts of tokens that a test has set. Default: those of prompts and choices. */
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number };
  /** A number that is the same for the same demands. */
  readonly seed: number;
}

/** What a text repeats of the request before it begins. */
export interface PlannedEcho {
  readonly tokens: readonly string[];
  /** Whether log-probabilities tell of them too, but of the first. */
  readonly haveLogprobs: boolean;
}

/** One of the answers to a request. */
export interface PlannedChoice {
  readonly echo: PlannedEcho;
  /** What goes before it, where the request asks for reasoning. */
  readonly reasoning?: PlannedReasoning | undefined;
  /** The citation that supports the text, if one does. */
  readonly citation?: unknown;
  /** The tokens of the text; with tool calls those of what is said before them. */
  readonly tokens: readonly string[];
  readonly toolCalls: readonly PlannedCall[];
  /** What its stop reason means, or the stop reason itself. */
  readonly stop: string;
  /** The stop sequence that ended the text, if one did. */
  readonly stopSequence: string | undefined;
  /** How many tokens it counts. */
  readonly outputTokens: number;
}

/** A call of a tool. */
export interface PlannedCall {
  readonly name: string;
  /** The tokens of its arguments, which are JSON text unless the tool takes any. */
  readonly tokens: readonly string[];
  /** Whether the tool takes any text. Default: false. */
  readonly isFree?: boolean;
  /** Its id. Default: one that is made. */
  readonly id?: string | undefined;
}

/** How many tokens an answer has in all its choices. */
export function outputTokens({ choices, usage }: AnswerPlan): number {
  if (usage?.outputTokens !== undefined) {
    return usage.outputTokens;
  }
  return choices.reduce((sum, choice) => sum + choice.outputTokens, 0);
}

/** How many tokens the prompts have, but for those of the cache. */
export function inputTokens({ prompts, cache, usage }: AnswerPlan): number {
  if (usage?.inputTokens !== undefined) {
    return usage.inputTokens;
  }
  return prompts.reduce((sum, tokens) => sum + tokens.length, 0) - (cache?.read ?? 0) - (cache?.written ?? 0);
}

/** How many tokens there are in all, those of the cache included. */
export function totalTokens(plan: AnswerPlan, output: number = outputTokens(plan)): number {
  return inputTokens(plan) + (plan.cache?.read ?? 0) + (plan.cache?.written ?? 0) + output;
}

/** What an answer is planned from. */
export interface PlanRequest {
  readonly format: TextFormat;
  readonly body: unknown;
  /** The stored answer that would come without constraints. */
  readonly stored: unknown;
  /** Whether the stored answer is one to the same prompt, so that its text answers here, too. */
  readonly isForPrompt: boolean;
  /** What begins the text where the stored answer has no reasoning there. Default: nothing. */
  readonly reasoning?: ReasoningInText | undefined;
  readonly budget: Budget;
  /** Uses the cache for the prefixes of a prompt. Default: there is no cache. */
  readonly useCache?: ((points: readonly CachePoint[]) => CacheUse) | undefined;
}
