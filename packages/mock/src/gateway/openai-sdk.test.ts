import OpenAI from "openai";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MockExample } from "../example.ts";
import { examplesOfApi } from "../examples/read-examples.ts";
import { type Mock, startMock } from "../start-mock.ts";

let mock: Mock;
let client: OpenAI;

beforeEach(async () => {
  mock = await startMock({ chunkDelayMs: 0, apiKey: "key-of-the-test" });
  client = new OpenAI({ baseURL: mock.gatewayUrl, apiKey: "key-of-the-test", maxRetries: 0 });
});
afterEach(() => mock.close());

const model = "anthropic.claude-3-sonnet-20240229-v1:0";
const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "Which way is north?" }];
const successes = examplesOfApi("gateway").filter(({ status, name }) => status < 400 && !/-error$/.test(name));

function ofOperation(operation: string, isStream = false): readonly MockExample[] {
  return successes.filter(
    (example) => example.operation === operation && (example.mediaType !== undefined) === isStream,
  );
}

describe("the OpenAI SDK", () => {
  test("lists the models and finds each of them", async () => {
    const { data } = await client.models.list();
    expect(data.length).toBeGreaterThan(1);
    for (const { id } of data) {
      expect(await client.models.retrieve(id)).toMatchObject({ id, object: "model" });
    }
  });

  test.each(ofOperation("GetModel"))("gets the model of $name", async ({ parameters }) => {
    expect(await client.models.retrieve(String(parameters.id))).toMatchObject({ id: parameters.id });
  });

  test.each(ofOperation("CreateChatCompletion"))("completes the chat $name", async ({ body }) => {
    const completion = await client.chat.completions.create(body as OpenAI.ChatCompletionCreateParamsNonStreaming);
    const choices = Array.from({ length: Number(Object(body).n ?? 1) }, () => ({ message: { role: "assistant" } }));
    expect(completion).toMatchObject({ object: "chat.completion", choices });
  });

  test.each(ofOperation("CreateChatCompletion", true))("streams the chat $name", async ({ body }) => {
    const stream = client.chat.completions.stream(body as OpenAI.ChatCompletionCreateParamsStreaming);
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]?.message.content || choices[0]?.message.tool_calls).toBeTruthy();
  });

  test.each(ofOperation("CreateEmbedding"))("embeds $name, decoded from base64", async ({ body }) => {
    const { data } = await client.embeddings.create(body as OpenAI.EmbeddingCreateParams);
    expect(data[0]?.embedding.length ?? 0).toBeGreaterThan(0);
  });
});

