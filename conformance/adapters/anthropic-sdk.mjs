// @anthropic-ai/bedrock-sdk: node adapters/anthropic-sdk.mjs
import { createInterface } from "node:readline";
import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk";
import { textOfBlocks, toolCallsOfBlocks } from "./messages.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { case: name, call } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ case: name, ...(await answer(call)) }));
  } catch (error) {
    // An error of the api holds its body; the exception's name stands in its headers.
    const { name: kind, message, headers } = error;
    const type = headers?.get?.("x-amzn-errortype")?.split(":")[0];
    console.log(JSON.stringify({ case: name, error: { name: type ?? kind, message } }));
  }
}

async function answer({ operation, modelId, endpoint, region, input }) {
  if (!operation.startsWith("Invoke")) return { unsupported: "it speaks Anthropic Messages, through InvokeModel" };
  const client = new AnthropicBedrock({ baseURL: endpoint, awsRegion: region });
  const { anthropic_version: _, ...body } = input;
  const request = { ...body, model: modelId };
  const message =
    operation === "InvokeModel"
      ? await client.messages.create(request)
      : await client.messages.stream(request).finalMessage();
  return { text: textOfBlocks(message.content), toolCalls: toolCallsOfBlocks(message.content), response: message };
}
