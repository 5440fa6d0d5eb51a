import type { Http2ServerResponse } from "node:http2";
import { describe, expect, it } from "vitest";
import { startHttp2Server } from "../../test/start-http2-server.ts";
import { invokeModel } from "./invoke-model.ts";
import { createRuntimeClient } from "./runtime-client.ts";

const modelId = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
const request = { prompt: "How is the rainbow formed?", max_gen_len: 10 };
const generated = {
  generation: " A rainbow is formed",
  prompt_token_count: 7,
  generation_token_count: 10,
  stop_reason: "length",
  logprobs: null,
};
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

function clientOf(endpoint: string) {
  return createRuntimeClient({ endpoint, credentials, sdk: { maxAttempts: 1 } });
}

function answerJson(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (response: Http2ServerResponse) => {
    response.writeHead(status, { "content-type": "application/json", "x-amzn-requestid": "4a1b", ...headers });
    response.end(JSON.stringify(body));
  };
}

describe("invokeModel", () => {
  it("returns the body and what the headers say", async () => {
    const headers = {
      "x-amzn-bedrock-input-token-count": "7",
      "x-amzn-bedrock-output-token-count": "10",
      "x-amzn-bedrock-invocation-latency": "214",
      "x-amzn-bedrock-service-tier": "flex",
    };
    await using server = await startHttp2Server(answerJson(200, generated, headers));
    const result = await invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    expect(result.body.generation).toBe(" A rainbow is formed");
    expect(result).toMatchObject({
      requestId: "4a1b",
      inputTokenCount: 7,
      outputTokenCount: 10,
      invocationLatency: 214,
    });
    expect(result.serviceTier).toBe("flex");
    expect(result.cacheReadInputTokenCount).toBeUndefined();
    expect(result.headers["content-type"]).toBe("application/json");
    expect(result).not.toHaveProperty("bytes");
  });

  it("sends the body as JSON, and always says so", async () => {
    await using server = await startHttp2Server(answerJson(200, generated));
    await invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    const [received] = server.received;
    expect(received?.url).toBe(`/model/${encodeURIComponent(modelId)}/invoke`);
    expect(received?.headers["content-type"]).toBe("application/json");
    expect(received?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\//);
    expect(JSON.parse(received?.body ?? "")).toEqual(request);
  });

  it("sends each option in its header", async () => {
    await using server = await startHttp2Server(answerJson(200, generated));
    await invokeModel(clientOf(server.url), "bedrock-completion", modelId, request, {
      trace: "ENABLED",
      guardrailIdentifier: "gr1234567890",
      guardrailVersion: "DRAFT",
      performanceConfigLatency: "optimized",
      serviceTier: "priority",
      requestMetadata: { team: "docs" },
    });
    expect(server.received[0]?.headers).toMatchObject({
      "x-amzn-bedrock-trace": "ENABLED",
      "x-amzn-bedrock-guardrailidentifier": "gr1234567890",
      "x-amzn-bedrock-guardrailversion": "DRAFT",
      "x-amzn-bedrock-performanceconfig-latency": "optimized",
      "x-amzn-bedrock-service-tier": "priority",
      "x-amzn-bedrock-request-metadata": '{"team":"docs"}',
    });
  });

  it("returns the bytes on request", async () => {
    await using server = await startHttp2Server(answerJson(200, generated));
    const options = { includeBytes: true };
    const { bytes } = await invokeModel(clientOf(server.url), "bedrock-completion", modelId, request, options);
    expect(Buffer.from(bytes ?? []).toString()).toBe(JSON.stringify(generated));
  });
});

describe("a request that breaks its format", () => {
  // As a program without types would write it.
  const wrong = JSON.parse('{"prompt": 7}');

  it("is not sent", async () => {
    await using server = await startHttp2Server(answerJson(200, generated));
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, wrong);
    await expect(call).rejects.toMatchObject({ code: "InvalidRequest", operation: "InvokeModel", status: undefined });
    await expect(call).rejects.toThrow(/^\[InvalidRequest\] InvokeModel \/prompt: /);
    expect(server.received).toHaveLength(0);
  });

  it.each([
    {
      rule: "a guardrail without its version",
      body: request,
      options: { guardrailIdentifier: "gr1" },
      want: /guardrailVersion/,
    },
    {
      rule: "a guardrail's configuration without its identifier",
      body: { ...request, "amazon-bedrock-guardrailConfig": { tagSuffix: "xyz" } },
      options: {},
      want: /guardrailIdentifier/,
    },
  ])("is not sent where it breaks a rule of several parts: $rule", async ({ body, options, want }) => {
    await using server = await startHttp2Server(answerJson(200, generated));
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, body, options);
    await expect(call).rejects.toMatchObject({
      code: "InvalidRequest",
      issues: [{ message: expect.stringMatching(want) }],
    });
    expect(server.received).toHaveLength(0);
    await invokeModel(clientOf(server.url), "bedrock-completion", modelId, body, { ...options, validate: false });
    expect(server.received).toHaveLength(1);
  });

  it("is not sent where it breaks a rule of its format, and the place is named", async () => {
    await using server = await startHttp2Server(answerJson(200, generated));
    const tool = (name: string) => ({ type: "function", function: { name } }) as const;
    const call = invokeModel(clientOf(server.url), "openai-chat-completion", modelId, {
      messages: [{ role: "user", content: "Hello" }],
      tools: [tool("walk")],
      tool_choice: tool("fly"),
    });
    await expect(call).rejects.toMatchObject({
      code: "InvalidRequest",
      issues: [{ pointer: "/tool_choice/function/name" }],
    });
    expect(server.received).toHaveLength(0);
  });

  it("is not sent where JSON cannot hold it, even with validation off", async () => {
    await using server = await startHttp2Server(answerJson(200, generated));
    const cyclic = { ...request, self: {} };
    cyclic.self = cyclic;
    for (const [body, pointer] of [
      [cyclic, "/self"],
      [{ ...request, max_gen_len: 10n }, "/max_gen_len"],
    ] as const) {
      // As a program without types would write it.
      const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, body as never, { validate: false });
      await expect(call).rejects.toMatchObject({ code: "InvalidRequest", issues: [{ pointer }] });
    }
    expect(server.received).toHaveLength(0);
  });

  it("is sent where validation is off", async () => {
    await using server = await startHttp2Server(answerJson(200, generated));
    await invokeModel(clientOf(server.url), "bedrock-completion", modelId, wrong, { validate: false });
    expect(server.received).toHaveLength(1);
  });
});

