import { conversations, detectFormat, loadFormat, loadOperation, readPointer } from "@bedrock-contract/validators";
import { decodeStreamEvent, eventStreams, FrameDecoder } from "@bedrock-contract/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { examplesOf } from "./examples/read-examples.ts";
import { type Mock, startMock } from "./index.ts";

const CLAUDE = "us.anthropic.claude-sonnet-4-6";
let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

type Json = Record<string, unknown>;

async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${mock.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function converse(body: Json, modelId = CLAUDE): Promise<Json> {
  const response = await send(`/model/${encodeURIComponent(modelId)}/converse`, body);
  const answer: Json = Object(await response.json());
  expect(answer).toEqual(expect.objectContaining({ stopReason: expect.any(String) }));
  expect((await loadOperation("Converse")).response.issues(answer)).toEqual([]);
  return answer;
}

/** The events of a stream as its list, exceptions included, without padding. */
async function readEvents(response: Response): Promise<readonly Json[]> {
  const decoder = new FrameDecoder();
  const frames = decoder.push(new Uint8Array(await response.arrayBuffer()));
  decoder.end();
  return frames.map((frame) => {
    const event = decodeStreamEvent(frame, { events: eventStreams.ConverseStream.events });
    if (event.kind === "typed") {
      expect(event.padding).toMatch(/^abc?/);
      return { [event.eventType]: event.members };
    }
    expect(event.kind).toBe("exception");
    return event.kind === "exception" ? { [event.exceptionType]: event.members } : {};
  });
}

async function stream(body: Json, headers: Record<string, string> = {}): Promise<readonly Json[]> {
  const events = await readEvents(await send(`/model/${CLAUDE}/converse-stream`, body, headers));
  expect((await loadOperation("ConverseStream")).response.issues(events)).toEqual([]);
  return events;
}

/** Puts the blocks of a stream together again. */
function messageOf(events: readonly Json[]): { readonly content: readonly Json[]; readonly open: readonly number[] } {
  const content: Json[] = [];
  const open: number[] = [];
  for (const event of events) {
    const start = readPointer(event, "/contentBlockStart/start/toolUse");
    const delta = Object(readPointer(event, "/contentBlockDelta/delta"));
    const [index] = Object.values(event).map((members) => readPointer(members, "/contentBlockIndex"));
    if (typeof index === "number") {
      const block: Json = content[index] ?? {};
      content[index] = block;
      if (start !== undefined) {
        block.toolUse = { ...Object(start), input: "" };
      }
      if (typeof delta.text === "string") {
        block.text = `${block.text ?? ""}${delta.text}`;
      }
      if (delta.toolUse !== undefined) {
        Object(block.toolUse).input += delta.toolUse.input;
      }
      if (delta.reasoningContent !== undefined) {
        const { text = "", signature } = delta.reasoningContent;
        const before = Object(readPointer(block, "/reasoningContent/reasoningText"));
        const reasoningText = { ...before, text: `${before.text ?? ""}${text}`, ...(signature && { signature }) };
        block.reasoningContent = { reasoningText };
      }
      if ("contentBlockStop" in event) {
        open.push(index);
      }
    }
  }
  const parsed = content.map((block) =>
    block.toolUse === undefined
      ? block
      : { toolUse: { ...Object(block.toolUse), input: JSON.parse(Object(block.toolUse).input || "{}") } },
  );
  return { content: parsed, open };
}

const user = (text: string) => [{ role: "user", content: [{ text }] }];
const contentOf = (answer: unknown): readonly Json[] => Object(readPointer(answer, "/output/message/content"));

const WEATHER = {
  type: "object",
  properties: { city: { type: "string", minLength: 3 }, days: { type: "integer", minimum: 1, maximum: 5 } },
  required: ["city", "days"],
  additionalProperties: false,
};
const TOOLS = [
  { toolSpec: { name: "get_weather", description: "The weather.", inputSchema: { json: WEATHER } } },
  { toolSpec: { name: "get_time", inputSchema: { json: { type: "object", properties: {} } } } },
];

describe("the examples of the specs", () => {
  const isPlain = ({ status }: { status: number }) => status < 400;

  test.each(examplesOf("runtime", "Converse").filter(isPlain))("answer Converse: $name", async (example) => {
    const { parameters, body, name } = example;
    const path = `/model/${encodeURIComponent(String(parameters.modelId))}/converse`;
    const asked = await send(path, body, { prefer: `example=${name}` });
    expect(await (await send(path, body)).json()).toEqual(await asked.json());
  });

  test.each(examplesOf("runtime", "ConverseStream").filter(isPlain))(
    "answer ConverseStream: $name",
    async (example) => {
      const { parameters, body, name } = example;
      const path = `/model/${encodeURIComponent(String(parameters.modelId))}/converse-stream`;
      const events = await readEvents(await send(path, body, { prefer: `example=${name}` }));
      expect((await loadOperation("ConverseStream")).response.issues(events)).toEqual([]);
      const isException = Object.keys(events.at(-1) ?? {})[0]?.endsWith("Exception");
      expect(isException).toBe(name.endsWith("-in-stream"));
      if (!isException) {
        expect(await readEvents(await send(path, body))).toEqual(events);
      }
    },
  );

  test("answer with the message of the whole response where they stream", async () => {
    const whole = examplesOf("runtime", "Converse").find(({ name }) => name === "tool-call");
    const path = `/model/${encodeURIComponent(String(whole?.parameters.modelId))}`;
    const events = await readEvents(await send(`${path}/converse-stream`, whole?.body));
    const answer = await (await send(`${path}/converse`, whole?.body)).json();
    expect(messageOf(events).content).toEqual(contentOf(answer));
  });
});

describe("a message", () => {
  test("is a text that follows from the question alone", async () => {
    const [one, other] = [await converse({ messages: user("Hello?") }), await converse({ messages: user("Hello?") })];
    expect(contentOf(one)).toEqual([{ text: expect.stringMatching(/\w/) }]);
    expect(contentOf(other)).toEqual(contentOf(one));
    expect(one).toMatchObject({ stopReason: "end_turn", output: { message: { role: "assistant" } } });
  });

  test("ends at the limit of tokens", async () => {
    const answer = await converse({ messages: user("Tell me more."), inferenceConfig: { maxTokens: 5 } });
    expect(answer).toMatchObject({ stopReason: "max_tokens", usage: { outputTokens: 5 } });
  });

  test("ends before a stop sequence", async () => {
    const [{ text }] = contentOf(await converse({ messages: user("Tell me more.") })) as [{ text: string }];
    const stop = text.split(" ")[3] ?? "";
    const answer = await converse({ messages: user("Tell me more."), inferenceConfig: { stopSequences: ["#", stop] } });
    expect(contentOf(answer)).toEqual([{ text: text.slice(0, text.indexOf(stop)) }]);
    expect(answer).toMatchObject({ stopReason: "stop_sequence" });
  });

  test("is JSON that the schema of the request admits", async () => {
    const schema = JSON.stringify(WEATHER);
    const outputConfig = { textFormat: { type: "json_schema", structure: { jsonSchema: { schema } } } };
    const [{ text }] = contentOf(await converse({ messages: user("Where?"), outputConfig })) as [{ text: string }];
    expect(JSON.parse(text)).toEqual({ city: expect.any(String), days: expect.any(Number) });
  });

  test.each([
    { asked: { thinking: { type: "enabled", budget_tokens: 1024 } }, signature: expect.any(String) },
    { asked: { thinking: { type: "adaptive" } }, signature: expect.any(String) },
    { asked: { reasoningConfig: { type: "enabled", maxReasoningEffort: "low" } }, signature: undefined },
    { asked: { reasoning_effort: "low" }, signature: undefined },
  ])("begins with reasoning where $asked asks for it", async ({ asked, signature }) => {
    const request = { messages: user("Why?"), additionalModelRequestFields: asked };
    const [reasoning, text] = contentOf(await converse(request));
    expect(reasoning).toEqual({
      reasoningContent: { reasoningText: { text: expect.any(String), ...(signature && { signature }) } },
    });
    expect(text).toEqual({ text: expect.any(String) });
    const cut = await converse({ ...request, inferenceConfig: { maxTokens: 3 } });
    expect(cut).toMatchObject({ stopReason: "max_tokens", usage: { outputTokens: 3 } });
    expect(contentOf(cut)).toHaveLength(1);
  });

  test("has no reasoning that nobody asks for", async () => {
    const additionalModelRequestFields = { thinking: { type: "disabled" } };
    expect(contentOf(await converse({ messages: user("Why?"), additionalModelRequestFields }))).toHaveLength(1);
  });

  test("repeats the tier and the latency that are asked for", async () => {
    const asked = { serviceTier: { type: "flex" }, performanceConfig: { latency: "optimized" } };
    expect(await converse({ messages: user("Hi"), ...asked })).toMatchObject(asked);
    expect(Object.keys(await converse({ messages: user("Hi") })).sort()).toEqual([
      ...["metrics", "output", "stopReason", "usage"],
    ]);
  });

  test("has the members of the model's own response that are asked for", async () => {
    const imported = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
    const additionalModelResponseFieldPaths = ["/object", "/no/such"];
    const answer = await converse({ messages: user("Hi"), additionalModelResponseFieldPaths }, imported);
    expect(answer.additionalModelResponseFields).toEqual({ object: "chat.completion" });
  });
});

describe("tool calls", () => {
  test.each([
    { toolChoice: undefined, name: /./ },
    { toolChoice: { auto: {} }, name: /./ },
    { toolChoice: { any: {} }, name: /./ },
    { toolChoice: { tool: { name: "get_weather" } }, name: /^get_weather$/ },
    { toolChoice: { tool: { name: "get_time" } }, name: /^get_time$/ },
  ])("fit their schema and $toolChoice", async ({ toolChoice, name }) => {
    const toolConfig = { tools: TOOLS, ...(toolChoice && { toolChoice }) };
    const answer = await converse({ messages: user("Is it raining?"), toolConfig });
    expect(answer.stopReason).toBe("tool_use");
    const [{ toolUse }] = contentOf(answer) as [{ toolUse: { name: string; input: unknown; toolUseId: string } }];
    expect(toolUse.name).toMatch(name);
    expect(toolUse.toolUseId).toMatch(/^tooluse_\w{22}$/);
    if (toolUse.name === "get_weather") {
      expect(toolUse.input).toEqual({ city: expect.stringMatching(/.../), days: expect.any(Number) });
    }
  });

  const result = (toolUseId: string) => [
    ...user("Is it raining?"),
    { role: "assistant", content: [{ toolUse: { toolUseId, name: "get_weather", input: {} } }] },
    { role: "user", content: [{ toolResult: { toolUseId, content: [{ json: { rain: true } }] } }] },
  ];

  test("end where the conversation ends with a result", async () => {
    const toolConfig = { tools: TOOLS };
    expect(await converse({ messages: result("t1"), toolConfig })).toMatchObject({ stopReason: "end_turn" });
  });

  test("come even then where they are demanded, under an id of their own", async () => {
    const toolConfig = { tools: TOOLS, toolChoice: { any: {} } };
    const first = await converse({ messages: user("Is it raining?"), toolConfig });
    const again = await converse({ messages: result("t1"), toolConfig });
    expect(again).toMatchObject({ stopReason: "tool_use" });
    const ids = [first, again].map((answer) => readPointer(contentOf(answer), "/0/toolUse/toolUseId"));
    expect(ids[0]).not.toBe(ids[1]);
  });

  test("have no arguments where the limit cuts them", async () => {
    const toolConfig = { tools: TOOLS, toolChoice: { tool: { name: "get_weather" } } };
    const answer = await converse({ messages: user("Rain?"), toolConfig, inferenceConfig: { maxTokens: 4 } });
    expect(answer).toMatchObject({ stopReason: "max_tokens" });
    expect(contentOf(answer)).toEqual([{ toolUse: expect.objectContaining({ input: {} }) }]);
  });

  test("are refused for a schema that no value satisfies", async () => {
    const toolSpec = { name: "never", inputSchema: { json: { type: "object", minProperties: 1, maxProperties: 0 } } };
    const body = { messages: user("Hi"), toolConfig: { tools: [{ toolSpec }] } };
    const response = await send(`/model/${CLAUDE}/converse`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: expect.stringContaining("inputSchema") });
  });
});

