// @bedrock-contract/client: node adapters/bedrock-contract.mjs
import { createInterface } from "node:readline";
import {
  assembleStream,
  createRuntimeClient,
  invokeModel,
  invokeModelStream,
  isBedrockError,
  textOf,
  toolCallsOf,
} from "@bedrock-contract/client";

for await (const line of createInterface({ input: process.stdin })) {
  const { case: name, call } = JSON.parse(line);
  const client = createRuntimeClient({ endpoint: call.endpoint, region: call.region });
  try {
    console.log(JSON.stringify({ case: name, ...(await answer(client, call)) }));
  } catch (error) {
    const { code, message } = isBedrockError(error) ? error : { code: error.name, message: String(error) };
    console.log(JSON.stringify({ case: name, error: { name: code, message } }));
  }
  client.destroy();
}

async function answer(client, { operation, modelId, input }) {
  if (operation === "InvokeModel") {
    const response = await invokeModel(client, "anthropic-messages", modelId, input);
    const toolCalls = (await toolCallsOf(response)).map((call) => ({ name: call.name, input: call.input }));
    return { text: await textOf(response), toolCalls, response: response.body };
  }
  if (operation !== "InvokeModelWithResponseStream") {
    return { unsupported: "it invokes models; conversations are the AWS SDK's" };
  }
  const chunks = [];
  for await (const chunk of await invokeModelStream(client, "anthropic-messages", modelId, input)) chunks.push(chunk);
  if (chunks.length === 0) return { text: "" };
  const body = await assembleStream("anthropic-messages", chunks);
  const blocks = body.content ?? [];
  const toolCalls = blocks
    .filter(({ type }) => type === "tool_use")
    .map((block) => ({ name: block.name, input: block.input }));
  return { text: blocks.map(({ text = "" }) => text).join(""), toolCalls };
}
