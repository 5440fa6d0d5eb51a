import { createServer } from "node:http";
import { type Mock, startMock } from "@bedrock-contract/mock";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { answerJson, startServer } from "../../test/start-server.ts";
import { HTTP1, type StreamResponse } from "../../test/start-stream-server.ts";
import {
  assembleChatCompletion,
  type ChatCompletionChunk,
  createGatewayClient,
  embeddingVectors,
  type GatewayClient,
  streamChatCompletion,
} from "../index.ts";

const model = "anthropic.claude-3-sonnet-20240229-v1:0";
const input = { model, messages: [{ role: "user" as const, content: "Which way is north?" }] };

let mock: Mock;
let client: GatewayClient;
beforeAll(async () => {
  mock = await startMock({ apiKey: "key-of-the-test", chunkDelayMs: 0 });
  client = createGatewayClient({ baseUrl: mock.gatewayUrl, apiKey: "key-of-the-test" });
});
afterAll(() => mock.close());

describe("calls", () => {
  it("returns the body of each operation, typed", async () => {
    const { data } = await client.call("ListModels");
    const [first] = data;
    expect(await client.call("GetModel", { id: first?.id ?? "" })).toEqual(first);
    const { choices } = await client.call("CreateChatCompletion", { ...input, max_tokens: 20 });
    expect(choices[0]?.message.content).toMatch(/\w/);
    const { object } = await client.call("CreateEmbedding", { model: "m", input: "Hello" });
    expect(object).toBe("list");
  });

  it("offers the operations by path and method", async () => {
    const { data, error, response } = await client.http.GET("/models/{id}", {
      params: { path: { id: "no-such-model" } },
    });
    expect([data, error, response.status]).toEqual([undefined, { error: expect.objectContaining({}) }, 404]);
  });

  it("decodes vectors in base64 into the numbers that they are", async () => {
    const request = { model: "m", input: ["one", "two"], dimensions: 5 };
    const numbers = embeddingVectors(await client.call("CreateEmbedding", { ...request, encoding_format: "float" }));
    const decoded = embeddingVectors(await client.call("CreateEmbedding", { ...request, encoding_format: "base64" }));
    expect(decoded).toEqual(numbers);
    expect(numbers.map(({ length }) => length)).toEqual([5, 5]);
  });

  it.each([
    {
      data: [{ object: "embedding", index: 3, embedding: "AAA=" }],
      want: "data[3].embedding is not a list of numbers",
    },
    { data: [{ object: "embedding", index: 3, embedding: "?" }], want: "data[3].embedding is not a list of numbers" },
    { data: [{ object: "embedding", index: 0 }], want: "data[0].embedding is not a list of numbers" },
    { data: [null], want: "data is not a list of embeddings" },
    { data: undefined, want: "data is not a list of embeddings" },
  ])("refuses $data, which holds no vectors", ({ data, want }) => {
    // As a gateway that is not right would send it.
    const answer = { object: "list", model: "m", data, usage: { prompt_tokens: 1, total_tokens: 1 } } as never;
    expect(() => embeddingVectors(answer)).toThrow(
      expect.objectContaining({ code: "InvalidResponse", message: expect.stringContaining(want) }),
    );
  });

  it("reads URL and key where OpenAI's clients read them", async () => {
    vi.stubEnv("OPENAI_BASE_URL", `${mock.gatewayUrl}/`);
    vi.stubEnv("OPENAI_API_KEY", "key-of-the-test");
    try {
      expect((await createGatewayClient().call("ListModels")).data).not.toEqual([]);
      vi.stubEnv("OPENAI_BASE_URL", "");
      expect(() => createGatewayClient()).toThrow("OPENAI_BASE_URL");
    } finally {
      vi.unstubAllEnvs();
    }
    expect(() => createGatewayClient({ baseUrl: "ftp://x" })).toThrow("base URL must be a URL");
  });

  it("sends no body that JSON cannot hold", async () => {
    const cyclic = { ...input, metadata: {} };
    cyclic.metadata = cyclic;
    const want = {
      code: "InvalidRequest",
      operation: "CreateChatCompletion",
      issues: [{ pointer: "/metadata/metadata" }],
    };
    await expect(client.call("CreateChatCompletion", cyclic)).rejects.toMatchObject(want);
    await expect(streamChatCompletion(client, { ...input, seed: 5n } as never)).rejects.toMatchObject({
      ...want,
      issues: [{ pointer: "/seed" }],
    });
  });

  it("sends a stream elsewhere", async () => {
    await expect(client.call("CreateChatCompletion", { ...input, stream: true })).rejects.toThrow(
      "streamChatCompletion",
    );
  });
});