describe("the events of ConverseStream", () => {
  test.each([
    { name: "a text", body: { messages: user("Tell me more.") } },
    { name: "a cut text", body: { messages: user("Tell me more."), inferenceConfig: { maxTokens: 7 } } },
    {
      name: "reasoning and a call",
      body: {
        messages: user("Is it raining?"),
        toolConfig: { tools: TOOLS },
        additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 1024 } },
        serviceTier: { type: "flex" },
      },
    },
  ])("make $name again, in the order of real ones", async ({ body }) => {
    const events = await stream(body);
    const { output, stopReason, metrics: _, ...rest } = await converse(body);
    const { content, open } = messageOf(events);
    expect(content).toEqual(contentOf({ output }));
    expect(open).toEqual(content.map((_block, index) => index));
    expect(events[0]).toEqual({ messageStart: { role: "assistant" } });
    expect(events.at(-2)).toEqual({ messageStop: { stopReason } });
    expect(events.at(-1)).toEqual({ metadata: { ...rest, metrics: { latencyMs: expect.any(Number) } } });
    expect(events.filter((event) => "contentBlockDelta" in event).length).toBeGreaterThan(2);
  });

  test("end with the exception that Prefer asks for", async () => {
    const events = await stream({ messages: user("Hi") }, { prefer: "stream-exception=throttlingException, after=2" });
    expect(events.map((event) => Object.keys(event)[0])).toEqual([
      ...["messageStart", "contentBlockDelta", "throttlingException"],
    ]);
    const response = await send(
      `/model/${CLAUDE}/converse-stream`,
      { messages: user("Hi") },
      {
        prefer: "stream-exception=modelTimeoutException",
      },
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      message: expect.stringContaining("has no exception modelTimeoutException"),
    });
  });

  test("are those that a test has set", async () => {
    const messageStart = { role: "assistant" };
    mock.respond({
      matcher: { operation: "ConverseStream", modelId: CLAUDE },
      chunks: [{ messageStart }, { messageStop: { stopReason: "end_turn" } }],
      error: { type: "ModelStreamErrorException", message: "Broken.", after: 1 },
    });
    expect(await stream({ messages: user("Hi") })).toEqual([
      { messageStart },
      { modelStreamErrorException: expect.objectContaining({ message: "Broken." }) },
    ]);
  });
});

