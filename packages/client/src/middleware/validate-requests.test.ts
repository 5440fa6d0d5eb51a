import {
  ApplyGuardrailCommand,
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  StartAsyncInvokeCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { type Mock, startMock } from "@bedrock-contract/mock";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { validateRequests } from "./validate-requests.ts";

const modelId = "anthropic.claude-3-haiku-20240307-v1:0";
const messages: ConverseCommandInput["messages"] = [{ role: "user", content: [{ text: "Name three cars." }] }];
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
let mock: Mock;
let client: BedrockRuntimeClient;
const handle = vi.fn();

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
  client = new BedrockRuntimeClient(mock.clientConfig);
  client.middlewareStack.use(validateRequests());
  client.middlewareStack.add(
    (next) => (args) => {
      handle();
      return next(args);
    },
    { step: "finalizeRequest" },
  );
});
afterAll(async () => {
  client.destroy();
  await mock.close();
});

describe("what is sent", () => {
  const image = { image: { format: "png" as const, source: { bytes: PNG } } };
  const toolConfig: ConverseCommandInput["toolConfig"] = {
    tools: [
      { toolSpec: { name: "find", inputSchema: { json: { type: "object", properties: { q: { type: "string" } } } } } },
    ],
  };
  const body = JSON.stringify({
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 10,
    messages: [{ role: "user", content: "Hello" }],
  });
  const commands = [
    new ConverseCommand({ modelId, messages, system: undefined }),
    new ConverseCommand({ modelId, messages: [{ role: "user", content: [{ text: "See" }, image] }], toolConfig }),
    new ConverseStreamCommand({ modelId, messages, inferenceConfig: { maxTokens: 64, stopSequences: ["END"] } }),
    new InvokeModelCommand({ modelId, body }),
    new InvokeModelWithResponseStreamCommand({
      modelId: "meta.llama3-8b-instruct-v1:0",
      body: new TextEncoder().encode(JSON.stringify({ prompt: "Hello" })),
    }),
  ];
  it.each(commands.map((command) => ({ name: command.constructor.name, command })))(
    "is a right $name",
    async ({ command }) => {
      // The overloads of `send` take one command each.
      const answer = await client.send(command as ConverseCommand);
      expect(answer.$metadata.httpStatusCode).toBe(200);
    },
  );

  it("is what one of the formats accepts that a hidden model may have", async () => {
    const hidden = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdef123456";
    // Of the chat formats one allows a limit of 0 tokens.
    const send = (content: unknown): Promise<unknown> => {
      const body = JSON.stringify({ messages: [{ role: "user", content }], max_tokens: 0 });
      return client.send(new InvokeModelCommand({ modelId: hidden, body }));
    };
    handle.mockClear();
    await send("Hi").catch(() => undefined);
    expect(handle).toHaveBeenCalledOnce();
    await expect(send(7)).rejects.toThrow("content");
  });

  it("is what the specs do not describe", async () => {
    const unknown = new InvokeModelCommand({ modelId: "acme.model-v1", body: JSON.stringify({ anything: 1 }) });
    handle.mockClear();
    await client.send(unknown).catch(() => undefined);
    expect(handle).toHaveBeenCalledOnce();
  });
});

describe("what is refused", () => {
  const text = JSON.stringify({ max_tokens: 10, messages: [{ role: "user", content: "Hello" }] });
  const cases = [
    {
      name: "an image whose type is none",
      command: new ConverseCommand({
        modelId,
        // The types refuse it too; JavaScript does not.
        messages: [{ role: "user", content: [{ image: { format: "bmp" as "png", source: { bytes: PNG } } }] }],
      }),
      pointer: "/messages/0/content/0/image/format",
    },
    {
      name: "a number out of its range",
      command: new ConverseStreamCommand({ modelId, messages, inferenceConfig: { temperature: 7 } }),
      pointer: "/inferenceConfig/temperature",
    },
    {
      name: "a role of no one",
      command: new ConverseCommand({ modelId, messages: [{ role: "robot" as "user", content: [{ text: "Hello" }] }] }),
      pointer: "/messages/0/role",
    },
    {
      name: "a body that breaks its format",
      command: new InvokeModelCommand({ modelId, body: text }),
      pointer: "/anthropic_version",
    },
    {
      name: "a streamed body that is not valid JSON",
      command: new InvokeModelWithResponseStreamCommand({ modelId, body: "{" }),
      pointer: "",
    },
    {
      name: "a guardrail without content",
      command: new ApplyGuardrailCommand({
        guardrailIdentifier: "gr1234567890",
        guardrailVersion: "1",
        source: "INPUT",
        content: undefined,
      }),
      pointer: "/content",
    },
    {
      name: "an invocation without its bucket",
      command: new StartAsyncInvokeCommand({ modelId, modelInput: {}, outputDataConfig: undefined }),
      pointer: "/outputDataConfig",
    },
  ];
  it.each(cases)("is $name", async ({ command, pointer }) => {
    handle.mockClear();
    const sent = client.send(command as ConverseCommand);
    await expect(sent).rejects.toMatchObject({ code: "InvalidRequest", issues: [{ pointer: expect.any(String) }] });
    const error = await sent.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ issues: expect.arrayContaining([expect.objectContaining({ pointer })]) });
    expect(handle).not.toHaveBeenCalled();
  });
});
