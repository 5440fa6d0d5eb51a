import { type ConversationDescription, readAll, readPointer } from "@bedrock-contract/validators";
import { wordsOf } from "../generate/choose-calls.ts";
import { type ChosenText, chooseText, seedOf, type TextLimits } from "../generate/choose-text.ts";
import { citeSource } from "../generate/cite-source.ts";
import { jsonConstraint } from "../generate/constraints.ts";
import { planReasoning, unaskedReasoning } from "../generate/reasoning.ts";
import { hashOf, tokensOf } from "../generate/tokens.ts";
import type { Budget } from "../request/budget.ts";
import type { Block, CallBlock, Message } from "./message.ts";
import type { Prompt } from "./read-prompt.ts";

/** What a message is planned from. */
export interface MessageRequest {
  readonly description: ConversationDescription;
  readonly body: unknown;
  readonly prompt: Prompt;
  /** Whether the model reasons where nothing asks for it. */
  readonly isReasoner: boolean;
  readonly budget: Budget;
}

/**
 * Plans the message that answers a request: reasoning where it is asked for, then tool calls where they are demanded or
 * may come, else a text; JSON where a schema asks for it; cut at the limit and at stop sequences. The same request gets
 * the same message.
 */
export async function planMessage(request: MessageRequest): Promise<Message> {
  const { description, body } = request;
  const reasoning =
    planReasoning(description.request.reasoning, body, request.prompt.question) ??
    (request.isReasoner ? unaskedReasoning() : undefined);
  const limits = readLimits(description, body);
  const left = limits.maxTokens - (reasoning?.tokens.length ?? 0);
  if (reasoning !== undefined && left <= 0) {
    const tokens = reasoning.tokens.slice(0, limits.maxTokens);
    return { blocks: [{ kind: "reasoning", ...reasoning, tokens }], stop: "limit", stopSequence: undefined };
  }
  const before = reasoning === undefined ? [] : [{ kind: "reasoning", ...reasoning } as const];
  const calls: CallBlock[] = [];
  for (const tool of toolsToCall(request)) {
    calls.push(await planCall(tool, request));
  }
  return calls.length === 0
    ? textMessage(await planText(request, { ...limits, maxTokens: left }), before, citationOf(request))
    : callMessage(calls, before, left);
}

/** How many tokens a message has; the names of tools count as well. */
export function outputTokens({ blocks }: Message): number {
  const counts = blocks.map((block) =>
    block.kind === "call" ? (block.counted ?? tokensOf(block.name).length + block.tokens.length) : block.tokens.length,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What must be JSON cites nothing. */
function citationOf({ description, body }: MessageRequest): unknown {
  const { request, response } = description;
  const { citationPlaces } = response;
  return readPointer(body, request.responseSchema) === undefined
    ? citeSource({ sources: request.sources, citationPlaces }, body)
    : undefined;
}

function textMessage({ tokens, stop, stopSequence }: ChosenText, before: readonly Block[], citation: unknown): Message {
  const blocks: readonly Block[] = [...before, { kind: "text", tokens, ...(citation !== undefined && { citation }) }];
  return { blocks, stop: stopSequence === undefined ? stop : "sequence", stopSequence };
}

/** A call whose arguments do not fit has none, and is the last. */
function callMessage(calls: readonly CallBlock[], before: readonly Block[], limit: number): Message {
  const blocks = [...before];
  let left = limit;
  for (const call of calls) {
    const size = tokensOf(call.name).length + call.tokens.length;
    if (size > left) {
      const cut = left > 0 || blocks.length === before.length ? [{ ...call, tokens: [], counted: left }] : [];
      return { blocks: [...blocks, ...cut], stop: "limit", stopSequence: undefined };
    }
    blocks.push(call);
    left -= size;
  }
  return { blocks, stop: "tool", stopSequence: undefined };
}

async function planText(
  { description, body, prompt, budget }: MessageRequest,
  limits: TextLimits,
): Promise<ChosenText> {
  const place = description.request.responseSchema;
  const schema = readPointer(body, place);
  const constraints = schema === undefined ? [] : [await jsonConstraint(schema, place)];
  return chooseText(constraints, limits, { preferred: "", seed: seedOf(prompt.question), budget });
}

/** Calls that may come, come, unless the conversation ends with a result already: to call again would never end. */
function toolsToCall({ description, body, prompt }: MessageRequest): readonly unknown[] {
  const { request: places } = description;
  const tools = readAll(body, places.tools).map(({ value }) => value);
  const nameOf = (tool: unknown): unknown => readPointer(tool, places.toolName);
  const name = readPointer(body, places.toolDemandName);
  if (name !== undefined) {
    return tools.filter((tool) => nameOf(tool) === name).slice(0, 1);
  }
  const isDemanded = readPointer(body, places.toolDemand) !== undefined;
  if (tools.length === 0 || (prompt.hasResult && !isDemanded)) {
    return [];
  }
  const words = wordsOf(prompt.question);
  const mentioned = tools.filter((tool) => words.has(nameOf(tool)));
  const any = hashOf(prompt.question) % tools.length;
  return mentioned.length > 0 ? mentioned : tools.slice(any, any + 1);
}

async function planCall(tool: unknown, { description, body, prompt, budget }: MessageRequest): Promise<CallBlock> {
  const { request: places } = description;
  const constraint = await jsonConstraint(readPointer(tool, places.toolSchema), places.toolSchema);
  const { tokens } = chooseText([constraint], NO_LIMITS, { preferred: "", seed: seedOf(prompt.question), budget });
  const name = String(readPointer(tool, places.toolName));
  return { kind: "call", id: callId([name, body]), name, tokens };
}

/** What cuts a call also counts its name, and is applied to both. */
const NO_LIMITS: TextLimits = { maxTokens: Number.POSITIVE_INFINITY, stopSequences: [] };

/**
 * The id of a call, as those of Bedrock: 22 characters after a prefix. A conversation has several calls, and each has an
 * id of its own.
 */
export function callId(seed: unknown): string {
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