describe("an answer that breaks its format", () => {
  const odd = { generation: 7 };

  it("is returned by default", async () => {
    await using server = await startHttp2Server(answerJson(200, odd));
    const { body } = await invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    expect(body).toEqual(odd);
  });

  it("throws on request", async () => {
    await using server = await startHttp2Server(answerJson(200, odd));
    const options = { onInvalidResponse: "throw" } as const;
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request, options);
    await expect(call).rejects.toMatchObject({ code: "InvalidResponse", requestId: "4a1b" });
    await expect(call).rejects.toThrow("/generation");
  });

  it("is reported on request", async () => {
    await using server = await startHttp2Server(answerJson(200, odd));
    const pointers: string[] = [];
    await invokeModel(clientOf(server.url), "bedrock-completion", modelId, request, {
      onInvalidResponse: (issues) => pointers.push(...issues.map(({ pointer }) => pointer)),
    });
    expect(pointers).toContain("/generation");
  });
});

describe("a success that is none", () => {
  const unknownRoute = { Output: { __type: "com.amazon.coral.service#UnknownOperationException" }, Version: "1.0" };

  it.each([
    { given: unknownRoute, headers: {}, want: { code: "UnknownOperationException", isRetryable: false } },
    {
      given: { __type: "com.amazon.bedrock#ThrottlingException", message: "Slow down." },
      headers: {},
      want: {
        code: "ThrottlingException",
        isRetryable: true,
        message: expect.stringContaining(": Slow down. (HTTP 200"),
      },
    },
    {
      given: generated,
      headers: { "x-amzn-errortype": "ModelErrorException:http://x/" },
      want: { code: "ModelErrorException" },
    },
  ])("throws the exception that it reports: $want.code", async ({ given, headers, want }) => {
    await using server = await startHttp2Server(answerJson(200, given, headers));
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    await expect(call).rejects.toMatchObject({ ...want, status: 200, requestId: "4a1b", operation: "InvokeModel" });
  });

  it.each([{}, [], null, "text", 7, { message: "Forbidden" }, { choices: [] }])(
    "throws where the body has no member of the format: %j",
    async (given) => {
      await using server = await startHttp2Server(answerJson(200, given));
      const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
      await expect(call).rejects.toMatchObject({
        code: "InvalidResponse",
        message: expect.stringContaining("the body has nothing of what InvokeModel returns"),
      });
    },
  );
});