describe("usage", () => {
  const cached = (ttl?: string) => ({
    system: [{ text: "You know the handbook." }, { cachePoint: { type: "default", ...(ttl && { ttl }) } }],
    messages: user("How long does a refund take?"),
  });

  test("adds up, with what is read from the cache and written to it", async () => {
    const counts = [await converse(cached()), await converse(cached())].map(({ usage }) => Object(usage));
    expect(counts[0]).toMatchObject({ cacheReadInputTokens: 0, cacheWriteInputTokens: 5 });
    expect(counts[1]).toMatchObject({ cacheReadInputTokens: 5, cacheWriteInputTokens: 0 });
    for (const { inputTokens, outputTokens, totalTokens, cacheReadInputTokens, cacheWriteInputTokens } of counts) {
      expect(totalTokens).toBe(inputTokens + outputTokens + cacheReadInputTokens + cacheWriteInputTokens);
    }
  });

  test("finds a prefix in the cache for as long as the request says", async () => {
    await converse(cached());
    await converse(cached("1h"), "anthropic.claude-sonnet-4-6");
    mock.clock.advance(6 * 60_000);
    expect((await converse(cached())).usage).toMatchObject({ cacheReadInputTokens: 0 });
    expect((await converse(cached("1h"), "anthropic.claude-sonnet-4-6")).usage).toMatchObject({
      cacheReadInputTokens: 5,
    });
  });

  test("reads up to an earlier cache point of a model of Claude, though the point has moved on", async () => {
    const first = [{ text: "Is it raining?" }, { cachePoint: { type: "default" } }];
    const messages = [
      { role: "user", content: first.slice(0, 1) },
      { role: "assistant", content: [{ text: "Yes." }] },
      { role: "user", content: [{ text: "And now?" }, { cachePoint: { type: "default" } }] },
    ];
    for (const [model, read] of [
      ["anthropic.claude-sonnet-4-6", 4],
      ["amazon.nova-lite-v1:0", 0],
    ] as const) {
      await converse({ messages: [{ role: "user", content: first }] }, model);
      expect((await converse({ messages }, model)).usage).toMatchObject({
        cacheReadInputTokens: read,
        cacheWriteInputTokens: 9 - read,
      });
    }
  });

  test("is told of the cache by bodies of Amazon Nova alike, whole and streamed", async () => {
    const nova = "amazon.nova-lite-v1:0";
    const body = { schemaVersion: "messages-v1", ...cached() };
    const written: Json = Object(await (await send(`/model/${nova}/invoke`, body)).json());
    const { usage } = await converse(cached(), nova);
    expect(written.usage).toEqual({
      inputTokens: Object(usage).inputTokens,
      outputTokens: Object(usage).outputTokens,
      totalTokens: Object(usage).totalTokens,
      cacheReadInputTokenCount: 0,
      cacheWriteInputTokenCount: Object(usage).cacheWriteInputTokens,
    });

    const response = await send(`/model/${nova}/invoke-with-response-stream`, body);
    const frames = new FrameDecoder().push(new Uint8Array(await response.arrayBuffer()));
    const last = decodeStreamEvent(frames.at(-1) ?? expect.unreachable("the stream has no frame"));
    const chunk = last.kind === "chunk" ? Object(JSON.parse(new TextDecoder().decode(last.bytes))) : {};
    expect(chunk).not.toHaveProperty("usage");
    expect(chunk.metadata.usage).toMatchObject({ cacheReadInputTokenCount: 5, cacheWriteInputTokenCount: 0 });
  });

  test("is what CountTokens says", async () => {
    const input = { converse: { messages: user("Is it raining?"), toolConfig: { tools: TOOLS } } };
    const counted = await (await send("/model/anthropic.claude-sonnet-4-6/count-tokens", { input })).json();
    const { usage } = await converse(input.converse);
    expect(counted).toEqual({ inputTokens: Object(usage).inputTokens });
  });
});

