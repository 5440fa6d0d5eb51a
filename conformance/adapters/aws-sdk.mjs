// The AWS SDK for JavaScript: node adapters/aws-sdk.mjs
import { createInterface } from "node:readline";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { textOfBlocks, textOfChunks, toolCallsOfBlocks } from "./messages.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { case: name, call } = JSON.parse(line);
  const client = new BedrockRuntimeClient({ endpoint: call.endpoint, region: call.region });
  try {
    console.log(JSON.stringify({ case: name, ...(await answer(client, call)) }));
  } catch (error) {
    const { name: code, message } = error;
    console.log(JSON.stringify({ case: name, error: { name: code, message } }));
  }
  client.destroy();
}

async function answer(client, { operation, modelId, input }) {
  const body = JSON.stringify(input);
  const contentType = "application/json";
  switch (operation) {
    case "Converse": {
      const response = await client.send(new ConverseCommand({ modelId, ...input }));
      const content = response.output?.message?.content ?? [];
      return {
        text: content.map(({ text = "" }) => text).join(""),
        toolCalls: content.flatMap(({ toolUse }) => toolUse ?? []),
        response,
      };
    }
    case "ConverseStream": {
      const { stream = [] } = await client.send(new ConverseStreamCommand({ modelId, ...input }));
      let text = "";
      const toolCalls = [];
      for await (const event of stream) {
        const { start, delta } = event.contentBlockStart ?? event.contentBlockDelta ?? {};
        if (start?.toolUse) toolCalls.push({ name: start.toolUse.name, input: "" });
        if (delta?.text) text += delta.text;
        const last = toolCalls.at(-1);
        if (delta?.toolUse && last) last.input += delta.toolUse.input;
      }
      return { text, toolCalls: toolCalls.map((call) => ({ name: call.name, input: JSON.parse(call.input) })) };
    }
    case "InvokeModel": {
      const { body: bytes } = await client.send(new InvokeModelCommand({ modelId, body, contentType }));
      const response = JSON.parse(bytes.transformToString());
      return { text: textOfBlocks(response.content), toolCalls: toolCallsOfBlocks(response.content), response };
    }
    default: {
      const command = new InvokeModelWithResponseStreamCommand({ modelId, body, contentType });
      const { body: stream = [] } = await client.send(command);
      const chunks = [];
      for await (const { chunk } of stream) {
        if (chunk) chunks.push(JSON.parse(new TextDecoder().decode(chunk.bytes)));
      }
      return textOfChunks(chunks);
    }
  }
}
