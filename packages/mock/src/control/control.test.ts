import { readFileSync } from "node:fs";
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import {
  mockHealth,
  mockRefusal,
  mockRequestList,
  mockResponseIds,
  mockResponseList,
  mockTime,
} from "@bedrock-contract/validators/mock";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Mock, startMock } from "../start-mock.ts";

const NOVA = "amazon.nova-lite-v1:0";
let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});
afterEach(() => mock.reset());
afterAll(() => mock.close());

interface Call {
  readonly body?: unknown;
  readonly session?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function call(method: string, path: string, { body, session, headers = {} }: Call = {}): Promise<Response> {
  return fetch(`${mock.url}/_mock${path}`, {
    method,
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(session !== undefined && { "x-mock-session": session }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

async function read<Value>(method: string, path: string, options?: Call): Promise<Value> {
  // What each test reads of it is what the API promises.
  return (await (await call(method, path, options)).json()) as Value;
}

async function say(text: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${mock.url}/model/${NOVA}/converse`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ messages: [{ role: "user", content: [{ text }] }] }),
  });
}

async function answerTo(text: string, headers?: Readonly<Record<string, string>>): Promise<string> {
  const answer: unknown = await (await say(text, headers)).json();
  return Object(answer).output?.message.content[0].text ?? Object(answer).message;
}

describe("the API of the mock", () => {
  test("says that it is ready", async () => {
    const health = await read("GET", "/health");
    expect(mockHealth.parse(health)).toEqual({
      status: "ok",
      version: JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version,
    });
  });

  test("sets responses, and names them", async () => {
    const body = [{ text: "First.", once: true }, { text: "Then." }];
    const set = await call("POST", "/responses", { body });
    expect(set.status).toBe(201);
    expect(mockResponseIds.parse(await set.json()).ids).toHaveLength(2);
    expect([await answerTo("a"), await answerTo("b"), await answerTo("c")]).toEqual(["First.", "Then.", "Then."]);
    await call("DELETE", "/responses");
    expect(await answerTo("d")).not.toBe("Then.");
  });

  test("lists what was received, and what became of it", async () => {
    const { ids } = await read<{ ids: string[] }>("POST", "/responses", {
      body: { matcher: { text: { contains: "Hi" } }, text: "Hello." },
    });
    await say("Hi");
    await say("Ho");
    await fetch(`${mock.url}/model/${NOVA}/converse`, { method: "POST", body: '{"messages":1}' });
    const { requests } = mockRequestList.parse(await read("GET", "/requests"));
    expect(requests).toMatchObject([
      { operation: "Converse", modelId: NOVA, outcome: { isValid: true, answeredBy: "response", response: ids[0] } },
      { outcome: { status: 200, isValid: true, answeredBy: "specs" } },
      { outcome: { status: 400, isValid: false, answeredBy: "refusal", message: expect.stringContaining("messages") } },
    ]);
    expect(mockRequestList.parse(await read("GET", "/unmatched")).requests).toHaveLength(2);
    expect(mock.requests).toHaveLength(3);
    await call("DELETE", "/requests");
    expect(mock.requests).toEqual([]);
  });

  test("lists the responses that were never given", async () => {
    const [given, other] = [{ text: "Given." }, { text: "Never.", matcher: { text: { contains: "never" } } }];
    await call("POST", "/responses", { body: [given, other] });
    await say("Hi");
    const { responses } = mockResponseList.parse(await read("GET", "/unused"));
    expect(responses.map(({ response }) => response)).toEqual([other]);
  });

  test("sets states, and a response sets them, too", async () => {
    const body = [
      { text: "Who are you?", matcher: { states: { login: "started" } }, setStates: { login: "asked" } },
      { text: "Welcome.", matcher: { states: { login: "asked" } } },
      { text: "Locked.", matcher: { states: { login: "locked" } } },
    ];
    await call("POST", "/responses", { body });
    expect([await answerTo("a"), await answerTo("b")]).toEqual(["Who are you?", "Welcome."]);
    expect(await read("PUT", "/state", { body: { login: "locked", other: "on" } })).toEqual({
      login: "locked",
      other: "on",
    });
    expect(await answerTo("c")).toBe("Locked.");
  });

  test("lets time pass", async () => {
    const before = Date.now();
    const { now } = mockTime.parse(await read("POST", "/clock", { body: { advance: "1h" } }));
    expect(Date.parse(now) - before).toBeGreaterThanOrEqual(3_600_000);
    expect(mock.clock.now()).toBeGreaterThan(Date.now() + 3_000_000);
  });

  test.each([{ advanceMs: 1e308 }, { advanceMs: 8.64e15 }, { advance: "99999999999999999d" }])(
    "goes no further than a date can: %j",
    async (body) => {
      const response = await call("POST", "/clock", { body });
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("year 275760")]);
      expect(mock.clock.now()).toBeLessThan(Date.now() + 86_400_000);
    },
  );

  test("sets a quota of tokens, which time fills again", async () => {
    await call("PUT", "/faults", { body: { tokensPerMinute: 20, retryAfterSeconds: 7 } });
    await call("POST", "/responses", { body: { text: "x", usage: { inputTokens: 15, outputTokens: 5 } } });
    expect((await say("a")).status).toBe(200);
    const refused = await say("b");
    expect([refused.status, refused.headers.get("retry-after"), Object(await refused.json()).message]).toEqual([
      429,
      "7",
      "Too many tokens, please wait before trying again.",
    ]);
    await call("POST", "/clock", { body: { advanceMs: 60_000 } });
    expect((await say("c")).status).toBe(200);
  });

  test("adds latency", async () => {
    await call("PUT", "/faults", { body: { latencyMs: { min: 100, max: 120 } } });
    const start = performance.now();
    await say("a");
    expect(performance.now() - start).toBeGreaterThan(99);
  });

  test("forgets everything", async () => {
    await call("POST", "/responses", { body: { text: "Mine." } });
    await call("PUT", "/state", { body: { a: "b" } });
    await say("Hi");
    expect((await call("POST", "/reset")).status).toBe(204);
    expect(mock.requests).toEqual([]);
    expect(await answerTo("Hi")).not.toBe("Mine.");
    expect(await read("PUT", "/state", { body: { c: "d" } })).toEqual({ c: "d" });
  });
});

describe("what is wrong", () => {
  test.each([
    { given: { body: { boby: 1 } }, want: '/boby is not a known member (did you mean "body"?)' },
    { given: { body: [{ body: 1 }, { times: 0 }] }, want: "/1/times must be at least 1" },
    { given: { body: [{ body: 1 }, { text: "a", body: 1 }] }, want: "The response /1: a response has body or what" },
    { given: { body: { matcher: { format: "gpt" }, body: 1 } }, want: "no format is called gpt" },
    { given: { body: { matcher: { when: "true" }, body: 1 } }, want: "/matcher/when is not a known member" },
    { given: { body: "{" }, want: "The body is not JSON" },
    { given: { headers: { "content-type": "text/plain" }, body: "{}" }, want: "content type must be application/json" },
  ])("gets a clear answer: $want", async ({ given, want }) => {
    const refused = await call("POST", "/responses", given);
    const { message } = mockRefusal.parse(await refused.json());
    expect([refused.status, message]).toEqual([400, expect.stringContaining(want)]);
    expect((await read<{ responses: unknown[] }>("GET", "/unused")).responses).toEqual([]);
  });

  test("is a path or a method that it does not have", async () => {
    const [path, method] = [await call("GET", "/nowhere"), await call("DELETE", "/clock")];
    expect([path.status, Object(await path.json()).message]).toEqual([404, expect.stringContaining("/_mock/health")]);
    expect([method.status, method.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("is a web page of others", async () => {
    const refused = await call("POST", "/reset", { headers: { origin: "https://evil.example" } });
    expect(refused.status).toBe(403);
  });
});

describe("sessions", () => {
  test("do not meet, by the header", async () => {
    await call("POST", "/responses", { session: "one", body: { text: "One." } });
    await call("POST", "/responses", { session: "two", body: { text: "Two." } });
    const [one, two] = [{ "x-mock-session": "one" }, { "x-mock-session": "two" }];
    expect([await answerTo("a", one), await answerTo("b", two)]).toEqual(["One.", "Two."]);
    expect(await answerTo("c")).not.toMatch(/One|Two/);
    const { requests } = mockRequestList.parse(await read("GET", "/requests", { session: "one" }));
    expect(requests).toMatchObject([{ body: { messages: [{ content: [{ text: "a" }] }] } }]);
    expect(mock.requests).toHaveLength(1);
  });

  test("are those of the access key, where one is called so", async () => {
    await call("POST", "/responses", { session: "AKIDTEST7", body: { text: "Seven." } });
    const credentials = { accessKeyId: "AKIDTEST7", secretAccessKey: "any" };
    const client = new BedrockRuntimeClient({ ...mock.clientConfig, credentials });
    const other = new BedrockRuntimeClient(mock.clientConfig);
    const input = { modelId: NOVA, messages: [{ role: "user" as const, content: [{ text: "Hi" }] }] };
    const { output } = await client.send(new ConverseCommand(input));
    expect(output?.message?.content).toEqual([{ text: "Seven." }]);
    expect((await other.send(new ConverseCommand(input))).output?.message?.content).not.toEqual([{ text: "Seven." }]);
    client.destroy();
    other.destroy();
    expect(await answerTo("a", { authorization: "Bearer AKIDTEST7" })).toBe("Seven.");
  });
});

describe("a mock that others reach", () => {
  test("is not scripted by them, unless it is told so", async () => {
    for (const [options, status] of [
      [{ host: "0.0.0.0" }, 404],
      [{ host: "0.0.0.0", control: true }, 200],
      [{ control: false }, 404],
    ] as const) {
      await using other = await startMock(options);
      expect((await fetch(`http://127.0.0.1:${other.port}/_mock/health`)).status).toBe(status);
    }
  });
});
