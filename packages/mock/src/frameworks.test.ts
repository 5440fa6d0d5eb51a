import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type Message,
} from "@aws-sdk/client-bedrock-runtime";
import { ChatBedrockConverse } from "@langchain/aws";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool as langchainTool } from "@langchain/core/tools";
import { generateText, Output, stepCountIs, streamText, tool } from "ai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Mock, startMock } from "./index.ts";

const CLAUDE = "us.anthropic.claude-sonnet-4-6";
const NOVA = "us.amazon.nova-2-lite-v1:0";
const region = "us-east-1";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ credentials, chunkDelayMs: 0 });
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const operations = () => mock.requests.map(({ operation }) => operation);

describe("the AWS SDK for JavaScript", () => {
  let client: BedrockRuntimeClient;

  beforeAll(() => {
    client = new BedrockRuntimeClient({ endpoint: mock.url, region, credentials });
  });
  afterAll(() => client.destroy());

  const toolConfig: ConverseCommandInput["toolConfig"] = {
    tools: [
      {
        toolSpec: {
          name: "get_weather",
          inputSchema: { json: { type: "object", required: ["city"], properties: { city: { type: "string" } } } },
        },
      },
    ],
  };

  test("holds a conversation with a tool", async () => {
    const messages: Message[] = [{ role: "user", content: [{ text: "Is it raining in Brest?" }] }];
    const { output, stopReason } = await client.send(new ConverseCommand({ modelId: CLAUDE, messages, toolConfig }));
    expect(stopReason).toBe("tool_use");
    const call = output?.message?.content?.[0]?.toolUse;
    expect(call).toMatchObject({ name: "get_weather", input: { city: expect.any(String) } });
    if (output?.message === undefined || call === undefined) {
      throw new Error("no call");
    }
    const toolResult = { toolUseId: call.toolUseId, content: [{ text: "It is." }] };
    messages.push(output.message, { role: "user", content: [{ toolResult }] });
    const after = await client.send(new ConverseCommand({ modelId: CLAUDE, messages, toolConfig }));
    expect(after).toMatchObject({ stopReason: "end_turn", usage: { totalTokens: expect.any(Number) } });
  });

  test("streams text, reasoning and calls", async () => {
    const { stream = [] } = await client.send(
      new ConverseStreamCommand({
        modelId: CLAUDE,
        messages: [{ role: "user", content: [{ text: "Is it raining in Brest?" }] }],
        toolConfig,
        additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 1024 } },
      }),
    );
    const names = new Set<string>();
    let input = "";
    for await (const event of stream) {
      names.add(Object.keys(event)[0] ?? "");
      input += event.contentBlockDelta?.delta?.toolUse?.input ?? "";
    }
    expect([...names]).toEqual([
      ...["messageStart", "contentBlockDelta", "contentBlockStop", "contentBlockStart", "messageStop", "metadata"],
    ]);
    expect(JSON.parse(input)).toEqual({ city: expect.any(String) });
  });

  test("throws the exception of a stream", async () => {
    mock.respond({ error: { type: "ServiceUnavailableException", message: "Later.", after: 2 } });
    const messages: Message[] = [{ role: "user", content: [{ text: "Hello" }] }];
    const { stream = [] } = await client.send(new ConverseStreamCommand({ modelId: CLAUDE, messages }));
    const reading = (async () => {
      for await (const event of stream) {
        expect(Object.keys(event)).toHaveLength(1);
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: "ServiceUnavailableException", message: "Later." });
  });
});

describe("the AI SDK", () => {
  const bedrock = () => createAmazonBedrock({ ...credentials, region, baseURL: mock.url });
  const weather = () => {
    const asked: string[] = [];
    const getWeather = tool({
      description: "The weather in a city.",
      inputSchema: z.object({ city: z.string().min(3), unit: z.enum(["C", "F"]) }),
      execute: async ({ city }) => {
        asked.push(city);
        return { degrees: 12 };
      },
    });
    return { asked, tools: { getWeather } };
  };

  test.each([CLAUDE, NOVA])("runs an agent's loop with %s", async (model) => {
    const { asked, tools } = weather();
    const prompt = "Is it raining in Brest?";
    const { text, steps, usage } = await generateText({
      ...{ model: bedrock()(model), tools, prompt, stopWhen: stepCountIs(3) },
    });
    expect(asked).toEqual([expect.stringMatching(/.../)]);
    expect(steps.map(({ finishReason }) => finishReason)).toEqual(["tool-calls", "stop"]);
    expect(text).not.toBe("");
    expect(usage.totalTokens).toBe((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0));
    expect(operations()).toEqual(["Converse", "Converse"]);
  });

  test("streams an agent's loop", async () => {
    const { asked, tools } = weather();
    const prompt = "Is it raining in Brest?";
    const result = streamText({ ...{ model: bedrock()(CLAUDE), tools, prompt, stopWhen: stepCountIs(3) } });
    let text = "";
    for await (const piece of result.textStream) {
      text += piece;
    }
    expect(asked).toHaveLength(1);
    expect(text).toBe(await result.text);
    expect(operations()).toEqual(["ConverseStream", "ConverseStream"]);
  });

  test.each([CLAUDE, NOVA])("gets an object that its schema admits from %s", async (model) => {
    const schema = z.object({ room: z.enum(["single", "double"]), nights: z.number().int().min(1).max(30) });
    const { output } = await generateText({
      ...{ model: bedrock()(model), output: Output.object({ schema }), prompt: "Book me a room." },
    });
    expect(schema.parse(output)).toEqual(output);
  });

  test("reasons where it is asked to", async () => {
    const providerOptions = { bedrock: { reasoningConfig: { type: "enabled", budgetTokens: 1024 } } };
    const { reasoningText, text } = await generateText({
      ...{ model: bedrock()("us.anthropic.claude-sonnet-4-5-20250929-v1:0"), prompt: "Why?", providerOptions },
    });
    expect(reasoningText).not.toBe("");
    expect(text).not.toBe("");
  });
});

