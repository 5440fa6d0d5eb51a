// @ai-sdk/amazon-bedrock: node adapters/ai-sdk.mjs
import { createInterface } from "node:readline";
import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import { generateText, jsonSchema, streamText, tool } from "ai";

for await (const line of createInterface({ input: process.stdin })) {
  const { case: name, call } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ case: name, ...(await answer(call)) }));
  } catch (error) {
    console.log(JSON.stringify({ case: name, error: nameOf(error) }));
  }
}

async function answer({ operation, modelId, endpoint, region, input }) {
  if (!operation.startsWith("Converse")) return { unsupported: "its language models speak Converse" };
  const bedrock = createAmazonBedrock({ baseURL: endpoint, region });
  const tools = Object.fromEntries(
    (input.toolConfig?.tools ?? []).map(({ toolSpec }) => {
      const inputSchema = jsonSchema(toolSpec.inputSchema.json);
      return [toolSpec.name, tool({ description: toolSpec.description, inputSchema })];
    }),
  );
  const request = {
    model: bedrock(modelId),
    prompt: input.messages[0].content[0].text,
    maxOutputTokens: input.inferenceConfig.maxTokens,
    tools,
  };
  if (operation === "Converse") {
    const { text, toolCalls, response } = await generateText(request);
    const calls = toolCalls.map((call) => ({ name: call.toolName, input: call.input }));
    return { text, toolCalls: calls, response: response.body };
  }
  // An error of a stream is told here, or not at all.
  let failure;
  const { fullStream } = streamText({
    ...request,
    onError: ({ error }) => {
      failure = error;
    },
  });
  let text = "";
  const toolCalls = [];
  for await (const part of fullStream) {
    if (part.type === "text-delta") text += part.text;
    if (part.type === "tool-call") toolCalls.push({ name: part.toolName, input: part.input });
    if (part.type === "error") failure = part.error;
  }
  if (failure !== undefined) throw failure;
  return { text, toolCalls };
}

function nameOf(error) {
  const last = error.lastError ?? error;
  const type = last.responseHeaders?.["x-amzn-errortype"]?.split(":")[0];
  return { name: type ?? last.data?.type ?? last.name ?? String(last), message: String(last.message ?? last) };
}
