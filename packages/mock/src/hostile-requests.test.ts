import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { someOf } from "../../../.some-of.ts";
import { type Mock, startMock } from "./start-mock.ts";

let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
  // The generators are loaded with the first request that needs them.
  await invoke(byFormat({ type: "object" }));
});
afterAll(() => mock.close());

const chat = (members: object): object => ({ messages: [{ role: "user", content: "Hello" }], ...members });
const byFormat = (schema: unknown): object =>
  chat({ response_format: { type: "json_schema", json_schema: { name: "x", schema } } });
const byOutputs = (json: unknown): object => chat({ structured_outputs: { json } });
const byTool = (schema: unknown): object =>
  chat({ tools: [{ type: "function", function: { name: "call", parameters: schema } }], tool_choice: "required" });

describe("a schema that means something else to a compiler than to JSON Schema", () => {
  // An asynchronous validator rejects its promise, which nothing handles: that would end the process of these tests.
  const never = { $async: true, not: {} };
  test.each([
    byFormat(never),
    byTool({ type: "object", ...never }),
    byOutputs(never),
    byOutputs(JSON.stringify(never)),
    { prompt: "Hello", response_format: { type: "json_schema", json_schema: never } },
    byFormat({ $ref: "#/$defs/never", $defs: { never } }),
    byFormat({ $ref: "#/const", const: never }),
  ])("admits nothing where it admits nothing: %j", async (body) => {
    const { status, text } = await invoke(body);
    expect([status, text]).toEqual([400, expect.stringContaining("The mock cannot make a response for")]);
    expect(await isAlive()).toBe(true);
  });

  test.each([
    { schema: { $async: true, type: "integer" }, want: "number" },
    { schema: { $async: "yes", type: "integer" }, want: "number" },
    { schema: { $ref: "#/$defs/it", $defs: { it: { $async: true, type: "boolean" } } }, want: "boolean" },
    { schema: { allOf: [{ $async: true, type: "string" }] }, want: "string" },
    { schema: { $vocabulary: { "https://example.com/": true }, type: "string" }, want: "string" },
    { schema: { $schema: "https://example.com/", $id: "https://example.com/x", type: "string" }, want: "string" },
    { schema: { type: "string", format: "__proto__" }, want: "string" },
  ])("is obeyed otherwise: $schema", async ({ schema, want }) => {
    const { status, text } = await invoke(byFormat(schema));
    expect([status, typeof JSON.parse(contentOf(text))]).toEqual([200, want]);
  });

  test("has a member called $async like any other", async () => {
    const schema = { type: "object", properties: { $async: { const: "mine" } }, required: ["$async"] };
    const { text } = await invoke(byFormat(schema));
    expect(JSON.parse(contentOf(text))).toEqual({ $async: "mine" });
  });

  test.each([
    { $ref: "#" },
    { $dynamicAnchor: "a", $dynamicRef: "#a" },
    { $dynamicRef: "#__proto__", $defs: { x: { $dynamicAnchor: "__proto__", type: "integer" } } },
    { $recursiveAnchor: true, $recursiveRef: "#" },
    { properties: { a: { $id: "x" }, b: { $id: "x", type: "string" } } },
    { $ref: "file:///etc/hostname" },
    { $ref: "http://127.0.0.1:9/" },
    { type: "string", faker: "internet.email", generate: "process.exit()" },
    JSON.parse('{"__proto__":{"$async":true},"properties":{"__proto__":{"type":"string"}},"required":["__proto__"]}'),
  ])("never ends the mock: %j", async (schema) => {
    for (const body of [byFormat(schema), byTool(schema)]) {
      expect([200, 400]).toContain((await invoke(body)).status);
    }
    expect(await isAlive()).toBe(true);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("a request that asks for too much", () => {
  const doubling = (steps: number): object => ({
    type: "object",
    $ref: "#/$defs/0",
    $defs: Object.fromEntries([
      ...Array.from({ length: steps }, (_, step) => {
        const next = { $ref: `#/$defs/${step + 1}` };
        return [step, { allOf: [next, next] }] as const;
      }),
      [steps, {}],
    ]),
  });
  const many = <T>(count: number, each: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => each(index));
  const tools = (count: number, schema: object): object =>
    chat({
      tools: many(count, (index) => ({ type: "function", function: { name: `t${index}`, parameters: schema } })),
      parallel_tool_calls: true,
    });

  // Each of them takes a second of the processor, which is what a request may have.
  const greedy = [
    { title: "a schema that doubles at every step", body: byOutputs(doubling(30)), place: "/structured_outputs/json" },
    { title: "twenty such tools", body: tools(20, doubling(15)), place: "/tools/" },
    { title: "two hundred such tools", body: tools(200, doubling(13)), place: "/tools/" },
    { title: "128 such choices", body: { ...byOutputs(doubling(14)), n: 128 }, place: "/structured_outputs/json" },
    {
      title: "128 choices by a pattern that backtracks",
      body: { ...chat({ structured_outputs: { regex: "(?=(a+)+$)a{30}b" } }), n: 128 },
      place: "/structured_outputs/regex",
    },
    {
      title: "a schema with 100,000 alternatives",
      body: byOutputs({ anyOf: many(100_000, (index) => ({ const: index })) }),
      place: "/structured_outputs/json",
    },
    {
      title: "a grammar of 500,000 parts",
      body: chat({ structured_outputs: { grammar: `root ::= ${'"a" '.repeat(500_000)}` } }),
      place: "/structured_outputs/grammar",
    },
  ];
  test.each(someOf(greedy))(
    "is refused, and keeps others waiting for a moment only: $title",
    { tags: "longer" },
    async ({ body, place }) => {
      const { answer, waited } = await besideOthers(body);
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(place)]);
      expect(answer.text).toContain("it takes too long");
      expect(answer.text.length).toBeLessThan(500);
      expect(waited).toBeLessThan(4_000);
    },
  );

  const large = [
    {
      title: "400,000 unknown members",
      body: chat(Object.fromEntries(many(400_000, (index) => [`m${index}`, index]))),
    },
    { title: "a choice of a million", body: chat({ structured_outputs: { choice: many(1_000_000, String) } }) },
    { title: "an enum of a million", body: byOutputs({ enum: many(1_000_000, (index) => index) }) },
    { title: "128 ordinary tools", body: tools(128, { type: "object", properties: { a: { type: "string" } } }) },
  ];
  test.each(someOf(large))("is answered where it can be: $title", { tags: "longer" }, async ({ body }) => {
    const { answer, waited } = await besideOthers(body);
    expect(answer.status).toBe(200);
    expect(waited).toBeLessThan(4_000);
  });

  test.each([
    { title: "a long prompt, 128 times", asked: { prompt: "word ".repeat(1_000_000), echo: true, n: 128 } },
    { title: "likeliest tokens, 64 times", asked: { prompt: "word ".repeat(90_000), echo: true, n: 64, logprobs: 5 } },
    { title: "likeliest tokens of a prompt", asked: { prompt: "w ".repeat(90_000), prompt_logprobs: 20, n: 10 } },
  ])("is refused where the response would be many times as long as the request: $title", async ({ asked }) => {
    const { status, text } = await invoke({ ...asked, max_tokens: 5 });
    expect([status, text]).toEqual([400, expect.stringContaining("more than 50000000 characters")]);
  });

  test.each([
    { title: "a text", body: chat({ messages: [{ role: "user", content: "word ".repeat(4_000_000) }] }) },
    {
      title: "an image",
      body: chat({
        messages: [
          {
            role: "user",
            content: [{ type: "image_url", image_url: { url: `data:image/png;base64,${"QUJD".repeat(5_000_000)}` } }],
          },
        ],
      }),
    },
  ])("is answered in turns with others where it has 20 MB: $title", async ({ body }) => {
    const { answer, waited } = await besideOthers(Buffer.from(JSON.stringify(body)));
    expect(answer.status).toBe(200);
    // Some 50 ms; the client's own work is in the same process.
    expect(waited).toBeLessThan(500);
  });

  test.each([
    { title: "fifty thousand messages", body: turnsOf(50_000), status: 200 },
    { title: "ten million quotes", body: '"'.repeat(10_000_000), status: 400 },
  ])("keeps nobody waiting for long with $title to Converse", async ({ body, status }) => {
    const { answer, waited } = await besideOthers(body, "amazon.nova-lite-v1%3A0/converse");
    expect(answer.status).toBe(status);
    // Some 50 ms on a machine that does nothing else.
    expect(waited).toBeLessThan(1_000);
  });

  test("is refused for a pattern beyond what the engine takes, with the beginning of the reason", async () => {
    const { status, text } = await invoke(chat({ structured_outputs: { regex: "a".repeat(5_000_000) } }));
    expect([status, text]).toEqual([400, expect.stringContaining("Invalid regular expression")]);
    expect(text.length).toBeLessThan(500);
  });

  test("is refused where it nests without end", async () => {
    const { answer, waited } = await besideOthers(`{"messages":${"[".repeat(5_000_000)}${"]".repeat(5_000_000)}}`);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining("levels deep")]);
    expect(waited).toBeLessThan(2_000);
  });
});