describe("InvokeModel of the same model", () => {
  const IMPORTED = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";

  test.each([
    {
      modelId: IMPORTED,
      question: "What does the tide do?",
      body: (content: string) => ({ messages: [{ role: "user", content }], max_tokens: 9 }),
      text: "/choices/0/message/content",
      output: "/usage/completion_tokens",
    },
    {
      modelId: "anthropic.claude-v2",
      question: "What does the tide do?",
      body: (content: string) => ({ prompt: `\n\nHuman: ${content}\n\nAssistant:`, max_tokens_to_sample: 9 }),
      text: "/completion",
      output: undefined,
    },
  ])("says the same and counts the same: $modelId", async ({ modelId, question, body, text, output }) => {
    const path = `/model/${encodeURIComponent(modelId)}`;
    const invoked = await (await send(`${path}/invoke`, body(question))).json();
    const answer = await converse({ messages: user(question), inferenceConfig: { maxTokens: 9 } }, modelId);
    expect(contentOf(answer)).toEqual([{ text: readPointer(invoked, text) }]);
    const encoded = Buffer.from(JSON.stringify(body(question))).toString("base64");
    const counted = await (await send(`${path}/count-tokens`, { input: { invokeModel: { body: encoded } } })).json();
    const { usage } = answer;
    expect(counted).toEqual({ inputTokens: Object(usage).inputTokens });
    expect(output === undefined ? 9 : readPointer(invoked, output)).toBe(Object(usage).outputTokens);
  });
});

