import {
  isFree,
  type PlacedValue,
  readAll,
  readPointer,
  type TextFormat,
  toolDemandOf,
  toolNameOf,
  toolSchemaOf,
} from "@bedrock-contract/validators";
import { chooseText } from "./choose-text.ts";
import { jsonConstraint } from "./constraints.ts";
import type { PlannedCall, PlanRequest } from "./plan.ts";
import { questionOf } from "./read-prompts.ts";
import { hashOf } from "./tokens.ts";

/** A tool may be called without schema: then without arguments. */
const NO_ARGUMENTS = { type: "object", maxProperties: 0 };

/**
 * Prepares the tool calls that answer a request, and gives those of a choice by its seed; none where a text answers. A
 * call comes where the request demands one, and where it may come and the conversation does not end with a tool's
 * result already; one of each tool where the request says that several may come at once, or that its last message names.
 */
export async function prepareCalls(request: PlanRequest): Promise<(seed: number) => readonly PlannedCall[]> {
  const calls: ((seed: number) => PlannedCall)[] = [];
  for (const tool of toolsToCall(request)) {
    calls.push(await prepareCall(tool, request));
    await request.budget.yieldTurn();
  }
  return (seed) => calls.map((call) => call(seed));
}

function toolsToCall({ format, body }: PlanRequest): readonly PlacedValue[] {
  const { request: places } = format;
  const { kind, name: wanted, allowed } = toolDemandOf(format, body);
  const tools = (places.tools === undefined ? [] : readAll(body, places.tools)).filter(
    ({ value }) => allowed?.includes(toolNameOf(format, value)) ?? true,
  );
  if (tools.length === 0 || kind === "none" || (kind === "auto" && hasResult(format, body))) {
    return [];
  }
  const named = (name: unknown) => tools.filter(({ value }) => toolNameOf(format, value) === name);
  if (wanted !== undefined) {
    return named(wanted).slice(0, 1);
  }
  const isParallel = readPointer(body, places.parallelToolCalls);
  const isSingle = readPointer(body, places.singleToolCall);
  if (isParallel === true || isSingle === false) {
    return tools;
  }
  const question = questionOf(format, body);
  const words = wordsOf(question);
  const mentioned = tools.filter(({ value }) => words.has(toolNameOf(format, value)));
  if (mentioned.length > 0) {
    return isParallel === false || isSingle === true ? mentioned.slice(0, 1) : mentioned;
  }
  // As in a conversation with the same question.
  const any = hashOf(question) % tools.length;
  return tools.slice(any, any + 1);
}

/** The words of a text, any of which may be the name of a tool. */
export function wordsOf(text: string): ReadonlySet<unknown> {
  const looked = text.length > 2 * PART ? `${text.slice(0, PART)} ${text.slice(-PART)}` : text;
  return new Set(looked.split(NO_NAME));
}

/** How much of the beginning and of the end of a long text is looked at. */
const PART = 100_000;

/** What no name of a tool has. */
const NO_NAME = /[^A-Za-z0-9_-]+/;

async function prepareCall(
  { value: tool, pointer }: PlacedValue,
  { format, budget }: PlanRequest,
): Promise<(seed: number) => PlannedCall> {
  const { request: places } = format;
  const name = String(toolNameOf(format, tool));
  if (isFree(format, tool)) {
    return (seed) => ({
      name,
      tokens: chooseText([], FREE_INPUT, { preferred: "", seed, budget }).tokens,
      isFree: true,
    });
  }
  const schema = toolSchemaOf(format, tool) ?? NO_ARGUMENTS;
  const constraint = await jsonConstraint(schema, `${pointer}${places.toolSchema ?? places.toolParameters?.at ?? ""}`);
  // An absent text is not JSON, and so never preferred.
  return (seed) => ({ name, tokens: chooseText([constraint], NO_LIMITS, { preferred: "", seed, budget }).tokens });
}

/** What cuts a call also counts its name, and is applied to both. */
const NO_LIMITS = { maxTokens: Number.POSITIVE_INFINITY, stopSequences: [] };

/** A tool whose input is any text is called with a few words. */
const FREE_INPUT = { maxTokens: 6, stopSequences: [] };

/** Whether the conversation ends with a tool's result: to call again would never end. */
function hasResult({ request: { prompt, toolResults } }: TextFormat, body: unknown): boolean {
  const messages = readPointer(body, prompt);
  const last = Array.isArray(messages) ? `${prompt}/${messages.length - 1}/` : "";
  return toolResults !== undefined && readAll(body, toolResults).some(({ pointer }) => `${pointer}/`.startsWith(last));
}