describe("errors", () => {
  it("names the error as the gateway does, with status, member and operation, and never the key", async () => {
    const stranger = createGatewayClient({ baseUrl: mock.gatewayUrl, apiKey: "another-key" });
    const error = await stranger.call("ListModels").catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "BedrockError",
      code: "invalid_api_key",
      status: 401,
      operation: "ListModels",
    });
    expect(String(error)).not.toContain("another-key");
    await expect(client.call("CreateChatCompletion", { ...input, temperature: 3 })).rejects.toMatchObject({
      code: "invalid_request_error",
      status: 400,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      members: { param: "temperature" },
    });
  });

  it.each([
    { body: { detail: "Not authenticated" }, message: "Not authenticated" },
    { body: { detail: [{ loc: ["body", "model"], msg: "Field required" }] }, message: "body.model: Field required" },
    { body: { error: { message: "Slow down", code: 429 } }, message: "Slow down" },
    { body: ["?"], message: 'its body is "[' },
  ])("reads $body", async ({ body, message }) => {
    await using server = await startServer(answerJson(429, body));
    const call = createGatewayClient({ baseUrl: server.url }).call("ListModels");
    await expect(call).rejects.toMatchObject({ message: expect.stringContaining(message), isRetryable: true });
  });

  const error = { message: "Slow down", type: "rate_limit", code: "slow_down" };

  it.each([
    {
      given: { Output: { __type: "a.b#UnknownOperationException" }, Version: "1.0" },
      code: "UnknownOperationException",
    },
    { given: { error }, code: "slow_down" },
    { given: {}, code: "InvalidResponse" },
    { given: [], code: "InvalidResponse" },
    { given: { detail: "Not authenticated" }, code: "InvalidResponse" },
  ])("refuses $given, whatever its status", async ({ given, code }) => {
    await using server = await startServer(answerJson(200, given));
    const gateway = createGatewayClient({ baseUrl: server.url });
    const want = { code, status: 200 };
    await expect(gateway.call("ListModels")).rejects.toMatchObject(want);
    await expect(gateway.call("CreateEmbedding", { model: "m", input: "a" })).rejects.toMatchObject(want);
    await expect(gateway.call("CreateChatCompletion", input)).rejects.toMatchObject(want);
  });

  it("throws the error that stands where a stream belongs", async () => {
    await using server = await startServer(answerJson(200, { error }));
    const stream = streamChatCompletion(createGatewayClient({ baseUrl: server.url }), input);
    await expect(stream).rejects.toMatchObject({ code: "slow_down", status: 200, members: { type: "rate_limit" } });
  });

  it.each([
    {
      body: { Output: { __type: "com.amazon.coral.service#UnknownOperationException" }, Version: "1.0" },
      code: "UnknownOperationException",
    },
    { body: { __type: "ThrottlingException", message: "Slow down." }, code: "ThrottlingException" },
  ])("throws the exception of AWS that stands where a stream belongs: $code", async ({ body, code }) => {
    await using server = await startServer(answerJson(200, body));
    const stream = streamChatCompletion(createGatewayClient({ baseUrl: server.url }), input);
    await expect(stream).rejects.toMatchObject({ code, status: 200 });
  });

  it("names the exception of AWS where Bedrock's own endpoint refuses", async () => {
    const headers = { "x-amzn-errortype": "AccessDeniedException:http://internal.amazon.com/coral/" };
    await using server = await startServer(answerJson(403, { Message: "Authentication failed" }, headers));
    const client = createGatewayClient({ baseUrl: server.url });
    const refused = { code: "AccessDeniedException", message: expect.stringContaining("Authentication failed") };
    await expect(client.call("ListModels")).rejects.toMatchObject(refused);
    await expect(streamChatCompletion(client, input)).rejects.toMatchObject(refused);
  });

  it("says an error that is nothing but a text", async () => {
    await using server = await startServer(answerJson(400, { error: "No such model" }));
    const client = createGatewayClient({ baseUrl: server.url });
    await expect(client.call("ListModels")).rejects.toThrow("[UnknownError] ListModels: No such model");
  });

  it("takes no key to the host of a redirect", async () => {
    await using other = await startServer(answerJson(200, {}));
    await using server = await startServer(answerJson(307, {}, { location: other.url }));
    const redirected = createGatewayClient({ baseUrl: server.url, apiKey: "key" });
    await expect(redirected.call("ListModels")).rejects.toMatchObject({ code: "RedirectError" });
    await expect(streamChatCompletion(redirected, input)).rejects.toMatchObject({ code: "RedirectError" });
    expect(other.received).toEqual([]);
  });

  it.each([
    { what: "not JSON", body: "<html>", code: "InvalidResponse" },
    { what: "empty", body: "", code: "InvalidResponse" },
  ])("refuses a success that is $what", async ({ body, code }) => {
    await using server = await startServer((_, response) => void response.end(body));
    await expect(createGatewayClient({ baseUrl: server.url }).call("ListModels")).rejects.toMatchObject({ code });
  });

  it("stops when the time is up, before a response and before a stream", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    const address = await new Promise<string>((resolve) =>
      silent.on("listening", () => resolve(`http://127.0.0.1:${Object(silent.address()).port}`)),
    );
    const hasty = createGatewayClient({ baseUrl: address, timeout: 50 });
    await expect(hasty.call("ListModels")).rejects.toMatchObject({ code: "TimeoutError" });
    await expect(streamChatCompletion(hasty, input)).rejects.toMatchObject({ code: "TimeoutError" });
    silent.closeAllConnections();
    silent.close();
  });
});

