import { type ConversationDescription, readPointer } from "@bedrock-contract/validators";
import { tokensOf } from "../generate/tokens.ts";
import { type Evaluation, evaluate } from "../guardrail/evaluate.ts";
import type { Guardrail } from "../guardrail/guardrail.ts";
import { type Guardrails, UNKNOWN_GUARDRAIL } from "../guardrail/guardrails.ts";
import { invalid } from "../http/refusal.ts";
import type { Block, Message } from "./message.ts";
import { guardedTexts } from "./read-prompt.ts";
import { type Usage, writeMessage } from "./write-message.ts";

/** What a guardrail says of a prompt. */
export interface GuardedPrompt {
  /** What is shown instead of the model's message, where the prompt is blocked. */
  readonly refusal: Message | undefined;
  /** What was found, where the request asks for it. */
  readonly trace: unknown;
  readonly guardrail: Guardrail;
  readonly version: string;
  readonly evaluation: Evaluation;
}

interface PromptRequest {
  readonly description: ConversationDescription;
  readonly body: unknown;
  readonly guardrails: Guardrails;
}

/**
 * Evaluates a prompt with the guardrail that the request names; undefined where it names none, or one that lets
 * everything pass. Throws what Bedrock answers to a guardrail that does not exist.
 */
export function guardPrompt({ description, body, guardrails }: PromptRequest): GuardedPrompt | undefined {
  const { guardrail: place, guardrailVersion, guardrailTrace } = description.request;
  const identifier = readPointer(body, place);
  if (typeof identifier !== "string" || guardrails.letsPass(identifier)) {
    return undefined;
  }
  const version = String(readPointer(body, guardrailVersion));
  const guardrail = guardrails.find(identifier, version);
  if (guardrail === undefined) {
    throw invalid(UNKNOWN_GUARDRAIL);
  }
  const isFull = readPointer(body, guardrailTrace) === "enabled_full";
  const evaluation = evaluate({ guardrail, side: "input", version, ...guardedTexts(description, body), isFull });
  const isBlocked = evaluation.action === "blocked";
  return {
    refusal: isBlocked ? replaced(evaluation.outputs) : undefined,
    trace: isTraced(description, body)
      ? { inputAssessment: { [guardrail.id]: evaluation.assessment }, actionReason: evaluation.reason }
      : undefined,
    guardrail,
    version,
    evaluation,
  };
}

interface PlannedResponse {
  readonly planned: Message;
  readonly usage: Usage;
  readonly description: ConversationDescription;
  readonly body: unknown;
}

/** Evaluates the texts of a message with the guardrail that has let the prompt pass. */
export function guardMessage(
  { guardrail, version, evaluation: input }: GuardedPrompt,
  { planned, usage, description, body }: PlannedResponse,
): { readonly message: Message; readonly trace: unknown } {
  const isFull = readPointer(body, description.request.guardrailTrace) === "enabled_full";
  const texts = planned.blocks.filter(({ kind }) => kind === "text").map(({ tokens }) => tokens.join(""));
  const output = evaluate({ guardrail, side: "output", version, texts, isFull });
  const message = output.action === "none" ? planned : changed(planned, output);
  if (!isTraced(description, body)) {
    return { message, trace: undefined };
  }
  const original = { description, body, message: planned, usage, latency: 1, trace: undefined, fields: undefined };
  return {
    message,
    trace: {
      ...(output.action !== "none" && { modelOutput: [JSON.stringify(writeMessage(original))] }),
      inputAssessment: { [guardrail.id]: input.assessment },
      outputAssessments: { [guardrail.id]: [output.assessment] },
      actionReason: output.action === "none" ? input.reason : output.reason,
    },
  };
}

function isTraced({ request }: ConversationDescription, body: unknown): boolean {
  const asked = readPointer(body, request.guardrailTrace);
  return asked !== undefined && asked !== "disabled";
}

function changed(planned: Message, { action, outputs }: Evaluation): Message {
  if (action === "blocked") {
    return replaced(outputs);
  }
  const left = [...outputs];
  const blocks = planned.blocks.map(
    (block): Block => (block.kind === "text" ? { ...block, tokens: tokensOf(left.shift() ?? "") } : block),
  );
  return { blocks, stop: "guardrail", stopSequence: undefined };
}

function replaced(texts: readonly string[]): Message {
  const blocks = texts.map((text): Block => ({ kind: "text", tokens: tokensOf(text) }));
  return { blocks, stop: "guardrail", stopSequence: undefined };
}