describe("LangChain", () => {
  let client: BedrockRuntimeClient;

  beforeAll(() => {
    client = new BedrockRuntimeClient({ endpoint: mock.url, region, credentials });
  });
  afterAll(() => client.destroy());

  const chat = (model: string) => new ChatBedrockConverse({ model, region, client });
  const getWeather = langchainTool(async ({ city }) => `It rains in ${city}.`, {
    name: "get_weather",
    description: "The weather in a city.",
    schema: z.object({ city: z.string().min(3) }),
  });

  test.each([CLAUDE, NOVA])("calls a tool and goes on with its result: %s", async (model) => {
    const withTools = chat(model).bindTools([getWeather]);
    const messages = [new HumanMessage("Is it raining in Brest?")];
    const called = await withTools.invoke(messages);
    const [call] = called.tool_calls ?? [];
    expect(call).toMatchObject({ name: "get_weather", args: { city: expect.stringMatching(/.../) } });
    const result = new ToolMessage({ content: "It is.", tool_call_id: call?.id ?? "" });
    const answered = await withTools.invoke([...messages, called, result]);
    expect(answered.tool_calls).toEqual([]);
    expect(answered.text).not.toBe("");
    expect(answered.usage_metadata).toMatchObject({ total_tokens: expect.any(Number) });
  });

  test("streams a text", async () => {
    const pieces: string[] = [];
    for await (const { text } of await chat(CLAUDE).stream("Tell me more.")) {
      pieces.push(text);
    }
    expect(pieces.filter((piece) => piece !== "").length).toBeGreaterThan(3);
    expect(pieces.join("")).toBe((await chat(CLAUDE).invoke("Tell me more.")).text);
  });

  test("gets what its schema admits", async () => {
    const schema = z.object({ city: z.string(), days: z.number().int().min(1).max(5) });
    const found = await chat(CLAUDE).withStructuredOutput(schema, { name: "trip" }).invoke("Where to?");
    expect(schema.parse(found)).toEqual(found);
  });
});

const PYTHON = `
import boto3, json, sys
from botocore.config import Config
client = boto3.client("bedrock-runtime", endpoint_url=sys.argv[1], region_name="us-east-1",
    aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret", config=Config(retries={"max_attempts": 1}))
messages = [{"role": "user", "content": [{"text": "Is it raining?"}]}]
tools = {"tools": [{"toolSpec": {"name": "look", "inputSchema": {"json": {"type": "object"}}}}]}
model = "us.anthropic.claude-sonnet-4-6"
whole = client.converse(modelId=model, messages=messages)
events = list(client.converse_stream(modelId=model, messages=messages)["stream"])
text = "".join(e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e)
call = client.converse(modelId=model, messages=messages, toolConfig=tools)
count = client.count_tokens(modelId="anthropic.claude-sonnet-4-6", input={"converse": {"messages": messages}})
guard = client.apply_guardrail(guardrailIdentifier="g1", guardrailVersion="1", source="INPUT",
    content=[{"text": {"text": "Hello"}}])
started = client.start_async_invoke(modelId="amazon.nova-reel-v1:1", modelInput={"taskType": "TEXT_VIDEO"},
    outputDataConfig={"s3OutputDataConfig": {"s3Uri": "s3://amzn-s3-demo-bucket/videos"}})
found = client.get_async_invoke(invocationArn=started["invocationArn"])
try:
    client.converse(modelId="no-such-model", messages=messages)
except client.exceptions.ValidationException as error:
    refused = error.response["Error"]["Message"]
print(json.dumps({
    "agrees": whole["output"]["message"]["content"][0]["text"] == text, "stop": call["stopReason"],
    "counts": whole["usage"]["inputTokens"] == count["inputTokens"], "guard": guard["action"],
    "status": found["status"], "refused": refused, "events": len(events) > 5}))
`;
const hasBoto3 = await promisify(execFile)("python3", ["-c", "import boto3"]).then(
  () => true,
  () => false,
);

test.skipIf(!hasBoto3)(
  `boto3 gets what it asks for${hasBoto3 ? "" : " (skipped: python3 with boto3 is not here)"}`,
  async () => {
    const { stdout } = await promisify(execFile)("python3", ["-c", PYTHON, mock.url], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      timeout: 60_000,
    });
    expect(JSON.parse(stdout)).toEqual({
      ...{ agrees: true, stop: "tool_use", counts: true, guard: "NONE", status: "InProgress", events: true },
      refused: "The provided model identifier is invalid.",
    });
  },
);
