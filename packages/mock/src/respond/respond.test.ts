import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ThrottlingException,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Mock, startMock } from "../start-mock.ts";
import type { MockResponse, RequestMatcher } from "./mock-response.ts";

const MODEL = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
const BODY = { prompt: "How are you?", max_tokens: 20 };

let mock: Mock;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" };
  client = new BedrockRuntimeClient({ endpoint: mock.url, region: "us-east-1", credentials, maxAttempts: 1 });
});
afterEach(() => mock.reset());
afterAll(async () => {
  client.destroy();
  await mock.close();
});

describe("respond", () => {
  test("answers with a body, its status and headers", async () => {
    mock.respond({
      matcher: { operation: "InvokeModel" },
      body: { text: "mine", usage: { prompt_tokens: 7 } },
      headers: { "X-Own": "1" },
    });
    const response = await send();
    expect(response.headers.get("x-own")).toBe("1");
    expect(response.headers.get("x-amzn-bedrock-input-token-count")).toBe("7");
    expect(await response.json()).toEqual({ text: "mine", usage: { prompt_tokens: 7 } });
    mock.respond({ status: 503, body: { message: "down" } });
    expect((await send()).status).toBe(503);
  });

  test("responds once, a number of times, in order, and then always", async () => {
    mock.respond({ body: 0 });
    mock.respond({ body: 1, once: true });
    mock.respond({ body: 2, times: 2 });
    mock.respond({ body: 3 });
    const bodies = [];
    for (let index = 0; index < 5; index += 1) {
      bodies.push(await (await send()).json());
    }
    expect(bodies).toEqual([1, 2, 2, 3, 3]);
  });

  test.each([
    { matcher: { operation: "InvokeModel" }, isMeant: true },
    { matcher: { operation: "ListFoundationModels" }, isMeant: false },
    { matcher: { format: "openai-completion" }, isMeant: true },
    { matcher: { format: "bedrock-completion" }, isMeant: false },
    { matcher: { modelId: MODEL }, isMeant: true },
    { matcher: { modelId: "anthropic.claude-v2" }, isMeant: false },
    { matcher: { when: ({ body }) => Object(body).max_tokens === 20 }, isMeant: true },
    { matcher: { format: "openai-completion", when: () => false }, isMeant: false },
  ] satisfies readonly { matcher: MockResponse["matcher"]; isMeant: boolean }[])(
    "knows for whom it is: $matcher",
    async ({ matcher, isMeant }) => {
      mock.respond({ matcher, body: "mine" });
      expect((await (await send()).json()) === "mine").toBe(isMeant);
    },
  );

  test("answers the management API", async () => {
    mock.respond({ matcher: { operation: "ListFoundationModels" }, body: { modelSummaries: [] } });
    expect(await (await fetch(`${mock.url}/foundation-models`)).json()).toEqual({ modelSummaries: [] });
  });

  test("throws an exception in the SDK", async () => {
    mock.respond({ error: "ThrottlingException", once: true });
    await expect(invoke()).rejects.toBeInstanceOf(ThrottlingException);
    mock.respond({ error: { type: "OwnException", message: "no" }, status: 418, once: true });
    await expect(invoke()).rejects.toMatchObject({
      name: "OwnException",
      message: "no",
      $metadata: { httpStatusCode: 418 },
    });
    await expect(invoke()).resolves.toBeDefined();
  });

  test("streams chunks", async () => {
    mock.respond({ chunks: [{ a: 1 }, { a: 2 }] });
    expect(await stream()).toEqual({ chunks: [{ a: 1 }, { a: 2 }], error: undefined });
    await expect(invoke()).resolves.not.toHaveProperty("a");
  });

  test.each([
    { chunks: [{ a: 1 }, { a: 2 }, { a: 3 }], after: 2, want: [{ a: 1 }, { a: 2 }] },
    { chunks: undefined, after: 0, want: [] },
    { chunks: undefined, after: 1, want: [expect.objectContaining({ object: "text_completion" })] },
  ])("ends a stream with an exception after $after chunks", async ({ chunks, after, want }) => {
    mock.respond({
      ...(chunks === undefined ? {} : { chunks }),
      error: { type: "ThrottlingException", message: "slow down", after },
    });
    const { chunks: received, error } = await stream();
    expect(received).toEqual(want);
    expect(error).toMatchObject({ name: "ThrottlingException", message: "slow down" });
  });

  test("throws before a stream", async () => {
    mock.respond({ matcher: { operation: "InvokeModelWithResponseStream" }, error: "ModelNotReadyException" });
    expect(await stream()).toMatchObject({ chunks: [], error: { name: "ModelNotReadyException" } });
  });

  test("waits", async () => {
    mock.respond({ delayMs: 150 });
    const start = performance.now();
    const response = await send();
    expect({ status: response.status, isLate: performance.now() - start >= 149 }).toEqual({
      status: 200,
      isLate: true,
    });
  });

  test.each<[unknown, string]>([
    [{ modelID: "x" }, '/matcher/modelID is not a known member (did you mean "modelId"?)'],
    [{ operation: "InvokeModel", Format: "x" }, '/matcher/Format is not a known member (did you mean "format"?)'],
    [{ modelId: 5 }, "/matcher/modelId must be a string"],
    [{ when: true }, "/matcher/when must be a function"],
    [null, "must be an object"],
    ["InvokeModel", "must be an object"],
  ])("throws for a matcher that JavaScript lets through: %j", (matcher, want) => {
    // TypeScript would not take it.
    expect(() => mock.respond({ body: 1, matcher: matcher as RequestMatcher })).toThrow(want);
  });

  test("comes after validation", async () => {
    mock.respond({ body: "mine" });
    expect((await send({ ...BODY, max_tokens: -1 })).status).toBe(400);
  });

  test.each([
    [{ body: 1, chunks: [] }, "body or chunks, not both"],
    [{ body: 1, error: "ThrottlingException" }, "a body or an error"],
    [{ once: true, times: 2, body: 1 }, "once or times"],
    [{ times: 0, body: 1 }, "/times must be"],
    [{ delayMs: -1 }, "/delayMs must be"],
    [{ status: 99, body: 1 }, "/status must be at least 200"],
    [{ status: 500 }, "needs a body or an error"],
    [{ error: "ThrottlingException", status: 200 }, "400 or more"],
    [{ error: "NoSuchException" }, "NoSuchException is not an exception of any operation"],
    [
      { error: "ModelNotReadyException", matcher: { operation: "ListFoundationModels" } },
      "not an exception of ListFoundationModels",
    ],
    [{ chunks: [], matcher: { operation: "InvokeModel" } }, "InvokeModel does not stream"],
    [{ body: 1, matcher: { operation: "InvokeModelWithResponseStream" } }, "streams: give chunks"],
    [{ chunks: [1], error: { type: "ThrottlingException", after: 2 } }, "there are 1 chunks"],
    [{ chunks: [1], error: "ThrottlingException" }, "needs `after`"],
    [
      { body: 1, matcher: { format: "amazon-nova", modelId: "anthropic.claude-v2:1" } },
      "never of the format amazon-nova",
    ],
    [{ body: 1, matcher: { format: "amazon-nova", operation: "Converse" } }, "is not of a format"],
    [{ body: 1, matcher: { modelId: "a.b", operation: "ListCustomModels" } }, "has no model id"],
    [{ body: 1, matcher: { body: {}, operation: "ListCustomModels" } }, "ListCustomModels has no body"],
    [{ body: 1, matcher: { text: { contains: "a" }, operation: "ApplyGuardrail" } }, "says nothing to a model"],
    [{ body: 1, matcher: { hasTool: "a", format: "titan-text" } }, "offers no tools"],
    [{ body: 1, matcher: { turn: 2, format: "titan-text" } }, "turn is always 1"],
    [{ body: 1, matcher: { text: { matches: "(" } } }, "is not a regular expression"],
    [{ body: 1, matcher: { pointers: { a: 1 } } }, "/matcher/pointers/a"],
    [{ text: "a", json: 1 }, "a text or json"],
    [{ text: "a", body: 1 }, "body or what the model says, not both"],
    [{ stopReason: "end" }, "give a text"],
    [{ text: "a", matcher: { operation: "ApplyGuardrail" } }, "does not return what a model says"],
    [
      { text: "a", matcher: { format: "titan-embed-text", operation: "InvokeModel" } },
      "does not return what a model says",
    ],
    [{ text: "a", status: 500 }, "cannot have the status 500"],
    [{ frames: ["?"] }, "base64"],
    [{ body: 1, matcher: { operation: "Invoke" } }, "no operation is called Invoke"],
    [{ body: 1, matcher: { format: "gpt" } }, "no format is called gpt"],
    [{ body: 1, headers: { "x-mine": "one\ntwo" } }, "HTTP does not admit the header x-mine"],
    [{ body: 1, headers: { "Transfer-Encoding": "chunked" } }, "HTTP does not admit the header Transfer-Encoding"],
    [{ body: 1, headers: { "x mine": "one" } }, "HTTP does not admit the header x mine"],
  ] satisfies readonly (readonly [MockResponse, string])[])(
    "refuses what no request could get: %j",
    (response, reason) => {
      expect(() => mock.respond(response)).toThrow(reason);
    },
  );

  test("refuses members that do not exist", () => {
    const misspelt: object = { boby: 1 };
    expect(() => mock.respond(misspelt)).toThrow('/boby is not a known member (did you mean "body"?)');
  });
});