describe("a streamed chat", () => {
  it("brings typed chunks that make up the response", async () => {
    const chunks = await all(await streamChatCompletion(client, { ...input, stream_options: { include_usage: true } }));
    const whole = await client.call("CreateChatCompletion", input);
    expect(chunks.length).toBeGreaterThan(3);
    expect(assembleChatCompletion([])).toBeUndefined();
    expect(assembleChatCompletion(chunks)).toMatchObject({
      object: "chat.completion",
      choices: [{ message: { content: whole.choices[0]?.message.content }, finish_reason: "stop" }],
      usage: { total_tokens: whole.usage?.total_tokens },
    });
  });

  it("keeps the id and the name of a tool call where later chunks repeat them as empty", async () => {
    const piece = (id: string | null, name: string | null, text: string, finish: string | null) => ({
      choices: [
        {
          index: 0,
          delta: { tool_calls: [{ index: 0, id, type: "function", function: { name, arguments: text } }] },
          finish_reason: finish,
        },
      ],
    });
    const data = [
      piece("call_1", "weather", "", ""),
      piece("", "", '{"city":', null),
      piece(null, null, '"Paris"}', "tool_calls"),
      "[DONE]",
    ];
    await using server = await HTTP1.start(events(data));
    const stream = await streamChatCompletion(createGatewayClient({ baseUrl: server.url }), input);
    const [choice] = assembleChatCompletion(await all(stream))?.choices ?? [];
    expect(choice?.message.tool_calls).toEqual([
      { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } },
    ]);
    expect(choice?.finish_reason).toBe("tool_calls");
  });

  it("throws an error event after the chunks before it", async () => {
    mock.respond({ error: { type: "overloaded", message: "Too much", after: 2 }, once: true });
    const stream = await streamChatCompletion(client, input);
    const received: unknown[] = [];
    await expect(collect(stream, received)).rejects.toMatchObject({ code: "overloaded", status: 200 });
    expect(received).toHaveLength(2);
  });

  it("throws an error before the stream", async () => {
    const unknown = streamChatCompletion(client, { ...input, model: "no-such-model" });
    await expect(unknown).rejects.toMatchObject({ status: 404, code: "model_not_found" });
  });

  const piece = (finish: string | null) => ({
    choices: [{ index: 0, delta: { content: "a" }, finish_reason: finish }],
  });

  it.each([
    { what: "its marker", data: [piece(null), "[DONE]"], count: 1 },
    { what: "a stop reason, without the marker", data: [piece(null), piece("stop")], count: 2 },
  ])("is whole with $what", async ({ data, count }) => {
    await using server = await HTTP1.start(events(data));
    expect(await all(await streamChatCompletion(createGatewayClient({ baseUrl: server.url }), input))).toHaveLength(
      count,
    );
  });

  it.each([
    { what: "ends early", data: [piece(null)], code: "NetworkError", message: "after 1 chunk and" },
    { what: "ends before it begins", data: [], code: "NetworkError", message: "after 0 chunks" },
    { what: "has an empty stop reason", data: [piece("")], code: "NetworkError", message: "after 1 chunk and" },
    {
      what: "ends before its second choice",
      data: [{ choices: [...piece("stop").choices, { index: 1, delta: {}, finish_reason: null }] }],
      code: "NetworkError",
      message: "without a stop reason or [DONE]",
    },
    { what: "is not JSON", data: [piece(null), "{"], code: "InvalidResponse", message: "chunk 1 is not a JSON object" },
    { what: "holds no object", data: ["7"], code: "InvalidResponse", message: "chunk 0" },
  ])("that $what is an error", async ({ data, code, message }) => {
    await using server = await HTTP1.start(events(data));
    const stream = await streamChatCompletion(createGatewayClient({ baseUrl: server.url }), input);
    await expect(all(stream)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it("that is not a stream is an error", async () => {
    await using server = await startServer(answerJson(200, { choices: [] }));
    const stream = streamChatCompletion(createGatewayClient({ baseUrl: server.url }), input);
    await expect(stream).rejects.toMatchObject({
      code: "InvalidResponse",
      message: expect.stringContaining("application/json"),
    });
  });

  it("that breaks off is a NetworkError, after its chunks", async () => {
    let response: StreamResponse | undefined;
    await using server = await HTTP1.start((opened) => {
      response = opened;
      events([piece(null)], true)(opened);
    });
    const stream = await streamChatCompletion(createGatewayClient({ baseUrl: server.url }), input);
    const reading = (async () => {
      for await (const _ of stream) {
        response?.breakOff();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "NetworkError" });
  });

  it("lets go of the connection when the loop is left, and when it is aborted", async () => {
    await using server = await HTTP1.start(events([piece(null)], true));
    for await (const chunk of await streamChatCompletion(createGatewayClient({ baseUrl: server.url }), input)) {
      expect(chunk).toEqual(piece(null));
      break;
    }
    await server.closed;
    await using other = await HTTP1.start(events([piece(null)], true));
    const control = new AbortController();
    const { signal } = control;
    const stream = await streamChatCompletion(createGatewayClient({ baseUrl: other.url }), input, { signal });
    const reading = (async () => {
      for await (const _ of stream) {
        control.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "AbortError" });
    await other.closed;
  });

  it("is read whatever the pieces are in which it comes", async () => {
    const text = `: comment\r\ndata: ${JSON.stringify(piece("stop"))}\r\n\r\nevent: end\ndata: [DONE]\n\n`;
    await using server = await HTTP1.start((response) => {
      response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
      for (const byte of Buffer.from(text.replace('"a"', '"ä☃"'))) {
        response.write(Uint8Array.of(byte));
      }
      response.end();
    });
    const chunks = await all(await streamChatCompletion(createGatewayClient({ baseUrl: server.url }), input));
    expect(chunks[0]?.choices?.[0]?.delta.content).toBe("ä☃");
  });
});

function events(data: readonly unknown[], keepsOpen = false) {
  return (response: StreamResponse): void => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const each of data) {
      response.write(`data: ${typeof each === "string" ? each : JSON.stringify(each)}\n\n`);
    }
    if (!keepsOpen) {
      response.end();
    }
  };
}

async function all(stream: AsyncIterable<ChatCompletionChunk>): Promise<readonly ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = [];
  await collect(stream, chunks);
  return chunks;
}

async function collect<Item>(stream: AsyncIterable<Item>, items: Item[]): Promise<void> {
  for await (const item of stream) {
    items.push(item);
  }
}