describe("a failure", () => {
  it("keeps the exception's name without its suffix", async () => {
    const type = "ModelNotReadyException:http://internal.amazon.com/coral/com.amazon.bedrock/";
    await using server = await startHttp2Server(answerJson(429, { message: "Wait." }, { "x-amzn-errortype": type }));
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    await expect(call).rejects.toMatchObject({
      code: "ModelNotReadyException",
      message: "[ModelNotReadyException] InvokeModel: Wait. (HTTP 429, request 4a1b)",
      isRetryable: true,
    });
  });

  it("keeps what the exception says beyond its message", async () => {
    const members = { originalStatusCode: 500, resourceName: "model" };
    const headers = { "x-amzn-errortype": "ModelErrorException" };
    await using server = await startHttp2Server(answerJson(424, { message: "Broken.", ...members }, headers));
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    await expect(call).rejects.toMatchObject({ code: "ModelErrorException", status: 424, members, isRetryable: false });
  });

  it.each([
    { given: {}, headers: {}, want: "{}" },
    { given: {}, headers: { "x-amzn-errortype": "" }, want: "{}" },
    { given: { detail: "Slow down." }, headers: {}, want: "Slow down." },
    { given: { error: { message: "Slow down.", code: 429 } }, headers: {}, want: "Slow down." },
    { given: ["Slow down."], headers: {}, want: "Slow down." },
    { given: { message: "Slow down." }, headers: { "x-amzn-errortype": "a.b#" }, want: "Slow down." },
  ])(
    "is an UnknownError with its body where $headers and $given name no exception",
    async ({ given, headers, want }) => {
      await using server = await startHttp2Server(answerJson(429, given, headers));
      const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
      await expect(call).rejects.toMatchObject({
        code: "UnknownError",
        status: 429,
        requestId: "4a1b",
        isRetryable: true,
        message: expect.stringContaining(want),
      });
    },
  );

  it("has the name that only its body tells", async () => {
    const body = { __type: "com.amazon.bedrock#ThrottlingException" };
    await using server = await startHttp2Server(answerJson(429, body, { "x-amzn-errortype": "" }));
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    await expect(call).rejects.toMatchObject({ code: "ThrottlingException" });
  });

  it("keeps the exception of the AWS SDK as its cause", async () => {
    await using server = await startHttp2Server(answerJson(429, {}));
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    await expect(call).rejects.toMatchObject({ cause: { $fault: "client" } });
  });

  it("keeps the name of an exception that no model declares", async () => {
    const headers = {
      "x-amzn-errortype": "ExpiredTokenException:http://internal.amazon.com/coral/com.amazon.coral.service/",
    };
    await using server = await startHttp2Server(answerJson(403, { message: "Expired." }, headers));
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    await expect(call).rejects.toMatchObject({ code: "ExpiredTokenException", status: 403 });
  });

  const odd = [
    { name: "HTML under 200", status: 200, body: "<html>Sign in</html>", want: "<html>Sign in" },
    { name: "nothing under 200", status: 200, body: "", want: "it is empty" },
    { name: "JSON cut short", status: 200, body: '{"generation": "A rain', want: '{\\"generation\\"' },
    { name: "a text under 429", status: 429, body: "Too many requests", want: "Too many requests" },
    { name: "HTML under 502", status: 502, body: "<html>Bad gateway</html>", want: "<html>Bad gateway" },
  ];
  it.each(odd)("shows the beginning of $name", async ({ status, body, want }) => {
    await using server = await startHttp2Server((response) => response.writeHead(status).end(body));
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    await expect(call).rejects.toMatchObject({
      code: "InvalidResponse",
      status,
      message: expect.stringContaining(want),
    });
  });

  it("does not send the request to the place that a redirect names", async () => {
    await using other = await startHttp2Server(answerJson(200, generated));
    await using server = await startHttp2Server((response) => response.writeHead(307, { location: other.url }).end());
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    await expect(call).rejects.toMatchObject({ status: 307 });
    expect(other.received).toHaveLength(0);
  });

  it("names an abort and a timeout", async () => {
    await using server = await startHttp2Server(() => {});
    const client = clientOf(server.url);
    const stopped = invokeModel(client, "bedrock-completion", modelId, request, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "AbortError", operation: "InvokeModel" });
    const late = invokeModel(client, "bedrock-completion", modelId, request, { timeout: 50 });
    await expect(late).rejects.toMatchObject({ code: "TimeoutError", operation: "InvokeModel" });
  });

  it("names a connection that fails", async () => {
    const server = await startHttp2Server(() => {});
    await server[Symbol.asyncDispose]();
    const call = invokeModel(clientOf(server.url), "bedrock-completion", modelId, request);
    await expect(call).rejects.toThrow(/^\[NetworkError\] InvokeModel: no response: .*ECONNREFUSED/);
  });
});

describe("createRuntimeClient", () => {
  it("sends a bearer key", async () => {
    await using server = await startHttp2Server(answerJson(200, generated));
    const client = createRuntimeClient({ endpoint: server.url, bearerToken: "key" });
    await invokeModel(client, "bedrock-completion", modelId, request);
    expect(server.received[0]?.headers.authorization).toBe("Bearer key");
  });

  it("sends no authentication where it is told so", async () => {
    await using server = await startHttp2Server(answerJson(200, generated));
    const client = createRuntimeClient({ endpoint: server.url, unsigned: true });
    await invokeModel(client, "bedrock-completion", modelId, request);
    expect(server.received[0]?.headers.authorization).toBeUndefined();
  });
});