describe("beyond the examples", () => {
  test("a chat is answered in text, by the model that was asked", async () => {
    const { choices, usage, ...rest } = await client.chat.completions.create({
      model: "my.model-v1:0",
      messages,
    });
    expect(rest.model).toBe("my.model-v1:0");
    expect(choices).toMatchObject([{ message: { content: expect.stringMatching(/\w/) }, finish_reason: "stop" }]);
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });

  test("a schema gets JSON that it admits", async () => {
    const schema = {
      type: "object",
      properties: { code: { type: "string", pattern: "^[A-Z]{3}$" } },
      required: ["code"],
    };
    const { choices } = await client.chat.completions.create({
      model,
      messages,
      response_format: { type: "json_schema", json_schema: { name: "airport", schema } },
    });
    expect(JSON.parse(choices[0]?.message.content ?? "")).toEqual({ code: expect.stringMatching(/^[A-Z]{3}$/) });
  });

  const tool: OpenAI.ChatCompletionTool = {
    type: "function",
    function: {
      name: "book",
      parameters: { type: "object", properties: { seats: { type: "integer", minimum: 1 } }, required: ["seats"] },
    },
  };

  test.each([false, true])("a tool is called with arguments that it admits, streamed: %s", async (stream) => {
    const request = { model, messages, tools: [tool], tool_choice: "required" as const };
    const { choices } = stream
      ? await client.chat.completions.stream(request).finalChatCompletion()
      : await client.chat.completions.create(request);
    expect(choices[0]?.finish_reason).toBe("tool_calls");
    const [call] = choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ type: "function", function: { name: "book" } });
    expect(call?.type === "function" && JSON.parse(call.function.arguments).seats).toBeGreaterThan(0);
  });

  test("a tool with free input is called with a text, beside those with a schema", async () => {
    const tools = [...["shell", "query"].map((name) => ({ type: "custom" as const, custom: { name } })), tool];
    const request = { model, messages, tools };
    const ask = async (more: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>) =>
      (await client.chat.completions.create({ ...request, ...more })).choices[0]?.message;
    const named = await ask({ tool_choice: { type: "custom", custom: { name: "query" } } });
    expect(named?.tool_calls).toEqual([
      { id: expect.any(String), type: "custom", custom: { name: "query", input: expect.stringMatching(/\w/) } },
    ]);
    const all = { tool_choice: "required", parallel_tool_calls: true } as const;
    const free = { type: "custom", custom: { input: expect.any(String) } };
    const whole = await ask(all);
    expect(whole?.tool_calls).toMatchObject([free, free, { type: "function", function: { name: "book" } }]);
    const calls: Record<string, unknown>[] = [];
    for await (const { choices } of await client.chat.completions.create({ ...request, ...all, stream: true })) {
      for (const { index, ...piece } of choices[0]?.delta.tool_calls ?? []) {
        calls[index] ??= piece;
        const { custom } = piece as { custom?: { input: string } }; // The SDK streams what it has no type for.
        const joined = calls[index].custom as { input: string } | undefined; // As above.
        if (joined !== undefined && custom !== undefined && calls[index] !== piece) joined.input += custom.input;
      }
    }
    expect(calls.slice(0, 2)).toEqual(whole?.tool_calls?.slice(0, 2));
    const allowed = { mode: "required" as const, tools: [{ type: "custom", custom: { name: "query" } }] };
    const restricted = await ask({ ...all, tool_choice: { type: "allowed_tools", allowed_tools: allowed } });
    expect(restricted?.tool_calls).toMatchObject([{ custom: { name: "query" } }]);
    const told = { role: "tool" as const, tool_call_id: named?.tool_calls?.[0]?.id ?? "", content: "a, b" };
    expect(await ask({ messages: [...messages, named as OpenAI.ChatCompletionMessage, told] })).toMatchObject({
      content: expect.stringMatching(/\w/),
    });
  });

  test("reasoning comes where it is asked for, and not else", async () => {
    const asked = { model, messages, max_completion_tokens: 4096, reasoning_effort: "low" } as const;
    const reasoned = await client.chat.completions.create(asked);
    expect(reasoned.choices[0]?.message).toMatchObject({ reasoning_content: expect.stringMatching(/\w/) });
    const plain = await client.chat.completions.create({ model, messages });
    expect(plain.choices[0]?.message).not.toHaveProperty("reasoning_content");
    const deltas = [];
    for await (const { choices } of await client.chat.completions.create({
      ...asked,
      messages,
      stream: true,
    })) {
      deltas.push(...choices.map(({ delta }) => Object.keys(delta)));
    }
    const [first, last] = [
      deltas.findIndex((names) => names.includes("reasoning_content")),
      deltas.findLastIndex((names) => names.includes("content")),
    ];
    expect(first).toBeGreaterThanOrEqual(0);
    expect(last).toBeGreaterThan(first);
  });

  test("token counts of a stream come last, and only where they are asked for", async () => {
    const usages = async (options?: OpenAI.ChatCompletionStreamOptions) => {
      const request = {
        model,
        messages,
        stream: true,
        ...(options && { stream_options: options }),
      } as const;
      const found: unknown[] = [];
      for await (const { usage } of await client.chat.completions.create(request)) {
        found.push(usage ?? null);
      }
      return found;
    };
    const asked = await usages({ include_usage: true });
    expect(asked.at(-1)).toMatchObject({ total_tokens: expect.any(Number) });
    expect(asked.slice(0, -1).every((usage) => usage === null)).toBe(true);
    expect((await usages()).every((usage) => usage === null)).toBe(true);
  });

  test.each([undefined, 7])(
    "an embedding has %s numbers, the same for the same text, of length 1",
    async (dimensions) => {
      const request = { model, input: ["one", "two", "one"], ...(dimensions && { dimensions }) };
      const [one, two, again] = (await client.embeddings.create(request)).data.map(({ embedding }) => embedding);
      expect(one).toHaveLength(dimensions ?? 1024);
      expect(again).toEqual(one);
      expect(two).not.toEqual(one);
      expect(Math.hypot(...(one ?? []))).toBeCloseTo(1, 4);
      const floats = await client.embeddings.create({ ...request, encoding_format: "float" });
      expect(floats.data[0]?.embedding).toEqual(one);
    },
  );
});

