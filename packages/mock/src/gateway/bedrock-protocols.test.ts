import Anthropic from "@anthropic-ai/sdk";
import OpenAI, { BedrockOpenAI } from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examplesOf } from "../examples/read-examples.ts";
import { type Mock, startMock } from "../start-mock.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret-of-the-test" };
const bearerToken = "key-of-the-test";
let mock: Mock;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0, credentials, bearerToken });
  openai = new OpenAI({ baseURL: `${mock.url}/openai/v1`, apiKey: bearerToken, maxRetries: 0 });
  anthropic = new Anthropic({ baseURL: `${mock.url}/anthropic`, apiKey: bearerToken, maxRetries: 0 });
});
afterAll(() => mock.close());

const model = "openai.gpt-5.6-terra";
const claude = "anthropic.claude-opus-4-8";
const weather = {
  type: "function",
  name: "weather",
  description: "Tells the weather.",
  parameters: {
    type: "object",
    properties: { city: { type: "string", minLength: 3 } },
    required: ["city"],
    additionalProperties: false,
  },
  strict: true,
} as const;
const invoice = {
  type: "object",
  properties: { code: { type: "string", pattern: "^[A-Z]{3}$" } },
  required: ["code"],
  additionalProperties: false,
};

describe("the OpenAI SDK, Responses", () => {
  test("creates a response in text, and reads, continues and deletes it", async () => {
    const response = await openai.responses.create({ model, input: "Which way is north?", metadata: { ticket: "7" } });
    expect(response).toMatchObject({ model, status: "completed", metadata: { ticket: "7" } });
    expect(response.output_text).toMatch(/\w/);
    expect(response.usage?.total_tokens).toBe(
      (response.usage?.input_tokens ?? 0) + (response.usage?.output_tokens ?? 0),
    );
    expect(await openai.responses.retrieve(response.id)).toMatchObject({ id: response.id, output: response.output });
    const next = await openai.responses.create({ model, input: "And south?", previous_response_id: response.id });
    expect(next).toMatchObject({ previous_response_id: response.id });
    await openai.responses.delete(response.id);
    await expect(openai.responses.retrieve(response.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    const gone = openai.responses.create({ model, input: "East?", previous_response_id: response.id });
    await expect(gone).rejects.toMatchObject({ status: 404, message: expect.stringContaining(response.id) });
  });

  test.each([false, true])(
    "calls a tool with free input, and goes on with its result, streamed: %s",
    async (isStreamed) => {
      const custom = ["shell", "query"].map((name) => ({ type: "custom" as const, name }));
      const asked = {
        model,
        input: "List them.",
        tools: custom,
        tool_choice: { type: "custom" as const, name: "query" },
      };
      const { output, status } = isStreamed
        ? await openai.responses.stream(asked).finalResponse()
        : await openai.responses.create(asked);
      expect([status, output]).toMatchObject(["completed", [{ type: "custom_tool_call", name: "query" }]]);
      const [call] = output;
      expect(call?.type === "custom_tool_call" && call.input).toMatch(/\w/);
      const after = await openai.responses.create({
        model,
        tools: custom,
        input: [
          { role: "user", content: "List them." },
          ...(output as OpenAI.Responses.ResponseInputItem[]),
          { type: "custom_tool_call_output", call_id: (call as { call_id: string }).call_id, output: "a, b" },
        ],
      });
      expect(after.output).toMatchObject([{ type: "message" }]);
      expect((await openai.responses.create({ ...asked, tool_choice: "none" })).output).toMatchObject([
        { type: "message" },
      ]);
      const allowed = { type: "allowed_tools" as const, mode: "required" as const, tools: [custom[1] ?? {}] };
      expect((await openai.responses.create({ ...asked, tool_choice: allowed })).output).toMatchObject([
        { type: "custom_tool_call", name: "query" },
      ]);
    },
  );

  test("has by default what a request does not set", async () => {
    const response = await openai.responses.create({ model, input: "Say hello." });
    expect(response).toMatchObject({ background: false, store: true, previous_response_id: null, tools: [] });
  });

  test.each([false, true])("tells of its reasoning what the request asks for, streamed: %s", async (isStreamed) => {
    const asked = {
      model,
      input: "Say hello.",
      reasoning: { effort: "low" as const, summary: "auto" as const },
      include: ["reasoning.encrypted_content" as const],
    };
    const { output, usage } = isStreamed
      ? await openai.responses.stream(asked).finalResponse()
      : await openai.responses.create(asked);
    expect(usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(5);
    expect(output[0]).toMatchObject({
      type: "reasoning",
      encrypted_content: expect.any(String),
      summary: [{ type: "summary_text", text: expect.any(String) }],
    });
    const { output: plain } = await openai.responses.create({ ...asked, include: [], reasoning: { effort: "low" } });
    expect(plain[0]).toMatchObject({ type: "reasoning", summary: [] });
    expect(plain[0]).not.toHaveProperty("encrypted_content");
  });

  test("keeps nothing that is not to be stored", async () => {
    const { id } = await openai.responses.create({ model, input: "Say hello.", store: false });
    await expect(openai.responses.retrieve(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  test("parses what a schema admits", async () => {
    const { output_parsed: parsed } = await openai.responses.parse({
      model,
      input: "Which airport?",
      text: { format: { type: "json_schema", name: "airport", schema: invoice, strict: true } },
    });
    expect(parsed).toEqual({ code: expect.stringMatching(/^[A-Z]{3}$/) });
  });

  test.each([false, true])("calls a function with arguments that it admits, streamed: %s", async (isStreamed) => {
    const request = { model, input: "Is it warm?", tools: [weather], tool_choice: "required" as const };
    const { output } = isStreamed
      ? await openai.responses.stream(request).finalResponse()
      : await openai.responses.create(request);
    expect(output).toMatchObject([{ type: "function_call", name: "weather" }]);
    const [call] = output;
    expect(call?.type === "function_call" && JSON.parse(call.arguments).city.length).toBeGreaterThanOrEqual(3);
    const answered = await openai.responses.create({
      model,
      tools: [weather],
      input: [
        { role: "user", content: "Is it warm?" },
        ...(output as OpenAI.Responses.ResponseInputItem[]),
        { type: "function_call_output", call_id: call?.type === "function_call" ? call.call_id : "", output: "Yes" },
      ],
    });
    expect(answered.output).toMatchObject([{ type: "message", status: "completed" }]);
  });

  test("streams events in their order, which make up the response", async () => {
    const names: string[] = [];
    const numbers: number[] = [];
    let text = "";
    const stream = openai.responses.stream({ model, input: "Tell me of the sea.", reasoning: { effort: "low" } });
    for await (const event of stream) {
      names.push(event.type);
      numbers.push(event.sequence_number);
      text += event.type === "response.output_text.delta" ? event.delta : "";
    }
    const response = await stream.finalResponse();
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect(names[0]).toBe("response.created");
    expect(names.at(-1)).toBe("response.completed");
    expect(text).toBe(response.output_text);
    expect(response.output.map(({ type }) => type)).toEqual(["reasoning", "message"]);
    expect((await openai.responses.retrieve(response.id)).output_text).toBe(text);
  });

  test("says where the limit ended a response", async () => {
    const response = await openai.responses.create({ model, input: "Tell me of the sea.", max_output_tokens: 3 });
    expect(response).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
    expect(response.usage?.output_tokens).toBe(3);
  });

  test("makes a response in the background, by the mock's clock", async () => {
    const { id, status, output } = await openai.responses.create({ model, input: "Write a sonnet.", background: true });
    expect({ status, output }).toEqual({ status: "queued", output: [] });
    expect((await openai.responses.retrieve(id)).status).toBe("in_progress");
    mock.clock.advance(1_000);
    expect(await openai.responses.retrieve(id)).toMatchObject({ status: "completed", output: [{ type: "message" }] });
  });

  test.each(examplesOf("responses", "CreateResponse").filter(({ status, mediaType }) => status < 400 && !mediaType))(
    "understands the response of $name",
    async ({ body, response }) => {
      const given = await openai.responses.create(body as OpenAI.Responses.ResponseCreateParamsNonStreaming);
      expect(given.output.map(({ type }) => type)).toEqual(
        Object(response).output.map(({ type }: { type: string }) => type),
      );
    },
  );
});

describe("the OpenAI SDK, errors", () => {
  test.each([
    ["/v1", model, "responses"],
    ["/openai/v1", "openai.gpt-oss-120b", "responses"],
    ["/v1", "xai.grok-4.3", "chat/completions"],
  ])("%s does not serve %s for %s", async (path, name, operation) => {
    const client = new OpenAI({ baseURL: `${mock.url}${path}`, apiKey: bearerToken, maxRetries: 0 });
    const asked =
      operation === "responses"
        ? client.responses.create({ model: name, input: "Hello" })
        : client.chat.completions.create({ model: name, messages: [{ role: "user", content: "Hello" }] });
    await expect(asked).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining(`model \`${name}\` isn't supported on this route`),
    });
  });

  test.each([
    ["/v1", "openai.gpt-oss-120b"],
    ["/openai/v1", "openai.gpt-oss-20b-1:0"],
  ])("%s serves chats of %s", async (path, name) => {
    const client = new OpenAI({ baseURL: `${mock.url}${path}`, apiKey: bearerToken, maxRetries: 0 });
    const { choices } = await client.chat.completions.create({
      model: name,
      messages: [{ role: "user", content: "Hello" }],
    });
    expect(choices[0]?.message.content).toMatch(/\w/);
    expect((await client.models.list()).data).not.toEqual([]);
  });

  test("a wrong key, and none, are refused in OpenAI's shape", async () => {
    const wrong = new OpenAI({ baseURL: `${mock.url}/openai/v1`, apiKey: "another-key", maxRetries: 0 });
    await expect(wrong.responses.create({ model, input: "Hello" })).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    const none = await fetch(`${mock.url}/openai/v1/responses`, { method: "POST", body: "{}" });
    expect(none.status).toBe(401);
    expect(await none.json()).toMatchObject({ error: { message: expect.any(String) } });
  });

  test("a request that breaks a rule names the member, an unknown path is not found", async () => {
    const hot = openai.responses.create({ model, input: "Hello", temperature: 3 });
    await expect(hot).rejects.toMatchObject({ status: 400, param: "temperature", type: "invalid_request_error" });
    const authorization = `Bearer ${bearerToken}`;
    const nowhere = await fetch(`${mock.url}/openai/v1/nowhere`, { headers: { authorization } });
    expect(nowhere.status).toBe(404);
  });

  test.each([undefined, "/v1"])("answers as AWS what AWS has below /v1, with the gateway at %s", async (path) => {
    await using own = await startMock({ credentials, bearerToken, gatewayBasePath: path });
    const url = `${own.url}/v1/data_retention/storage/anthropic`;
    const refused = await fetch(url);
    expect(refused.status).toBe(403);
    expect(refused.headers.get("x-amzn-errortype")).toContain("MissingAuthenticationTokenException");
    const found = await fetch(url, { headers: { authorization: `Bearer ${bearerToken}` } });
    expect(await found.json()).toMatchObject({ modelProvider: "anthropic" });
    expect((await fetch(`${own.url}/v1/models`, { method: "GET" })).headers.has("x-amzn-errortype")).toBe(false);
  });

  test("an error that a test sets comes before the stream, and inside it", async () => {
    const matcher = { operation: "CreateResponse" } as const;
    mock.respond({ matcher, error: { type: "server_error", message: "Down" }, status: 503, once: true });
    await expect(openai.responses.create({ model, input: "Hello" })).rejects.toMatchObject({ status: 503 });
    mock.respond({ matcher, chunks: [], error: { type: "server_error", message: "Too much", after: 0 }, once: true });
    const stream = await openai.responses.create({ model, input: "Hello", stream: true });
    const events: unknown[] = [];
    await (async () => {
      for await (const event of stream) {
        events.push(event);
      }
    })().catch((error: unknown) => events.push(error));
    expect(JSON.stringify(events) + String(events.at(-1))).toContain("Too much");
  });
});

describe("the client of Bedrock in the OpenAI SDK", () => {
  test("creates responses with a key of Bedrock", async () => {
    const client = new BedrockOpenAI({ baseURL: `${mock.url}/openai/v1`, apiKey: bearerToken, maxRetries: 0 });
    const response = await client.responses.create({ model, input: "Hello" });
    expect(response.status).toBe("completed");
  });
});

describe("the Anthropic SDK", () => {
  const ask = { model: claude, max_tokens: 100, messages: [{ role: "user" as const, content: "Which way is north?" }] };

  test("creates a message, whole and streamed", async () => {
    const message = await anthropic.messages.create(ask);
    expect(message).toMatchObject({ type: "message", role: "assistant", stop_reason: "end_turn" });
    const streamed = await anthropic.messages.stream(ask).finalMessage();
    expect(streamed.content).toEqual(message.content);
    expect(streamed.usage.output_tokens).toBe(message.usage.output_tokens);
  });

  test("calls a tool with input that it admits", async () => {
    const tool = { name: "weather", input_schema: weather.parameters as unknown as Anthropic.Tool.InputSchema };
    const { content, stop_reason } = await anthropic.messages
      .stream({ ...ask, tools: [tool], tool_choice: { type: "any" } })
      .finalMessage();
    expect(stop_reason).toBe("tool_use");
    expect(content).toMatchObject([{ type: "tool_use", name: "weather", input: { city: expect.any(String) } }]);
  });

  test("reads what it has written to the cache, whole and streamed", async () => {
    const text = "You are a guide of the mountains, and know each of them by its name.";
    const system = [{ type: "text" as const, text, cache_control: { type: "ephemeral" as const } }];
    const { usage: first } = await anthropic.messages.create({ ...ask, system });
    const { usage: second } = await anthropic.messages.stream({ ...ask, system }).finalMessage();
    const written = first.cache_creation_input_tokens ?? 0;
    expect(written).toBeGreaterThan(0);
    expect(first.cache_read_input_tokens).toBe(0);
    expect(second).toMatchObject({ cache_read_input_tokens: written, cache_creation_input_tokens: 0 });
    expect(second.input_tokens).toBe(first.input_tokens);
  });

  test("caches all of a request that is marked as a whole", async () => {
    const marked = { ...ask, cache_control: { type: "ephemeral" as const, ttl: "1h" as const } };
    const { usage: first } = await anthropic.messages.create(marked);
    const written = first.cache_creation_input_tokens ?? 0;
    expect([first.input_tokens, written > 0]).toEqual([0, true]);
    expect(first.cache_creation?.ephemeral_1h_input_tokens).toBe(written);
    const { usage: second } = await anthropic.messages.create(marked);
    expect(second).toMatchObject({ cache_read_input_tokens: written, cache_creation_input_tokens: 0 });
  });

  test("counts tokens", async () => {
    const { input_tokens: few } = await anthropic.messages.countTokens({ model: claude, messages: ask.messages });
    const system = "You are a guide of the mountains, and know each of them by its name.";
    const { input_tokens: more } = await anthropic.messages.countTokens({
      model: claude,
      messages: ask.messages,
      system,
    });
    expect(few).toBeGreaterThan(0);
    expect(more).toBeGreaterThan(few);
  });

  test("is refused in Anthropic's shape", async () => {
    const wrong = new Anthropic({ baseURL: `${mock.url}/anthropic`, apiKey: "another-key", maxRetries: 0 });
    await expect(wrong.messages.create(ask)).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    const endless = anthropic.messages.create({ ...ask, max_tokens: undefined as unknown as number });
    await expect(endless).rejects.toMatchObject({
      status: 400,
      error: { error: { type: "invalid_request_error", message: "max_tokens: Field required" } },
    });
    const versionless = await fetch(`${mock.url}/anthropic/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": bearerToken, "content-type": "application/json" },
      body: JSON.stringify(ask),
    });
    expect(await versionless.json()).toMatchObject({
      type: "error",
      error: { message: expect.stringContaining("anthropic-version") },
    });
  });

  test("hears of an error inside a stream", async () => {
    mock.respond({
      matcher: { operation: "CreateMessage" },
      chunks: [],
      error: { type: "overloaded_error", message: "Too much", after: 0 },
      once: true,
    });
    await expect(anthropic.messages.stream(ask).finalMessage()).rejects.toThrow(/Too much/);
  });
});
