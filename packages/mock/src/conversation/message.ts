import type { PlannedReasoning } from "../generate/reasoning.ts";

/** A message before it has the shape of a response or of events. */
export interface Message {
  readonly blocks: readonly Block[];
  /** What its stop reason means, or the stop reason itself. */
  readonly stop: string;
  /** The stop sequence that ended it, if one did. */
  readonly stopSequence: string | undefined;
}

/** A block of a message. */
export type Block = ReasoningBlock | TextBlock | CallBlock;

/** What the model thought. */
export interface ReasoningBlock extends PlannedReasoning {
  readonly kind: "reasoning";
}

/** What the model says. */
export interface TextBlock {
  readonly kind: "text";
  readonly tokens: readonly string[];
  /** How a stream cuts it, where a test has set it. Default: every few tokens. */
  readonly pieces?: readonly string[] | undefined;
  /** The citation that supports it, if one does. */
  readonly citation?: unknown;
}

/** A call of a tool. */
export interface CallBlock {
  readonly kind: "call";
  readonly id: string;
  readonly name: string;
  /** The tokens of its arguments, which are JSON; none where the limit cuts them. */
  readonly tokens: readonly string[];
  /** How many tokens count of one that the limit cuts. */
  readonly counted?: number;
}