describe("errors", () => {
  test("a wrong key, and none, are refused with 401", async () => {
    const wrong = new OpenAI({ baseURL: mock.gatewayUrl, apiKey: "another-key", maxRetries: 0 });
    await expect(wrong.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    const response = await fetch(`${mock.gatewayUrl}/models`);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(response.headers.get("x-amzn-errortype")).toBeNull();
  });

  test("any key will do where none is set", async () => {
    await using anyone = await startMock();
    const open = new OpenAI({ baseURL: anyone.gatewayUrl, apiKey: "whatever", maxRetries: 0 });
    expect((await open.models.list()).data).not.toEqual([]);
  });

  test("an unknown model is not found", async () => {
    await expect(client.models.retrieve("no-such-model")).rejects.toThrow(/no-such-model/);
    await expect(client.models.retrieve("no-such-model")).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    const request = { model: "no-such-model", messages };
    await expect(client.chat.completions.create(request)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  test("a request that breaks a rule names the member", async () => {
    const request = client.chat.completions.create({ model, messages, temperature: 3 });
    await expect(request).rejects.toMatchObject({ status: 400, param: "temperature", type: "invalid_request_error" });
    const deep = client.chat.completions.create({ model, messages: [{ role: "robot" as "user", content: "Hello" }] });
    await expect(deep).rejects.toMatchObject({ param: "messages[0].role" });
    const reasoning = client.chat.completions.create({ model, messages, reasoning_effort: "low" });
    await expect(reasoning).rejects.toMatchObject({ status: 400, param: "max_completion_tokens" });
  });

  test.each([
    ["GET", "/nowhere", 404],
    ["DELETE", "/models", 405],
    ["POST", "/chat/completions", 400],
  ])("%s %s has no answer of AWS but %i", async (method, path, status) => {
    const headers = { authorization: "Bearer key-of-the-test", "content-type": "application/json" };
    const response = await fetch(`${mock.gatewayUrl}${path}`, {
      method,
      headers,
      ...(method === "POST" && { body: "{" }),
    });
    expect(response.status).toBe(status);
    expect(response.headers.get("x-amzn-requestid")).toBeNull();
    expect(Object.keys(Object(await response.json()))[0]).toMatch(/^(?:detail|error)$/);
  });

  test("asked for by Prefer come before the stream and inside it", async () => {
    const body = { model, messages, stream: true } as const;
    const prefer = (value: string) => ({ headers: { prefer: value } });
    const before = client.chat.completions.create(body, prefer("code=429, example=throttled"));
    await expect(before).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    const stream = await client.chat.completions.create(body, prefer("stream-exception=overloaded, after=2"));
    const received: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of stream) {
        received.push(chunk);
      }
    })();
    await expect(reading).rejects.toThrow(/overloaded/);
    expect(received).toHaveLength(2);
  });
});

describe("answers that a test sets", () => {
  test("stand for chats, and for streams", async () => {
    const choice = { index: 0, message: { role: "assistant", content: "Mine." }, finish_reason: "stop" };
    const common = { id: "1", created: 1, model };
    mock.respond({
      matcher: { operation: "CreateChatCompletion" },
      body: { ...common, object: "chat.completion", choices: [choice] },
    });
    const chunk = {
      ...common,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta: { role: "assistant", content: "Mi" }, finish_reason: null }],
    };
    mock.respond({
      chunks: [chunk],
      error: { type: "overloaded", message: "Too much", after: 1 },
      once: true,
      matcher: { operation: "CreateChatCompletion" },
    });
    const whole = await client.chat.completions.create({ model, messages });
    expect(whole.choices[0]?.message.content).toBe("Mine.");
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    const texts: unknown[] = [];
    await expect(async () => {
      for await (const { choices } of stream) {
        texts.push(choices[0]?.delta.content);
      }
    }).rejects.toThrow("Too much");
    expect(texts).toEqual(["Mi"]);
    expect(mock.requests).toMatchObject([
      { operation: "CreateChatCompletion", body: { model, messages } },
      { operation: "CreateChatCompletion", body: { stream: true } },
    ]);
    expect(mock.requests[0]?.headers.authorization).toBe("[redacted]");
  });

  test("an error has the status that it is given", async () => {
    mock.respond({
      matcher: { operation: "ListModels" },
      error: { type: "server_error", message: "Down" },
      status: 503,
    });
    await expect(client.models.list()).rejects.toMatchObject({ status: 503, type: "server_error" });
    expect(() => mock.respond({ matcher: { operation: "ListModels" }, error: "server_error" })).toThrow(/status/);
    expect(() => mock.respond({ matcher: { operation: "ListModels" }, chunks: [] })).toThrow(/stream/);
  });
});

test("the gateway is where the option puts it, and nowhere else", async () => {
  const moved = await startMock({ gatewayBasePath: "v1/" });
  try {
    expect(moved.gatewayUrl).toBe(`${moved.url}/v1`);
    expect((await fetch(`${moved.url}/v1/models`)).status).toBe(200);
    expect((await fetch(`${moved.url}/api/v1/models`)).status).toBe(404);
  } finally {
    await moved.close();
  }
  await expect(startMock({ gatewayBasePath: "/" })).rejects.toThrow(/gatewayBasePath must be a path/);
});

test("a body longer than Bedrock takes is refused in the gateway's shape", async () => {
  const refused = await fetch(`${mock.gatewayUrl}/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer key-of-the-test" },
    body: new Uint8Array(25_000_001),
  });
  expect(refused.status).toBe(400);
  expect(refused.headers.get("x-amzn-errortype")).toBeNull();
  expect(await refused.json()).toMatchObject({
    error: { message: expect.stringContaining("25000000 bytes"), type: "invalid_request_error" },
  });
});