describe("requests", () => {
  test("lists what was received, with secrets redacted", async () => {
    await invoke();
    await fetch(`${mock.url}/foundation-models?byProvider=Amazon`);
    await fetch(`${mock.url}/nowhere`, { method: "POST", body: "no JSON" });
    expect(mock.requests).toMatchObject([
      {
        method: "POST",
        path: `/model/${encodeURIComponent(MODEL)}/invoke`,
        operation: "InvokeModel",
        format: "openai-completion",
        modelId: MODEL,
        parameters: { modelId: MODEL },
        headers: { authorization: "[redacted]", "x-amz-security-token": "[redacted]" },
        body: BODY,
      },
      { method: "GET", operation: "ListFoundationModels", parameters: { byProvider: "Amazon" }, body: undefined },
      { method: "POST", path: "/nowhere", body: "no JSON" },
    ]);
    expect(JSON.stringify(mock.requests)).not.toContain("AKIDEXAMPLE");
  });

  test("are forgotten by reset, with the answers that were set", async () => {
    mock.respond({ body: "mine" });
    await send();
    mock.reset();
    expect(mock.requests).toEqual([]);
    expect(await (await send()).json()).not.toBe("mine");
  });

  test("show no key, wherever it stands", async () => {
    const key = "canary-key";
    const headers = { "x-api-key": key, "api-key": key, cookie: `a=${key}`, "x-goog-api-key": key };
    const query = `byProvider=Amazon&X-Amz-Signature=${key}&X-Amz-Credential=${key}&X-Amz-Security-Token=${key}&key=${key}`;
    await fetch(`${mock.url}/foundation-models?${query}`, { headers });
    expect(mock.requests.at(-1)?.parameters).toMatchObject({
      byProvider: "Amazon",
      "X-Amz-Signature": "[redacted]",
      key: "[redacted]",
    });
    expect(JSON.stringify(mock.requests)).not.toContain(key);
  });

  test("are fewer where their bodies are long", async () => {
    for (let index = 0; index < 4; index += 1) {
      await fetch(`${mock.url}/long/${index}`, { method: "POST", body: "x".repeat(10_000_000) });
    }
    expect(mock.requests.map(({ path }) => path)).toEqual(["/long/1", "/long/2", "/long/3"]);
  });

  test("are the latest only", async () => {
    const small = await startMock({ maxRequests: 1 });
    await fetch(`${small.url}/one`);
    await fetch(`${small.url}/two`);
    expect(small.requests.map(({ path }) => path)).toEqual(["/two"]);
    await small.close();
  });
});

function send(body: unknown = BODY): Promise<Response> {
  const url = `${mock.url}/model/${encodeURIComponent(MODEL)}/invoke`;
  return fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

async function invoke(): Promise<unknown> {
  const output = await client.send(new InvokeModelCommand({ modelId: MODEL, body: JSON.stringify(BODY) }));
  return JSON.parse(output.body.transformToString());
}

async function stream() {
  const chunks: unknown[] = [];
  try {
    const command = new InvokeModelWithResponseStreamCommand({ modelId: MODEL, body: JSON.stringify(BODY) });
    for await (const { chunk } of (await client.send(command)).body ?? []) {
      chunks.push(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()));
    }
    return { chunks, error: undefined };
  } catch (error) {
    return { chunks, error };
  }
}

test.each([null, undefined, "text", 5, []])("a response that is %j is refused in words", (response) => {
  expect(() => mock.respond(response as never)).toThrow("mock.respond: a response must be an object");
});
