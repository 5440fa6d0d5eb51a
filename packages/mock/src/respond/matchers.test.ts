import { decodeStreamEvent, encodeChunk, FrameDecoder } from "@bedrock-contract/wire";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Mock, startMock } from "../start-mock.ts";
import { drawDelay } from "./delay.ts";
import type { MockResponse, RequestMatcher } from "./mock-response.ts";

const CLAUDE = "us.anthropic.claude-sonnet-4-6";
const BODY = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 100,
  tools: [{ name: "get_weather", input_schema: { type: "object" } }],
  messages: [
    { role: "user", content: "Is it raining?" },
    { role: "assistant", content: "Where?" },
    { role: "user", content: [{ type: "text", text: "In Brest." }] },
  ],
};
let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});
afterEach(() => mock.reset());
afterAll(() => mock.close());

function post(path: string, body: unknown = BODY, modelId: string = CLAUDE): Promise<Response> {
  return fetch(`${mock.url}/model/${encodeURIComponent(modelId)}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-tenant": "blue" },
    body: JSON.stringify(body),
  });
}

describe("a matcher", () => {
  test.each([
    { matcher: { headers: { "X-Tenant": "blue" } }, isMeant: true },
    { matcher: { headers: { "x-tenant": "red" } }, isMeant: false },
    { matcher: { body: { max_tokens: 100 } }, isMeant: true },
    { matcher: { body: { messages: [{ role: "user" }] } }, isMeant: true },
    { matcher: { body: { messages: { 0: { role: "user" } } } }, isMeant: false },
    { matcher: { body: { max_tokens: 99 } }, isMeant: false },
    { matcher: { pointers: { "/messages/1/content": "Where?" } }, isMeant: true },
    { matcher: { pointers: { "/messages/*/role": "assistant", "/max_tokens": 100 } }, isMeant: true },
    { matcher: { pointers: { "/messages/*/role": "system" } }, isMeant: false },
    { matcher: { text: { contains: "Brest" } }, isMeant: true },
    { matcher: { text: { contains: "raining" } }, isMeant: false },
    { matcher: { text: { matches: "^In B\\w+\\.$" } }, isMeant: true },
    { matcher: { text: { matches: "^Brest" } }, isMeant: false },
    { matcher: { turn: 2 }, isMeant: true },
    { matcher: { turn: 1 }, isMeant: false },
    { matcher: { hasTool: "get_weather" }, isMeant: true },
    { matcher: { hasTool: "get_time" }, isMeant: false },
    { matcher: { states: { a: "started" } }, isMeant: true },
    { matcher: { states: { a: "ended" } }, isMeant: false },
  ] satisfies readonly { matcher: RequestMatcher; isMeant: boolean }[])(
    "knows for whom it is: $matcher",
    async ({ matcher, isMeant }) => {
      mock.respond({ matcher, body: "mine" });
      expect((await (await post("invoke")).json()) === "mine").toBe(isMeant);
    },
  );

  test("hears a conversation, and a chat of the gateway", async () => {
    mock.respond({ matcher: { text: { contains: "Brest" }, turn: 2, hasTool: "get_weather" }, text: "Heard." });
    const messages = [
      { role: "user", content: [{ text: "Is it raining?" }] },
      { role: "assistant", content: [{ text: "Where?" }] },
      { role: "user", content: [{ text: "In Brest." }] },
    ];
    const toolConfig = { tools: [{ toolSpec: { name: "get_weather", inputSchema: { json: { type: "object" } } } }] };
    expect(await (await post("converse", { messages, toolConfig })).text()).toContain("Heard.");
    const chat = {
      model: "m",
      messages: messages.map(({ role, content }) => ({ role, content: content[0]?.text })),
      tools: [{ type: "function", function: { name: "get_weather", parameters: { type: "object" } } }],
    };
    const answer = await fetch(`${mock.gatewayUrl}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(chat),
    });
    expect(await answer.text()).toContain("Heard.");
  });
});

