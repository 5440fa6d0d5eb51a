import { conversations, readPointer } from "@bedrock-contract/validators";
import { operations } from "@bedrock-contract/wire";
import { readPrompt } from "../conversation/read-prompt.ts";
import { promptTokenCount, readAhead } from "../generate/read-prompts.ts";
import { invalid } from "../http/refusal.ts";
import type { Turns } from "../http/turns.ts";
import { locateFormat } from "../request/locate-format.ts";
import { parseBody } from "../request/parse-body.ts";
import { malformedInput } from "../request/read-json.ts";

/** Counts the tokens of the prompt in a request to Converse or InvokeModel, as the response to that request would. */
export async function countTokens(modelId: string, body: unknown, turns: Turns): Promise<unknown> {
  const conversation = readPointer(body, "/input/converse");
  if (conversation !== undefined) {
    const { tokens } = await readPrompt(conversations.Converse, conversation, { turns, cacheLookback: 0 });
    return { inputTokens: tokens };
  }
  const parsed = parseBody(Buffer.from(String(readPointer(body, "/input/invokeModel/body")), "base64"));
  if ("fault" in parsed) {
    throw malformedInput(parsed.fault);
  }
  const format = await locateFormat(operations.InvokeModel, modelId, parsed.value);
  if (format.kind !== "text") {
    throw invalid("The provided model doesn't support counting tokens.");
  }
  await readAhead(format, parsed.value, turns);
  return { inputTokens: promptTokenCount(format, parsed.value) };
}