describe("what is refused", () => {
  test.each(["no-such.model-v1:0", "claude", "us.nobody.model-v1"])("the unknown model %s", async (modelId) => {
    for (const operation of ["converse", "converse-stream", "count-tokens"]) {
      const response = await send(`/model/${modelId}/${operation}`, { messages: user("Hi"), input: { converse: {} } });
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ message: "The provided model identifier is invalid." });
    }
  });

  test.each(conversations.Converse.providers)("not the provider %s", async (provider) => {
    await converse({ messages: user("Hi") }, `${provider}.any-model-v1:0`);
    await converse({ messages: user("Hi") }, `arn:aws:bedrock:us-east-1::foundation-model/${provider}.any-model-v1:0`);
  });

  test.each([
    "amazon.titan-embed-text-v2:0",
    "cohere.embed-english-v3",
    "amazon.rerank-v1:0",
    "amazon.nova-canvas-v1:0",
    "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-canvas-v1:0",
  ])("%s, which makes no text", async (modelId) => {
    for (const operation of ["converse", "converse-stream"]) {
      const response = await fetch(`${mock.url}/model/${encodeURIComponent(modelId)}/${operation}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ messages: [{ role: "user", content: [{ text: "Hi" }] }] }),
      });
      expect([response.status, await response.json()]).toEqual([
        400,
        {
          message:
            "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
        },
      ]);
    }
  });

  test("a body that is not JSON, and one that breaks the spec", async () => {
    const path = `${mock.url}/model/${CLAUDE}/converse`;
    const broken = await fetch(path, { method: "POST", body: '{"messages":' });
    expect(broken.status).toBe(400);
    expect(broken.headers.get("x-amzn-errortype")).toMatch(/^SerializationException/);
    const wrong = await send(`/model/${CLAUDE}/converse`, { messages: user("Hi"), inferenceConfig: { maxTokens: 0 } });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toEqual({ message: expect.stringContaining("/inferenceConfig/maxTokens") });
  });
});

describe("an imported model", () => {
  test.each([
    { prompt: "Hi", max_tokens_to_sample: 300 },
    { prompt: "Hi", max_gen_len: 5 },
    { prompt: "Hi", max_tokens: 5 },
    { prompt: "Hi", maxTokens: 5 },
    { messages: [{ role: "user", content: "Hi" }] },
    { inputText: "Hi" },
    { prompt: 5 },
    {},
  ])("takes %j where the validator of its format does", async (body) => {
    const modelId = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
    const format = detectFormat(modelId, body);
    const isValid = format !== undefined && (await loadFormat(format)).invokeRequest.is(body);
    const { status } = await fetch(`${mock.url}/model/${encodeURIComponent(modelId)}/invoke`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

    expect([status, isValid]).toEqual(isValid ? [200, true] : [400, false]);
  });
});

test("requests have their parsed bodies, and no format", async () => {
  const body = { messages: user("Hi") };
  await converse(body);
  expect(mock.requests).toEqual([expect.objectContaining({ operation: "Converse", modelId: CLAUDE, body })]);
  expect(mock.requests[0]).not.toHaveProperty("format");
});
