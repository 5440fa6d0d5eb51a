import { AnthropicBedrock, AnthropicBedrockMantle } from "@anthropic-ai/bedrock-sdk";
import { readExamples, startMock } from "@bedrock-contract/mock";
import { afterAll, beforeEach, describe, expect, test } from "vitest";

const MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const mock = await startMock({ credentials, chunkDelayMs: 0 });
const { messages, post } = client();

function client() {
  const anthropic = new AnthropicBedrock({
    baseURL: mock.url,
    awsRegion: "us-east-1",
    awsAccessKey: credentials.accessKeyId,
    awsSecretKey: credentials.secretAccessKey,
    maxRetries: 0,
  });
  return { messages: anthropic.messages, post: anthropic.post.bind(anthropic) };
}

beforeEach(() => mock.reset());
afterAll(() => mock.close());

type Request = Omit<Parameters<typeof messages.stream>[0], "stream" | "output_config">;

const ASKED: Request = {
  model: MODEL,
  max_tokens: 2_048,
  messages: [{ role: "user", content: "Which tide is it in Brest?" }],
};
const TOOLS: Request["tools"] = [
  {
    name: "tide",
    description: "The tide at a port.",
    input_schema: { type: "object", properties: { port: { type: "string", minLength: 3 } }, required: ["port"] },
  },
];
const THINKING: Request["thinking"] = { type: "enabled", budget_tokens: 1_024 };

describe("@anthropic-ai/bedrock-sdk", () => {
  test("gets a message, and the same one streamed", async () => {
    const { content, stop_reason, usage } = await messages.create(ASKED);
    const pieces: string[] = [];
    const stream = messages.stream(ASKED).on("text", (piece) => pieces.push(piece));

    expect(stop_reason).toBe("end_turn");
    expect(await stream.finalMessage()).toMatchObject({ content, stop_reason, usage });
    expect(pieces.length).toBeGreaterThan(3);
    expect(content).toEqual([expect.objectContaining({ type: "text", text: pieces.join("") })]);
  });

  test("holds a conversation with a tool, thinking and an image", async () => {
    const turns: Request["messages"] = [
      {
        role: "user",
        content: [
          { type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL } },
          { type: "text", text: "Which tide is it here?" },
        ],
      },
    ];
    const request = { ...ASKED, tools: TOOLS, thinking: THINKING, messages: turns };
    const { content, stop_reason } = await messages.create(request);
    const call = content.find((block) => block.type === "tool_use");
    expect(content.map(({ type }) => type)).toEqual(["thinking", "tool_use"]);
    expect(stop_reason).toBe("tool_use");
    expect(call).toMatchObject({ name: "tide", input: { port: expect.stringMatching(/.../) } });

    turns.push(
      { role: "assistant", content },
      { role: "user", content: [{ type: "tool_result", tool_use_id: call?.id ?? "", content: "Low." }] },
    );
    const after = await messages.stream(request).finalMessage();
    expect(after.content.map(({ type }) => type)).toEqual(["thinking", "text"]);
    expect(after.stop_reason).toBe("end_turn");
  });

  test("streams the input of a tool and the signature of thinking", async () => {
    const inputs: unknown[] = [];
    const stream = messages.stream({ ...ASKED, tools: TOOLS, thinking: THINKING });
    stream.on("inputJson", (_, whole) => inputs.push(whole));
    const [thought, call] = (await stream.finalMessage()).content;

    expect(thought).toMatchObject({ type: "thinking", signature: expect.stringMatching(/./) });
    expect(call).toMatchObject({ type: "tool_use", input: inputs.at(-1) });
  });

  test("gets what a schema admits", async () => {
    const schema = { type: "object", properties: { nights: { type: "integer" } }, required: ["nights"] };
    const { content } = await messages.create({
      ...ASKED,
      output_config: { format: { type: "json_schema", schema } },
    });
    const [block] = content;
    expect(JSON.parse(block?.type === "text" ? block.text : "")).toEqual({ nights: expect.any(Number) });
  });

  test("reads citations and counts of the cache", async () => {
    const content = [
      {
        type: "document" as const,
        source: { type: "text" as const, media_type: "text/plain" as const, data: "It is low. It rises." },
        citations: { enabled: true },
        cache_control: { type: "ephemeral" as const },
      },
      { type: "text" as const, text: "Which tide is it?" },
    ];
    const request = { ...ASKED, messages: [{ role: "user" as const, content }] };
    const written = await messages.create(request);
    const read = await messages.stream(request).finalMessage();

    expect(written.content[0]).toMatchObject({ citations: [{ type: "char_location", cited_text: "It is low. " }] });
    expect(read.content).toEqual(written.content);
    expect(written.usage).toMatchObject({ cache_read_input_tokens: 0, cache_creation_input_tokens: 7 });
    expect(read.usage).toMatchObject({ cache_read_input_tokens: 7, cache_creation_input_tokens: 0 });
  });

  test("throws what the mock refuses, before a stream and inside it", async () => {
    await expect(messages.create({ ...ASKED, max_tokens: 0 })).rejects.toMatchObject({ status: 400 });
    await expect(messages.stream({ ...ASKED, max_tokens: 0 }).finalMessage()).rejects.toMatchObject({ status: 400 });
    mock.respond({ error: { type: "ThrottlingException", message: "Slow down.", after: 2 } });
    await expect(messages.stream(ASKED).finalMessage()).rejects.toThrow("Slow down.");
  });

  test("counts tokens by the operation of Bedrock, for which it has no method of its own", async () => {
    const body = Buffer.from(
      JSON.stringify({ anthropic_version: "bedrock-2023-05-31", max_tokens: 9, messages: ASKED.messages }),
    ).toString("base64");
    const counted = await post(`/model/${MODEL}/count-tokens`, { body: { input: { invokeModel: { body } } } });
    expect(counted).toEqual({ inputTokens: (await messages.create(ASKED)).usage.input_tokens });
  });

  // Its `post` takes any body, and reads the stream of any format the same way.
  test("reads a stream of another format", async () => {
    const example = readExamples().find(
      ({ api, operation, status }) =>
        api === "claude-text-completion" && operation === "InvokeModelWithResponseStream" && status === 200,
    );
    const path = `/model/${example?.parameters.modelId}/invoke-with-response-stream`;
    const stream = await post<AsyncIterable<unknown>>(path, { body: example?.body, stream: true });
    let completion = "";
    for await (const chunk of stream) {
      expect(chunk).toMatchObject({ completion: expect.any(String) });
      completion += (chunk as { completion: string }).completion; // Checked one line above.
    }
    expect(completion).not.toBe("");
  });
});

test("the same SDK signs for bedrock-mantle", async () => {
  const options = {
    baseURL: `${mock.url}/anthropic`,
    awsRegion: "us-east-1",
    awsAccessKey: credentials.accessKeyId,
    maxRetries: 0,
  };
  const ask = { ...ASKED, model: "anthropic.claude-opus-4-8", stream: false } as const;
  const ours = new AnthropicBedrockMantle({ ...options, awsSecretAccessKey: credentials.secretAccessKey });
  expect((await ours.messages.create(ask)).stop_reason).toBe("end_turn");
  const stranger = new AnthropicBedrockMantle({ ...options, awsSecretAccessKey: "another-secret" });
  await expect(stranger.messages.create(ask)).rejects.toMatchObject({ status: 401 });
});
