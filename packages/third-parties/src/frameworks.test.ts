import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import { createBedrockAnthropic } from "@ai-sdk/amazon-bedrock/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { type Mock, startMock } from "@bedrock-contract/mock";
import { ChatBedrockConverse } from "@langchain/aws";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool as langchainTool } from "@langchain/core/tools";
import { generateText, Output, stepCountIs, streamText, tool } from "ai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";

const CLAUDE = "us.anthropic.claude-sonnet-4-6";
const NOVA = "us.amazon.nova-2-lite-v1:0";
const BEARER = "key-of-the-test";
const region = "us-east-1";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ credentials, bearerToken: BEARER, chunkDelayMs: 0 });
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const operations = () => mock.requests.map(({ operation }) => operation);

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

describe("the AI SDK with Messages", () => {
  const anthropic = () => createBedrockAnthropic({ ...credentials, region, baseURL: mock.url });
  const prompt = "Is it raining in Brest?";
  const tools = {
    getWeather: tool({ inputSchema: z.object({ city: z.string().min(3) }), execute: async () => ({ degrees: 12 }) }),
  };

  test("runs an agent's loop, whole and streamed", async () => {
    const { text, steps } = await generateText({ model: anthropic()(CLAUDE), tools, prompt, stopWhen: stepCountIs(3) });
    const streamed = streamText({ model: anthropic()(CLAUDE), tools, prompt, stopWhen: stepCountIs(3) });
    expect(steps.map(({ finishReason }) => finishReason)).toEqual(["tool-calls", "stop"]);
    expect(await streamed.text).toBe(text);
    const [whole, stream] = ["InvokeModel", "InvokeModelWithResponseStream"];
    expect(operations()).toEqual([whole, whole, stream, stream]);
  });

  test("reads thinking, and an object that its schema admits", async () => {
    const providerOptions = { anthropic: { thinking: { type: "enabled", budgetTokens: 1_024 } } };
    const model = anthropic()("us.anthropic.claude-sonnet-4-5-20250929-v1:0");
    const { reasoningText } = await generateText({ model, prompt, providerOptions });
    expect(reasoningText).toMatch(/./);
    // It sends no bounds with the schema.
    const schema = z.object({ nights: z.number().int(), room: z.enum(["single", "double"]) });
    const { output } = await generateText({ model, output: Output.object({ schema }), prompt });
    expect(schema.parse(output)).toEqual(output);
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

describe("the AI SDK with Responses", () => {
  test("generates and streams text by Responses", async () => {
    const provider = createOpenAI({ baseURL: `${mock.url}/openai/v1`, apiKey: BEARER });
    const { text, usage } = await generateText({
      model: provider.responses("openai.gpt-5.6-terra"),
      prompt: "Which way is north?",
    });
    expect(text).toMatch(/\w/);
    expect(usage.outputTokens).toBeGreaterThan(0);
    const streamed = streamText({ model: provider.responses("openai.gpt-5.6-terra"), prompt: "Which way is north?" });
    expect(await streamed.text).toBe(text);
  });
});
