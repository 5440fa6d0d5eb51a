import { readAll, readPointer } from "@bedrock-contract/validators";
import { chooseText } from "./choose-text.ts";
import { jsonConstraint } from "./constraints.ts";
import type { PlannedCall } from "./plan.ts";
import type { PlanRequest } from "./plan-answer.ts";
import { hashOf } from "./tokens.ts";

/** A tool may be called without schema: then without arguments. */
const NO_ARGUMENTS = { type: "object", maxProperties: 0 };

/**
 * The tool call that answers a request; undefined where a text does. A call comes where the request demands one, and where it may come and the conversation does not
 * end with a tool's result already.
 */
export async function chooseCall({
  format,
  body,
  stored,
  seed,
}: PlanRequest & { readonly seed: number }): Promise<PlannedCall | undefined> {
  const { request: places, response } = format;
  const tools = places.tools === undefined ? [] : readAll(body, places.tools);
  const demand = readPointer(body, places.toolChoice) ?? "auto";
  if (tools.length === 0 || demand === "none" || (demand === "auto" && hasResult(readPointer(body, places.prompt)))) {
    return undefined;
  }
  const known = response.toolCalls === undefined ? undefined : readPointer(stored, response.toolCalls);
  const wanted = readPointer(body, places.toolChoiceName) ?? readPointer(known, response.toolCallName);
  const named = tools.find(({ value }) => readPointer(value, places.toolName) === wanted);
  const tool = named ?? tools[hashOf(readPointer(body, places.prompt)) % tools.length];
  const schema = readPointer(tool?.value, places.toolSchema) ?? NO_ARGUMENTS;
  const constraint = await jsonConstraint(schema, `${tool?.pointer}${places.toolSchema}`);
  const name = String(readPointer(tool?.value, places.toolName));
  // The stored call answers where it is of this tool; no text at all is no JSON, and so never preferred.
  const isKnown = readPointer(known, response.toolCallName) === name;
  const preferred = isKnown ? String(readPointer(known, response.toolCallArguments)) : "";
  const { tokens } = chooseText([constraint], NO_LIMITS, { preferred, seed });
  return { name, tokens };
}

/** What cuts a call also counts its name, and is applied to both. */
const NO_LIMITS = { maxTokens: Number.POSITIVE_INFINITY, stopSequences: [] };

/** Whether the last message is a tool's: to call again would never end. */
function hasResult(messages: unknown): boolean {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  return readPointer(last, "/role") === "tool";
}
