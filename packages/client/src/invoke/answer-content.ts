import type { FormatId } from "@bedrock-contract/types";
import {
  loadDescription,
  type PlacedValue,
  readAll,
  readPointer,
  splitReasoning,
  type TextFormat,
} from "@bedrock-contract/validators";
import type { InvokeResult } from "./invoke-result.ts";

/** What is read of a response: its format, and its body. A result of `invokeModel` is one. */
export type InvokeAnswer = Pick<InvokeResult<FormatId>, "format" | "body">;

/** A tool that the model asks the caller to run. */
export interface ToolCall {
  /** By which its result is sent back; undefined in formats whose calls have none. */
  readonly id: string | undefined;
  /** The name of the tool. */
  readonly name: string;
  /**
   * The arguments, parsed where the format writes them as JSON text; text that is not valid JSON, as a limit leaves it,
   * stays text.
   */
  readonly input: unknown;
}

/**
 * The text of a response, whatever its format: of several blocks joined, of several choices the first, without the
 * reasoning before it. The empty string where the model wrote none, as with tool calls. Rejects a format of anything but
 * text. What the format's spec says of its responses is loaded when it is needed.
 */
export async function textOf({ format, body }: InvokeAnswer): Promise<string> {
  const described = await textFormat(format);
  const texts = ofFirstChoice(readAll(body, described.response.text), described);
  const written = texts.map(({ value }) => (typeof value === "string" ? value : "")).join("");
  return splitReasoning(described, written).text;
}

/**
 * The tool calls of a response, whatever its format: of several choices those of the first. None where the format has
 * no tools. Rejects a format of anything but text.
 */
export async function toolCallsOf({ format, body }: InvokeAnswer): Promise<readonly ToolCall[]> {
  const described = await textFormat(format);
  const { toolCalls, toolCallId, toolCallName, toolCallArguments } = described.response;
  const calls = toolCalls === undefined ? [] : ofFirstChoice(readAll(body, toolCalls), described);
  return calls.flatMap(({ value }) => {
    const name = readPointer(value, toolCallName);
    const id = readPointer(value, toolCallId);
    // Other blocks that stand in the same list have no name.
    return typeof name === "string"
      ? [{ id: typeof id === "string" ? id : undefined, name, input: parsed(readPointer(value, toolCallArguments)) }]
      : [];
  });
}

async function textFormat(id: FormatId): Promise<TextFormat> {
  const found = await loadDescription(id);
  if (found.kind !== "text") {
    throw new Error(`the format ${id} has no text`);
  }
  return found;
}

function ofFirstChoice(values: readonly PlacedValue[], { response: { choices } }: TextFormat): readonly PlacedValue[] {
  return choices === undefined ? values : values.filter(({ keys: [choice] }) => choice === "0");
}

function parsed(written: unknown): unknown {
  if (typeof written !== "string") {
    return written;
  }
  try {
    return JSON.parse(written);
  } catch {
    return written;
  }
}
