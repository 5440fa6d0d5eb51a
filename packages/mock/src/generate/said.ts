import { readPointer, type TextFormat } from "@bedrock-contract/validators";
import { invalid } from "../http/refusal.ts";
import type { AnswerPlan, PlannedChoice, PlanRequest } from "./plan.ts";
import { cachePointsOf, readPrompts } from "./read-prompts.ts";
import { type PlannedReasoning, reasoningInText } from "./reasoning.ts";
import type { Template } from "./templates.ts";
import { hashOf, tokensOf } from "./tokens.ts";

/** What a model says, whatever the format. */
export interface Said {
  /** The text; empty where there is none. */
  readonly text: string;
  /** The text as a stream cuts it. Default: every few tokens. */
  readonly pieces: readonly string[] | undefined;
  readonly calls: readonly SaidCall[];
  readonly reasoning: string | undefined;
  readonly usage: { readonly inputTokens?: number; readonly outputTokens?: number };
  /** The meaning of the stop reason, or a word of the format. */
  readonly stopReason: string;
}

/** A call of a tool. */
export interface SaidCall {
  readonly name: string;
  readonly input: unknown;
  readonly id: string | undefined;
}

/** What a plan is made from. */
export interface SaidRequest extends Pick<PlanRequest, "format" | "body" | "useCache"> {
  readonly templates: readonly Template[];
}

/** More choices are not made. */
const MOST_CHOICES = 128;

/** Plans a response that says this. Throws a ValidationException where the format has no place for it. */
export function planSaid(said: Said, { format, body, useCache, templates }: SaidRequest): AnswerPlan {
  refuseUnsayable(said, format);
  const prompts = readPrompts(format, body);
  const asked = readPointer(body, format.request.choiceCount);
  const count = Math.min(MOST_CHOICES, prompts.length * (typeof asked === "number" ? asked : 1));
  const choices = Array.from({ length: count }, () => choiceOf(said, format, templates));
  const points = cachePointsOf(format, body);
  return {
    choices,
    prompts,
    isSaid: true,
    pieces: said.pieces,
    usage: said.usage,
    topLogprobs: undefined,
    promptLogprobs: undefined,
    cache: points.length === 0 ? undefined : useCache?.(points),
    seed: hashOf(said),
  };
}

function choiceOf(said: Said, format: TextFormat, templates: readonly Template[]): PlannedChoice {
  const { text, pieces = [text], calls, stopReason } = said;
  const toolCalls = calls.map(({ name, input, id }) => ({ name, id, tokens: tokensOf(JSON.stringify(input)) }));
  const before = said.reasoning === undefined ? [] : tokensOf(reasoningInText(said.reasoning, format, templates));
  const reasoning = said.reasoning === undefined || before.length > 0 ? undefined : saidReasoning(said.reasoning);
  const tokens = [...before, ...pieces.flatMap((piece) => tokensOf(piece))];
  const ofCalls = toolCalls.reduce((sum, call) => sum + tokensOf(call.name).length + call.tokens.length, 0);
  const ofReasoning = reasoning?.tokens.length ?? 0;
  return {
    echo: { tokens: [], haveLogprobs: false },
    reasoning,
    tokens,
    toolCalls,
    stop: stopReason,
    stopSequence: undefined,
    outputTokens: tokens.length + ofCalls + ofReasoning,
  };
}

/** Reasoning that a test has a model say, with a signature where formats sign. */
export function saidReasoning(text: string): PlannedReasoning {
  const signature = Buffer.from(`signature ${hashOf(text)}`).toString("base64");
  return { tokens: tokensOf(text), isHidden: false, signature };
}

function refuseUnsayable({ calls, stopReason }: Said, { id, stopReasons, toolStops, response }: TextFormat): void {
  if (calls.length > 0 && response.toolCalls === undefined) {
    throw invalid(`The response that a test has set calls tools, and the format ${id} has no calls of tools.`);
  }
  const meanings: readonly string[] = [...Object.values(stopReasons), ...(toolStops === undefined ? [] : ["tool"])];
  if (!Object.hasOwn(stopReasons, stopReason) && !meanings.includes(stopReason)) {
    const known = [...new Set([...meanings, ...Object.keys(stopReasons)])].join(", ");
    throw invalid(
      `The response that a test has set ends with ${stopReason}, and the format ${id} has no such stop reason; it has ${known}.`,
    );
  }
}
