import { type Mock, startMock } from "@bedrock-contract/mock";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { HTTP1, type StreamResponse } from "../../test/start-stream-server.ts";
import { createGatewayClient, streamEvents } from "./index.ts";

const apiKey = "key-of-the-test";
const model = "openai.gpt-5.6-terra";
const claude = "anthropic.claude-opus-4-8";
let mock: Mock;
let urls: { readonly responses: string; readonly messages: string };

beforeAll(async () => {
  mock = await startMock({ bearerToken: apiKey, chunkDelayMs: 0 });
  urls = { responses: `${mock.url}/openai/v1`, messages: `${mock.url}/anthropic/v1` };
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const responses = (key = apiKey) => createGatewayClient({ api: "responses", baseUrl: urls.responses, apiKey: key });
const messages = (key = apiKey) => createGatewayClient({ api: "messages", baseUrl: urls.messages, apiKey: key });
const ask = {
  "anthropic-version": "2023-06-01",
  model: claude,
  max_tokens: 100,
  messages: [{ role: "user" as const, content: "Which way is north?" }],
};
const tide = { type: "object" as const, properties: { port: { type: "string" } }, required: ["port"] };

describe("Responses", () => {
  test("are created, read, continued and deleted", async () => {
    const client = responses();
    const made = await client.call("CreateResponse", { model, input: "Which way is north?" });
    expect(made).toMatchObject({ object: "response", status: "completed", model });
    expect(await client.call("GetResponse", { response_id: made.id })).toEqual(made);
    const next = await client.call("CreateResponse", { model, input: "And south?", previous_response_id: made.id });
    expect(next.previous_response_id).toBe(made.id);
    expect(await client.call("DeleteResponse", { response_id: made.id })).toMatchObject({ deleted: true });
    await expect(client.call("GetResponse", { response_id: made.id })).rejects.toMatchObject({
      name: "BedrockError",
      operation: "GetResponse",
      status: 404,
      message: expect.stringContaining(made.id),
    });
  });

  test("call functions, and come in the background", async () => {
    const client = responses();
    const tools = [{ type: "function" as const, name: "tide", parameters: tide }];
    const { output } = await client.call("CreateResponse", { model, input: "Low?", tools, tool_choice: "required" });
    expect(output).toMatchObject([{ type: "function_call", name: "tide", arguments: expect.stringContaining("port") }]);
    const { id, status } = await client.call("CreateResponse", { model, input: "Write.", background: true });
    mock.clock.advance(1_000);
    expect([status, (await client.call("GetResponse", { response_id: id })).status]).toEqual(["queued", "completed"]);
  });

  test("are streamed in numbered events, whose pieces make up the response", async () => {
    const client = responses();
    const input = { model, input: "Tell me of the sea." };
    let text = "";
    const numbers: number[] = [];
    const types: string[] = [];
    for await (const event of await streamEvents(client, "CreateResponse", input)) {
      numbers.push(event.sequence_number);
      types.push(event.type);
      text += event.type === "response.output_text.delta" ? event.delta : "";
    }
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect([types[0], types.at(-1)]).toEqual(["response.created", "response.completed"]);
    const { output } = await client.call("CreateResponse", input);
    expect(JSON.stringify(output)).toContain(JSON.stringify(text));
  });

  test("fail in OpenAI's shape, before a stream and inside it", async () => {
    const client = responses();
    const hot = { model, input: "Hello", temperature: 3 };
    const refused = { status: 400, code: "validation_error", members: { param: "temperature" } };
    await expect(client.call("CreateResponse", hot)).rejects.toMatchObject(refused);
    await expect(streamEvents(client, "CreateResponse", hot)).rejects.toMatchObject(refused);
    await expect(client.call("CreateResponse", { model: "openai.gpt-oss-120b", input: "Hello" })).rejects.toThrow(
      "isn't supported on this route",
    );
    await expect(responses("another").call("CreateResponse", { model, input: "Hello" })).rejects.toMatchObject({
      status: 401,
      message: expect.not.stringContaining("another"),
    });
    await expect(client.call("CreateResponse", { model, input: "Hello", stream: true })).rejects.toThrow(
      "streamEvents",
    );
    mock.respond({ error: { type: "server_error", message: "Too much", after: 2 }, once: true });
    const received: string[] = [];
    const failing = (async () => {
      for await (const { type } of await streamEvents(client, "CreateResponse", { model, input: "Hello" })) {
        received.push(type);
      }
    })();
    await expect(failing).rejects.toMatchObject({ code: "server_error", message: expect.stringContaining("Too much") });
    expect(received).toEqual(["response.created", "response.in_progress"]);
  });

  test.each([
    {
      what: "says that it failed",
      data: [
        { type: "response.created", sequence_number: 0, response: { id: "resp_1", status: "in_progress" } },
        {
          type: "response.failed",
          sequence_number: 1,
          response: { id: "resp_1", status: "failed", error: { code: "server_error", message: "Down" } },
        },
      ],
      want: { code: "server_error", message: expect.stringContaining("Down") },
    },
    {
      what: "ends before its last event",
      data: [{ type: "response.created", sequence_number: 0, response: { id: "resp_1", status: "in_progress" } }],
      want: { code: "NetworkError", message: expect.stringContaining("response.completed") },
    },
  ])("throw where a stream $what", async ({ data, want }) => {
    await using server = await HTTP1.start(eventsOf(data));
    const client = createGatewayClient({ api: "responses", baseUrl: server.url });
    await expect(drain(await streamEvents(client, "CreateResponse", { model, input: "Hello" }))).rejects.toMatchObject(
      want,
    );
  });
});

describe("Messages", () => {
  test("are created and counted, with tools", async () => {
    const client = messages();
    const message = await client.call("CreateMessage", ask);
    expect(message).toMatchObject({ type: "message", role: "assistant", stop_reason: "end_turn" });
    const { max_tokens: _, ...conversation } = ask;
    const counted = await client.call("CountMessageTokens", conversation);
    expect(counted.input_tokens).toBe(message.usage?.input_tokens);
    const tools = [{ name: "tide", input_schema: tide }];
    const called = await client.call("CreateMessage", { ...ask, tools, tool_choice: { type: "any" } });
    expect(called.content).toMatchObject([{ type: "tool_use", name: "tide", input: { port: expect.any(String) } }]);
  });

  test("are streamed in the events that make them up", async () => {
    const client = messages();
    let text = "";
    const types = new Set<string>();
    for await (const event of await streamEvents(client, "CreateMessage", ask)) {
      types.add(event.type);
      text += event.type === "content_block_delta" && event.delta.type === "text_delta" ? event.delta.text : "";
    }
    expect([...types]).toEqual([
      "message_start",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
    expect((await client.call("CreateMessage", ask)).content).toEqual([{ type: "text", text }]);
  });

  test("fail in Anthropic's shape, before a stream and inside it", async () => {
    const client = messages();
    const { "anthropic-version": _, ...versionless } = ask;
    const unsaid = {
      status: 400,
      code: "invalid_request_error",
      message: expect.stringContaining("anthropic-version"),
    };
    await expect(client.call("CreateMessage", versionless)).rejects.toMatchObject(unsaid);
    await expect(streamEvents(client, "CreateMessage", versionless)).rejects.toMatchObject(unsaid);
    await expect(messages("another").call("CreateMessage", ask)).rejects.toMatchObject({
      code: "authentication_error",
    });
    mock.respond({ error: { type: "overloaded_error", message: "Too much", after: 1 }, once: true });
    await expect(drain(await streamEvents(client, "CreateMessage", ask))).rejects.toMatchObject({
      code: "overloaded_error",
    });
  });

  test("go where Anthropic's clients go", async () => {
    vi.stubEnv("ANTHROPIC_BASE_URL", `${mock.url}/anthropic/`);
    vi.stubEnv("ANTHROPIC_API_KEY", apiKey);
    try {
      expect((await createGatewayClient({ api: "messages" }).call("CreateMessage", ask)).stop_reason).toBe("end_turn");
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

function eventsOf(data: readonly object[]) {
  const text = data.map((each) => `data: ${JSON.stringify(each)}\n\n`).join("");
  return (response: StreamResponse): void => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(text);
  };
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events) {
    // Only the end counts.
  }
}
