import { type ConversationDescription, readAll, readPointer } from "@bedrock-contract/validators";
import type { Budget } from "../generate/budget.ts";
import { type ChosenText, chooseText, seedOf, type TextLimits } from "../generate/choose-text.ts";
import { jsonConstraint } from "../generate/constraints.ts";
import { hashOf, tokensOf } from "../generate/tokens.ts";
import type { Block, CallBlock, Message, ReasoningBlock } from "./message.ts";
import type { Prompt } from "./read-prompt.ts";

/** What a message is planned from. */
export interface MessageRequest {
  readonly description: ConversationDescription;
  readonly body: unknown;
  readonly prompt: Prompt;
  readonly budget: Budget;
}

/**
 * Plans the message that answers a request: reasoning where it is asked for, then a tool call where one is demanded or
 * may come, else a text; JSON where a schema asks for it; cut at the limit and at stop sequences. The same request gets
 * the same message.
 */
export async function planMessage(request: MessageRequest): Promise<Message> {
  const { description, body } = request;
  const reasoning = planReasoning(request);
  const limits = readLimits(description, body);
  const left = limits.maxTokens - (reasoning?.tokens.length ?? 0);
  if (reasoning !== undefined && left <= 0) {
    const tokens = reasoning.tokens.slice(0, limits.maxTokens);
    return { blocks: [{ ...reasoning, tokens }], stop: "limit", stopSequence: undefined };
  }
  const before = reasoning === undefined ? [] : [reasoning];
  const tool = toolToCall(request);
  return tool === undefined
    ? textMessage(await planText(request, { ...limits, maxTokens: left }), before)
    : callMessage(await planCall(tool, request), before, left);
}

/** How many tokens a message has; the names of tools count as well. */
export function outputTokens({ blocks }: Message): number {
  return blocks.reduce(
    (sum, block) => sum + block.tokens.length + (block.kind === "call" ? tokensOf(block.name).length : 0),
    0,
  );
}

function textMessage({ tokens, stop, stopSequence }: ChosenText, before: readonly Block[]): Message {
  const blocks: readonly Block[] = [...before, { kind: "text", tokens }];
  return { blocks, stop: stopSequence === undefined ? stop : "sequence", stopSequence };
}

/** A call whose arguments do not fit has none. */
function callMessage(call: CallBlock, before: readonly Block[], left: number): Message {
  const isWhole = tokensOf(call.name).length + call.tokens.length <= left;
  const blocks = [...before, isWhole ? call : { ...call, tokens: [] }];
  return { blocks, stop: isWhole ? "tool" : "limit", stopSequence: undefined };
}

const REASONING = "This reasoning comes from a mock, which thinks of no question. It goes before the response.";

function planReasoning({ description, body, prompt }: MessageRequest): ReasoningBlock | undefined {
  const asked = description.request.reasoning.find(({ at, values }) => {
    const value = readPointer(body, at);
    return typeof value === "string" && values.includes(value);
  });
  if (asked === undefined) {
    return undefined;
  }
  const signature = Buffer.from(`signature ${hashOf(prompt.question)}`).toString("base64");
  return { kind: "reasoning", tokens: tokensOf(REASONING), signature: asked.signed === true ? signature : undefined };
}

async function planText(
  { description, body, prompt, budget }: MessageRequest,
  limits: TextLimits,
): Promise<ChosenText> {
  const place = description.request.responseSchema;
  const schema = readPointer(body, place);
  const constraints = schema === undefined ? [] : [await jsonConstraint(schema, place, budget)];
  return chooseText(constraints, limits, { preferred: "", seed: seedOf(prompt.question), budget });
}

/** A call that may come, comes, unless the conversation ends with a result already: to call again would never end. */
function toolToCall({ description, body, prompt }: MessageRequest): unknown {
  const { request: places } = description;
  const tools = readAll(body, places.tools).map(({ value }) => value);
  const name = readPointer(body, places.toolDemandName);
  if (name !== undefined) {
    return tools.find((tool) => readPointer(tool, places.toolName) === name);
  }
  const isDemanded = readPointer(body, places.toolDemand) !== undefined;
  return isDemanded || !prompt.hasResult ? tools[hashOf(prompt.question) % tools.length] : undefined;
}

async function planCall(tool: unknown, { description, body, budget }: MessageRequest): Promise<CallBlock> {
  const { request: places } = description;
  const constraint = await jsonConstraint(readPointer(tool, places.toolSchema), places.toolSchema, budget);
  const { tokens } = chooseText([constraint], NO_LIMITS, { preferred: "", seed: seedOf(body), budget });
  const name = String(readPointer(tool, places.toolName));
  return { kind: "call", id: callId([name, body]), name, tokens };
}

/** What cuts a call also counts its name, and is applied to both. */
const NO_LIMITS: TextLimits = { maxTokens: Number.POSITIVE_INFINITY, stopSequences: [] };

/** As those of Bedrock: 22 characters after a prefix. A conversation has several calls, and each has an id of its own. */
function callId(seed: unknown): string {
  const digits = [0, 1, 2].map((part) => hashOf([part, seed]).toString(36).padStart(7, "0")).join("");
  return `tooluse_${digits}x`;
}

function readLimits({ request: places }: ConversationDescription, body: unknown): TextLimits {
  const maxTokens = readPointer(body, places.maxTokens);
  const sequences = readPointer(body, places.stopSequences);
  return {
    maxTokens: typeof maxTokens === "number" ? maxTokens : Number.POSITIVE_INFINITY,
    stopSequences: (Array.isArray(sequences) ? sequences : []).filter((each) => typeof each === "string"),
  };
}
