import { assembleConverseStream, assembleStream, loadFormat, loadOperation } from "@bedrock-contract/validators";
import { decodeStreamEvent, eventStreams, FrameDecoder } from "@bedrock-contract/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Mock, startMock } from "./index.ts";

type Json = Record<string, unknown>;

let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const BOTH = "Ask tide and wind, please.";
const QUESTION = "Which tide is it in Brest?";
const TIDE = {
  name: "tide",
  description: "The tide at a port.",
  input_schema: { type: "object", properties: { port: { type: "string", minLength: 3 } }, required: ["port"] },
};
const WIND = {
  name: "wind",
  description: "The wind at a place.",
  input_schema: { type: "object", properties: { knots: { type: "integer", minimum: 3 } }, required: ["knots"] },
};
const THINKING = { type: "enabled", budget_tokens: 1_024 };
const TEXT = "High water is at 06:14. Low water is at 12:31.";
const IMAGE = { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } };
const SCHEMA = { type: "object", properties: { nights: { type: "integer" } }, required: ["nights"] };

function send(operation: string, body: unknown, model = MODEL): Promise<Response> {
  return fetch(`${mock.url}/model/${encodeURIComponent(model)}/${operation}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** What is asked of Messages, with what every request of it has. */
function asked(body: Json): Json {
  const messages = [{ role: "user", content: [{ type: "text", text: QUESTION }] }];
  return { anthropic_version: "bedrock-2023-05-31", max_tokens: 2_048, messages, ...body };
}

async function invoke(body: Json, model = MODEL): Promise<Json> {
  const response: Json = Object(await (await send("invoke", asked(body), model)).json());
  expect((await loadFormat("anthropic-messages")).invokeResponse.issues(response)).toEqual([]);
  return response;
}

async function framesOf(response: Response) {
  return new FrameDecoder().push(new Uint8Array(await response.arrayBuffer()));
}

async function invokeStreamed(body: Json): Promise<readonly Json[]> {
  const response = await send("invoke-with-response-stream", asked(body));
  return (await framesOf(response)).map((frame) => {
    const event = decodeStreamEvent(frame);
    return Object(event.kind === "chunk" ? JSON.parse(new TextDecoder().decode(event.bytes)) : {});
  });
}

async function converseStreamed(body: Json): Promise<readonly Json[]> {
  const { events } = eventStreams.ConverseStream;
  return (await framesOf(await send("converse-stream", body))).map((frame) => {
    const event = decodeStreamEvent(frame, { events });
    return event.kind === "typed" ? { [event.eventType]: event.members } : {};
  });
}

async function converse(body: Json): Promise<Json> {
  const response: Json = Object(await (await send("converse", body)).json());
  expect((await loadOperation("Converse")).response.issues(response)).toEqual([]);
  return response;
}

/** A request to Messages, the same one to Converse, and the blocks of the response. */
const features: readonly { readonly name: string; readonly messages: Json; readonly converse: Json }[] = [
  { name: "a text", messages: {}, converse: {} },
  {
    name: "a system prompt",
    messages: { system: [{ type: "text", text: "Be brief." }] },
    converse: { system: [{ text: "Be brief." }] },
  },
  { name: "a limit", messages: { max_tokens: 5 }, converse: { inferenceConfig: { maxTokens: 5 } } },
  {
    name: "a stop sequence",
    messages: { stop_sequences: ["mock", "."] },
    converse: { inferenceConfig: { maxTokens: 2_048, stopSequences: ["mock", "."] } },
  },
  { name: "tools", messages: { tools: [TIDE, WIND] }, converse: { toolConfig: toolConfig([TIDE, WIND]) } },
  {
    name: "tools that the prompt names",
    messages: { tools: [TIDE, WIND], messages: [{ role: "user", content: BOTH }] },
    converse: { toolConfig: toolConfig([TIDE, WIND]), messages: [{ role: "user", content: [{ text: BOTH }] }] },
  },
  {
    name: "a demanded tool",
    messages: { tools: [TIDE, WIND], tool_choice: { type: "tool", name: "tide" } },
    converse: { toolConfig: { ...toolConfig([TIDE, WIND]), toolChoice: { tool: { name: "tide" } } } },
  },
  {
    name: "thinking",
    messages: { thinking: THINKING },
    converse: { additionalModelRequestFields: { thinking: THINKING } },
  },
  {
    name: "thinking before a call",
    messages: { thinking: THINKING, tools: [TIDE] },
    converse: { additionalModelRequestFields: { thinking: THINKING }, toolConfig: toolConfig([TIDE]) },
  },
  {
    name: "a document with citations",
    messages: {
      messages: [
        {
          role: "user",
          content: [
            {
              type: "document",
              source: { type: "text", media_type: "text/plain", data: TEXT },
              title: "Tides",
              citations: { enabled: true },
            },
            { type: "text", text: QUESTION },
          ],
        },
      ],
    },
    converse: {
      messages: [
        {
          role: "user",
          content: [
            { document: { format: "txt", name: "Tides", source: { text: TEXT }, citations: { enabled: true } } },
            { text: QUESTION },
          ],
        },
      ],
    },
  },
  {
    name: "a JSON Schema",
    messages: { output_config: { format: { type: "json_schema", schema: SCHEMA } } },
    converse: {
      outputConfig: {
        textFormat: {
          type: "json_schema",
          structure: { jsonSchema: { schema: JSON.stringify(SCHEMA), name: "stay" } },
        },
      },
    },
  },
  {
    name: "a prefix for the cache",
    messages: { system: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } }] },
    converse: { system: [{ text: "Be brief." }, { cachePoint: { type: "default" } }] },
  },
];

function toolConfig(tools: readonly (typeof TIDE | typeof WIND)[]): Json {
  return {
    tools: tools.map(({ name, description, input_schema }) => ({
      toolSpec: { name, description, inputSchema: { json: input_schema } },
    })),
  };
}

/** What a message says, whichever operation says it. */
function said(blocks: unknown): readonly unknown[] {
  return (Array.isArray(blocks) ? blocks : []).map((block) => {
    const { text, thinking, name, input, toolUse, reasoningContent, citationsContent } = Object(block);
    const call = name === undefined ? toolUse : { name, input };
    return {
      text: text ?? citationsContent?.content[0].text,
      thinking: thinking ?? reasoningContent?.reasoningText.text,
      ...(call !== undefined && { name: call.name, input: call.input }),
      cited: Object(block).citations?.[0]?.cited_text ?? citationsContent?.citations[0].sourceContent[0].text,
    };
  });
}

describe.each(features)("$name", ({ messages, converse: own }) => {
  const conversation = { messages: [{ role: "user", content: [{ text: QUESTION }] }], ...own };

  test("is the same whole and streamed", async () => {
    const whole = await invoke(messages);
    mock.reset();
    const chunks = await invokeStreamed(messages);
    // As the schema of chunks says, which the suite holds.
    const folded = await assembleStream("anthropic-messages", chunks as never);
    expect(folded).toMatchObject({ stop_reason: whole.stop_reason, usage: whole.usage });
    expect(said(folded?.content)).toEqual(said(whole.content));
    expect(chunks.map(({ type }) => type).filter((type) => !String(type).startsWith("content_block"))).toEqual([
      ...["message_start", "message_delta", "message_stop"],
    ]);
  });

  test("is the same in Converse, whole and streamed", async () => {
    const message = await invoke(messages);
    mock.reset();
    const response = await converse(conversation);
    mock.reset();
    const streamed = assembleConverseStream((await converseStreamed(conversation)) as never);
    const { usage } = Object(message);
    expect(response).toMatchObject({
      usage: { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens },
      stopReason: message.stop_reason,
    });
    expect(said(Object(response.output).message.content)).toEqual(said(message.content));
    expect(said(streamed?.output?.message?.content)).toEqual(said(message.content));
    expect(Object(response.usage).cacheWriteInputTokens ?? 0).toBe(usage.cache_creation_input_tokens ?? 0);
    expect(streamed?.usage).toEqual(response.usage);
  });

  test("costs the tokens that are counted beforehand", async () => {
    const body = Buffer.from(JSON.stringify(asked(messages))).toString("base64");
    const counted = await (await send("count-tokens", { input: { invokeModel: { body } } })).json();
    const { input_tokens, cache_creation_input_tokens = 0 } = Object((await invoke(messages)).usage);
    expect(counted).toEqual({ inputTokens: input_tokens + cache_creation_input_tokens });
  });
});

describe("tool calls", () => {
  const calls = async (tool_choice?: Json, messages?: Json[]) => {
    const asked = { ...(tool_choice && { tool_choice }), ...(messages && { messages }) };
    const { content } = await invoke({ tools: [TIDE, WIND], ...asked });
    return (Array.isArray(content) ? content : []).filter(({ type }) => type === "tool_use").map(({ name }) => name);
  };

  test("come side by side where the request says so", async () => {
    expect(await calls({ type: "auto", disable_parallel_tool_use: false })).toEqual(["tide", "wind"]);
    expect(await calls({ type: "any", disable_parallel_tool_use: true })).toHaveLength(1);
    expect(await calls({ type: "none" })).toEqual([]);
  });

  test.each([
    { content: "Ask tide and wind, please.", want: ["tide", "wind"] },
    { content: 'What says "wind"?', want: ["wind"] },
    { content: "Ask tide and wind.", tool_choice: { type: "any" }, want: ["tide", "wind"] },
    { content: "Ask wind and tide.", tool_choice: { type: "auto", disable_parallel_tool_use: true }, want: ["tide"] },
  ])("are those that the prompt names: $content", async ({ content, tool_choice, want }) => {
    const messages = [{ role: "user", content }];
    expect(await calls(tool_choice, messages)).toEqual(want);
  });
});

describe("the cache", () => {
  const mark = (ttl?: string) => ({ cache_control: { type: "ephemeral", ...(ttl && { ttl }) } });
  const prefix = (text: string, ttl?: string) => ({ type: "text", text, ...mark(ttl) });
  const usageOf = async (body: Json) => Object((await invoke(body)).usage);

  test("is written once and read after that, longest prefix first", async () => {
    const first = { system: [prefix("One two three.")] };
    const longer = { system: [...first.system, prefix("Four five.")] };
    expect(await usageOf(first)).toMatchObject({ cache_creation_input_tokens: 4, cache_read_input_tokens: 0 });
    expect(await usageOf(first)).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: 4 });
    expect(await usageOf(longer)).toMatchObject({ cache_creation_input_tokens: 3, cache_read_input_tokens: 4 });
    expect(await usageOf({ system: [prefix("Another.")] })).toMatchObject({ cache_read_input_tokens: 0 });
  });

  test("counts what is written by how long it stays", async () => {
    const system = [prefix("One two three.", "1h"), prefix("Four five.", "5m")];
    expect(await usageOf({ system })).toMatchObject({
      cache_creation: { ephemeral_1h_input_tokens: 4, ephemeral_5m_input_tokens: 3 },
      cache_creation_input_tokens: 7,
    });
  });

  test("is told in the headers and in the metrics of a stream", async () => {
    const body = { system: [prefix("One two three.")] };
    const { headers } = await send("invoke", asked(body));
    expect(headers.get("x-amzn-bedrock-cache-write-input-token-count")).toBe("4");
    expect((await invokeStreamed(body)).at(-1)).toMatchObject({
      "amazon-bedrock-invocationMetrics": { cacheReadInputTokenCount: 4, cacheWriteInputTokenCount: 0 },
    });
  });

  test("is read up to an earlier mark, though the mark has moved on", async () => {
    const turns = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        role: index % 2 === 0 ? "user" : "assistant",
        content: [{ type: "text", text: `Turn ${index}.`, ...(index === count - 1 && mark()) }],
      }));
    const told = async (count: number) => {
      const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = await usageOf({
        messages: turns(count),
      });
      return { read, written };
    };
    expect(await told(1)).toEqual({ read: 0, written: 3 });
    expect(await told(3)).toEqual({ read: 3, written: 6 });
    expect(await told(23)).toEqual({ read: 9, written: 60 });
    // Twenty blocks before the mark are looked at, and no more.
    expect(await told(45)).toEqual({ read: 0, written: 135 });
  });

  test("holds tools and messages, in the order in which they are read", async () => {
    const messages = [{ role: "user", content: [prefix("One two."), { type: "text", text: "Three." }] }];
    const usage = await usageOf({ system: "Brief.", tools: [{ ...TIDE, ...mark() }], messages });
    expect(usage.input_tokens).toBe(2);
    expect(await usageOf({ system: "Brief.", tools: [{ ...TIDE, ...mark() }], messages })).toMatchObject({
      cache_read_input_tokens: usage.cache_creation_input_tokens,
    });
  });
});

test("a document without words is not cited", async () => {
  const source = { type: "text", media_type: "text/plain", data: "" };
  const content = [
    { type: "document", source, citations: { enabled: true } },
    { type: "text", text: QUESTION },
  ];
  const { content: blocks } = await invoke({ messages: [{ role: "user", content }] });
  expect(Object(blocks)[0]).not.toHaveProperty("citations");
});

test.each([
  ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929"],
  ["anthropic.claude-3-sonnet-20240229-v1:0:28k", "claude-3-sonnet-28k-20240229"],
  ["global.anthropic.claude-opus-4-6-v1", "claude-opus-4-6"],
  ["anthropic.claude-v2:1", "claude-2.1"],
  ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307"],
])("the model of %s is called %s", async (modelId, model) => {
  expect(await invoke({}, modelId)).toMatchObject({ model });
});

test("thinking is left out where the request wants it, and costs all the same", async () => {
  const shown = await invoke({ thinking: THINKING });
  const hidden = await invoke({ thinking: { ...THINKING, display: "omitted" } });
  expect(Object(hidden.content)[0]).toMatchObject({ type: "thinking", thinking: "", signature: expect.any(String) });
  expect(hidden.usage).toEqual(shown.usage);
});

test("thinking that takes the whole limit is cut off", async () => {
  const { content, stop_reason } = await invoke(
    { max_tokens: 6, thinking: { type: "adaptive" } },
    "us.anthropic.claude-sonnet-4-6",
  );
  expect(stop_reason).toBe("max_tokens");
  expect(content).toEqual([expect.objectContaining({ type: "thinking" })]);
});

test.each([
  [
    "pieces",
    { type: "content", content: [{ type: "text", text: "One." }] },
    { cited_text: "One.", end_block_index: 1 },
  ],
  ["text in place of pieces", { type: "content", content: "One." }, { cited_text: "One.", end_block_index: 1 }],
  [
    "first piece that has words",
    { type: "content", content: [IMAGE, { type: "text", text: "One." }] },
    { cited_text: "One.", start_block_index: 1 },
  ],
  ["pages", { type: "base64", media_type: "application/pdf", data: "JVBERi0x" }, { start_page_number: 1 }],
])("a document is cited by its %s", async (_, source, citation) => {
  const content = [
    { type: "document", source, citations: { enabled: true } },
    { type: "text", text: QUESTION },
  ];
  const { content: blocks } = await invoke({ messages: [{ role: "user", content }] });
  expect(Object(blocks)[0].citations).toEqual([expect.objectContaining({ ...citation, document_index: 0 })]);
});