describe("a response", () => {
  test("is for every n-th request", async () => {
    mock.respond({ error: "ThrottlingException", headers: { "Retry-After": "1" }, every: 3 });
    const statuses = [];
    for (let index = 0; index < 6; index += 1) {
      const { status, headers } = await post("invoke");
      statuses.push(headers.has("retry-after") ? status : 200);
    }
    expect(statuses).toEqual([200, 200, 429, 200, 200, 429]);
  });

  test("answers raw for a model of which no format is known", async () => {
    const modelId = "example.unknown-model-v1:0";
    expect((await post("invoke", { any: 1 }, modelId)).status).toBe(400);
    mock.respond({ body: 0 });
    expect((await post("invoke", { any: 1 }, modelId)).status).toBe(400);
    mock.respond({ matcher: { modelId }, body: { mine: true } });
    expect(await (await post("invoke", { any: 1 }, modelId)).json()).toEqual({ mine: true });
    mock.respond({ matcher: { modelId }, chunks: [{ a: 1 }] });
    const frames = new FrameDecoder().push(
      new Uint8Array(await (await post("invoke-with-response-stream", {}, modelId)).arrayBuffer()),
    );
    expect(frames).toHaveLength(1);
    expect(() => mock.respond({ matcher: { modelId, operation: "InvokeModel" }, text: "a" })).toThrow("body or chunks");
  });

  test("sends frames as they are, wrong ones too", async () => {
    const right = encodeChunk(Buffer.from('{"a":1}'), 2);
    const wrong = Uint8Array.from(right);
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
    mock.respond({ frames: [right, wrong].map((frame) => Buffer.from(frame).toString("base64")) });
    const bytes = new Uint8Array(await (await post("invoke-with-response-stream")).arrayBuffer());
    expect(Buffer.from(bytes)).toEqual(Buffer.concat([right, wrong]));
  });

  test.each([
    { cut: {}, path: "invoke" },
    { cut: { after: 5 }, path: "invoke" },
    { cut: {}, path: "invoke-with-response-stream" },
    { cut: { after: 0 }, path: "invoke-with-response-stream" },
  ])("cuts the connection: $path $cut", async ({ cut, path }) => {
    mock.respond({ cut });
    await expect(post(path).then((response) => response.arrayBuffer())).rejects.toThrow();
    mock.reset();
    expect((await post(path)).status).toBe(200);
  });

  test("cuts a stream after so many chunks", async () => {
    mock.respond({ text: ["a", "b", "c"], cut: { after: 2 } });
    const response = await post("invoke-with-response-stream");
    const decoder = new FrameDecoder();
    const events: string[] = [];
    const reading = async () => {
      for await (const piece of response.body ?? []) {
        events.push(...decoder.push(piece).map((frame) => decodeStreamEvent(frame).kind));
      }
    };
    await expect(reading()).rejects.toThrow();
    expect(events).toEqual(["chunk", "chunk"]);
  });

  test("paces its own stream", async () => {
    mock.respond({ chunks: [{ a: 1 }, { a: 2 }, { a: 3 }], chunkDelayMs: 60 });
    const start = performance.now();
    await (await post("invoke-with-response-stream")).arrayBuffer();
    expect(performance.now() - start).toBeGreaterThan(115);
  });

  test.each([
    { delay: 5, random: 0.5, want: 5 },
    { delay: { min: 10, max: 20 }, random: 0.5, want: 15 },
    { delay: { median: 100, spread: 1 }, random: 0.3, want: 100 },
  ])("draws a delay: $delay", ({ delay, random, want }) => {
    expect(drawDelay(delay, () => random)).toBeCloseTo(want);
  });

  test("draws half of the delays within the spread of the median", () => {
    const draws = Array.from({ length: 4_000 }, () => drawDelay({ median: 100, spread: 2 }));
    const within = draws.filter((ms) => ms >= 50 && ms <= 200).length;
    expect(within / draws.length).toBeGreaterThan(0.45);
    expect(within / draws.length).toBeLessThan(0.55);
  });
});

describe("a mock that refuses the unmatched", () => {
  test("says why no response is for a request", async () => {
    await using strict = await startMock({ unmatched: "refuse" });
    const responses: readonly MockResponse[] = [
      { text: "a", matcher: { text: { contains: "Nantes" } } },
      { chunks: [1] },
      { text: "once", once: true },
    ];
    for (const response of responses) strict.respond(response);
    const ask = () =>
      fetch(`${strict.url}/model/${CLAUDE}/invoke`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(BODY),
      });
    expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(400);
    expect(Object(await refused.json()).message).toBe(
      'No response is set for this request, and the mock refuses such requests (unmatched: "refuse"). response-3: is used up. ' +
        "response-2: is for streams, or for other operations. response-1: has another text.",
    );
    expect(strict.requests.at(-1)?.outcome).toMatchObject({ isValid: true, answeredBy: "refusal" });
  });
});

test("a pattern that backtracks without end refuses the request, and keeps the mock from no other", async () => {
  mock.respond({ matcher: { text: { matches: "^(?:\\w+\\s?)+$" } }, text: "Never." });
  const question = `${"a".repeat(60)}!`;
  const body = {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 9,
    messages: [{ role: "user", content: question }],
  };
  const refused = await post("invoke", body);
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("takes too long")]);
  const other = await post("invoke");
  expect(other.status).toBe(200);
});