interface Answered {
  readonly status: number;
  readonly text: string;
}

/** A request to Converse in which user and assistant take so many turns. */
function turnsOf(count: number): string {
  const each = (_: unknown, index: number) =>
    ({ role: index % 2 === 0 ? "user" : "assistant", content: [{ text: "Hi" }] }) as const;
  return JSON.stringify({ messages: Array.from({ length: count - 1 }, each) });
}

const INVOKE = `${encodeURIComponent("arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456")}/invoke`;

async function invoke(body: object | string | Buffer, path: string = INVOKE): Promise<Answered> {
  const response = await fetch(`${mock.url}/model/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

/**
 * Sends a request, and meanwhile others, one after the other. Tells how much processor time was taken at most before
 * others had their turn, in milliseconds: what a busy machine takes for something else does not count.
 */
async function besideOthers(
  body: object | string | Buffer,
  path?: string,
): Promise<{ readonly answer: Answered; readonly waited: number }> {
  const sent = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  let waited = 0;
  let isOver = false;
  let since = process.cpuUsage();
  const watch = () => {
    const { user, system } = process.cpuUsage(since);
    waited = Math.max(waited, (user + system) / 1000);
    since = process.cpuUsage();
    if (!isOver) setImmediate(watch);
  };
  setImmediate(watch);
  const answer = invoke(sent, path).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await isAlive();
  }
  return { answer: await answer, waited };
}

async function isAlive(): Promise<boolean> {
  return (await fetch(`${mock.url}/foundation-models`)).ok;
}

function contentOf(text: string): string {
  return Object(JSON.parse(text)).choices[0].message.content;
}
