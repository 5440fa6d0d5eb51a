import type { AnswerPlan } from "./plan.ts";
import { tokensOf } from "./tokens.ts";

/** An answer whose texts do not follow from the request. */
export interface FixedReply {
  /** The text of each choice. */
  readonly texts: readonly string[];
  /** Whether a model was asked, so that tokens count. */
  readonly isCounted: boolean;
}

/** Plans an answer that has these texts, each of them a whole one. */
export function planReply({ texts, isCounted }: FixedReply, prompts: readonly (readonly string[])[]): AnswerPlan {
  const choices = texts.map((text) => {
    const tokens = tokensOf(text);
    const outputTokens = isCounted ? tokens.length : 0;
    return { echo: NO_ECHO, tokens, toolCalls: [], stop: "end", stopSequence: undefined, outputTokens } as const;
  });
  return {
    choices,
    prompts: isCounted ? prompts : [[]],
    topLogprobs: undefined,
    promptLogprobs: undefined,
    seed: 0,
  };
}

const NO_ECHO = { tokens: [], haveLogprobs: false };
