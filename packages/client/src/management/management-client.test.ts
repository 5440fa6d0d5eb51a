import { afterEach, describe, expect, it, vi } from "vitest";
import { expectedSignature } from "../../test/expected-signature.ts";
import { answerJson, startServer } from "../../test/start-server.ts";
import { createManagementClient } from "./management-client.ts";

const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "secret-of-example",
  sessionToken: "token-of-example",
};
const jobArn =
  "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/cohere.command-text-v14:7:4k/abcdef123456";
const listed = { modelSummaries: [] };
/** What the operations that are called below return, all in one. */
const anything = { ...listed, jobArn, provisionedModelArn: "arn" };
const found = { modelDetails: { modelArn: "arn", modelId: "anthropic.claude-v2" } };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("call", () => {
  it("returns the body of the success", async () => {
    await using server = await startServer(answerJson(200, found));
    const client = createManagementClient({ endpoint: server.url, credentials });
    const answer = await client.call("GetFoundationModel", { modelIdentifier: "anthropic.claude-v2" });
    expect(answer.modelDetails?.modelId).toBe("anthropic.claude-v2");
  });

  it("encodes an ARN in the path as the AWS SDK does", async () => {
    await using server = await startServer(answerJson(200, { jobArn }));
    await createManagementClient({ endpoint: server.url, credentials }).call("GetModelCustomizationJob", {
      jobIdentifier: jobArn,
    });
    expect(server.received[0]?.url).toBe(`/model-customization-jobs/${encodeURIComponent(jobArn)}`);
  });

  it("keeps a path of the endpoint", async () => {
    await using server = await startServer(answerJson(200, listed));
    const client = createManagementClient({ endpoint: `${server.url}/base/`, credentials });
    await client.call("ListFoundationModels");
    expect(server.received[0]?.url).toBe("/base/foundation-models");
  });

  it("sends parameters in the query and the other members in the body", async () => {
    await using server = await startServer(answerJson(201, anything));
    const client = createManagementClient({ endpoint: server.url, credentials });
    await client.call("CreateProvisionedModelThroughput", {
      modelUnits: 1,
      provisionedModelName: "units",
      modelId: "anthropic.claude-v2",
    });
    await client.call("ListCustomModels", { nameContains: "a b&c", maxResults: 5, isOwned: true });
    expect(JSON.parse(server.received[0]?.body ?? "")).toEqual({
      modelUnits: 1,
      provisionedModelName: "units",
      modelId: "anthropic.claude-v2",
      clientRequestToken: expect.any(String),
    });
    expect(server.received[0]?.headers["content-type"]).toBe("application/json");
    expect(server.received[1]?.url).toBe("/custom-models?nameContains=a%20b%26c&maxResults=5&isOwned=true");
  });

  it("throws the exception that the header names, without its suffix", async () => {
    const type = "ConflictException:http://internal.amazon.com/coral/com.amazon.bedrock/";
    await using server = await startServer(
      answerJson(400, { message: "The name is taken." }, { "x-amzn-errortype": type }),
    );
    const client = createManagementClient({ endpoint: server.url, credentials });
    await expect(client.call("GetFoundationModel", { modelIdentifier: "x" })).rejects.toMatchObject({
      code: "ConflictException",
      status: 400,
      requestId: "4a1b",
      operation: "GetFoundationModel",
      message: "[ConflictException] GetFoundationModel: The name is taken. (HTTP 400, request 4a1b)",
    });
  });

  it.each([
    { given: {}, headers: {}, want: "{}" },
    { given: { detail: "Slow down." }, headers: { "x-amzn-errortype": "" }, want: "Slow down." },
  ])(
    "throws an UnknownError with the body $given where nothing names the exception",
    async ({ given, headers, want }) => {
      await using server = await startServer(answerJson(429, given, headers));
      const client = createManagementClient({ endpoint: server.url, credentials });
      await expect(client.call("ListCustomModels")).rejects.toMatchObject({
        code: "UnknownError",
        status: 429,
        isRetryable: true,
        message: expect.stringContaining(want),
      });
    },
  );

  it("refuses a body that JSON cannot hold, by name and by path", async () => {
    const client = createManagementClient({ endpoint: "http://127.0.0.1:1", credentials });
    // As a program without types would write it.
    const body = { modelUnits: 1n, provisionedModelName: "units", modelId: "anthropic.claude-v2" } as never;
    const want = { code: "InvalidRequest", issues: [{ pointer: "/modelUnits" }] };
    const call = client.call("CreateProvisionedModelThroughput", body);
    await expect(call).rejects.toMatchObject({ ...want, operation: "CreateProvisionedModelThroughput" });
    await expect(client.http.POST("/provisioned-model-throughput", { body })).rejects.toMatchObject(want);
  });

  it("refuses a label that would lead to another path", async () => {
    const client = createManagementClient({ endpoint: "http://127.0.0.1:1", credentials });
    for (const modelIdentifier of ["..", ".", ""]) {
      await expect(client.call("GetFoundationModel", { modelIdentifier })).rejects.toThrow(
        "needs a value for {modelIdentifier}",
      );
    }
  });

  it("refuses an operation that it does not know", async () => {
    const client = createManagementClient({ endpoint: "http://127.0.0.1:1", credentials });
    // @ts-expect-error: the type refuses it too
    await expect(async () => client.call("InvokeModel", {})).rejects.toThrow("not an operation of the management API");
  });
});

describe("send", () => {
  it("returns a declared error", async () => {
    const throttled = answerJson(429, { message: "Slow down." }, { "x-amzn-errortype": "ThrottlingException" });
    await using server = await startServer(throttled);
    const client = createManagementClient({ endpoint: server.url, credentials });
    const answer = await client.send("GetFoundationModel", { modelIdentifier: "x" });
    expect(answer).toMatchObject({
      ok: false,
      status: 429,
      errorType: "ThrottlingException",
      body: { message: "Slow down." },
    });
  });

  it("throws where the specs do not declare the response", async () => {
    await using server = await startServer((_, response) => response.writeHead(502).end("<h1>Bad gateway</h1>"));
    const client = createManagementClient({ endpoint: server.url, credentials });
    await expect(client.send("GetFoundationModel", { modelIdentifier: "x" })).rejects.toMatchObject({
      status: 502,
      isRetryable: true,
      message: expect.stringContaining("<h1>Bad gateway</h1>"),
    });
  });

  it("throws where a success is not JSON", async () => {
    await using server = await startServer((_, response) => response.writeHead(200).end("<html>Sign in"));
    const client = createManagementClient({ endpoint: server.url, credentials });
    await expect(client.send("ListFoundationModels")).rejects.toMatchObject({
      code: "InvalidResponse",
      message: expect.stringContaining("<html>Sign in"),
    });
  });
});

describe("a 200 that is not a success", () => {
  const unknownRoute = { Output: { __type: "com.amazon.coral.service#UnknownOperationException" }, Version: "1.0" };

  it.each(["call", "send"] as const)("throws the exception that it reports, from %s", async (method) => {
    await using server = await startServer(answerJson(200, unknownRoute));
    const client = createManagementClient({ endpoint: server.url, credentials });
    const want = { code: "UnknownOperationException", status: 200, requestId: "4a1b" };
    await expect(client[method]("ListFoundationModels")).rejects.toMatchObject(want);
    await expect(client[method]("GetFoundationModel", { modelIdentifier: "x" })).rejects.toMatchObject(want);
    const units = { modelUnits: 1, provisionedModelName: "units", modelId: "anthropic.claude-v2" };
    await expect(client[method]("CreateProvisionedModelThroughput", units)).rejects.toMatchObject(want);
  });

  it.each([{}, [], null, "text", { message: "Forbidden" }, { Output: {}, Version: "1.0" }])(
    "throws where the body has no member of the operation: %j",
    async (given) => {
      await using server = await startServer(answerJson(200, given));
      const client = createManagementClient({ endpoint: server.url, credentials });
      const want = {
        code: "InvalidResponse",
        message: expect.stringContaining("nothing of what ListCustomModels returns"),
      };
      await expect(client.call("ListCustomModels")).rejects.toMatchObject(want);
    },
  );

  it.each([
    ["ListFoundationModels", {}],
    ["GetFoundationModel", { modelIdentifier: "x" }],
    ["ListModelCustomizationJobs", {}],
    ["GetModelCustomizationJob", { jobIdentifier: "x" }],
    ["ListProvisionedModelThroughputs", {}],
  ] as const)("throws where %s returns an object without members", async (operation, input) => {
    await using server = await startServer(answerJson(200, {}));
    const client = createManagementClient({ endpoint: server.url, credentials });
    await expect(client.call(operation, input as never)).rejects.toMatchObject({ code: "InvalidResponse" });
    await expect(client.send(operation, input as never)).rejects.toMatchObject({ code: "InvalidResponse" });
  });

  it.each([{}, unknownRoute])("throws, asked by path, too: %j", async (given) => {
    await using server = await startServer(answerJson(200, given));
    const { http } = createManagementClient({ endpoint: server.url, credentials });
    await expect(http.GET("/custom-models")).rejects.toThrow(/UnknownOperationException|nothing of what/);
    const path = { modelIdentifier: "x" };
    await expect(http.GET("/foundation-models/{modelIdentifier}", { params: { path } })).rejects.toThrow("[");
  });

  it("throws, asked by path, where the specs do not declare the error", async () => {
    await using server = await startServer((_, response) => response.writeHead(502).end("<h1>Bad gateway</h1>"));
    const { http } = createManagementClient({ endpoint: server.url, credentials });
    await expect(http.GET("/custom-models")).rejects.toMatchObject({ status: 502, isRetryable: true });
  });

  it("is a success with one member that is known, and others that are not", async () => {
    await using server = await startServer(answerJson(200, { modelSummaries: null, message: "Partial." }));
    const client = createManagementClient({ endpoint: server.url, credentials });
    expect(await client.call("ListCustomModels")).toEqual({ modelSummaries: null, message: "Partial." });
  });
});

describe("http", () => {
  it("returns the response by path", async () => {
    await using server = await startServer(answerJson(200, found));
    const { http } = createManagementClient({ endpoint: server.url, credentials });
    const path = { modelIdentifier: "amazon.titan-text-express-v1:0:8k" };
    const { data, response } = await http.GET("/foundation-models/{modelIdentifier}", { params: { path } });
    expect(data?.modelDetails?.modelId).toBe("anthropic.claude-v2");
    expect(response.status).toBe(200);
    expect(server.received[0]?.url).toBe("/foundation-models/amazon.titan-text-express-v1%3A0%3A8k");
    expect(server.received[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
  });
});

describe("authentication", () => {
  it("signs with the credentials, for the service bedrock", async () => {
    await using server = await startServer(answerJson(200, listed));
    await createManagementClient({ endpoint: server.url, region: "eu-west-1", credentials }).call(
      "ListFoundationModels",
    );
    const { headers } = server.received[0] ?? {};
    expect(headers?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request, /,
    );
    expect(headers?.["x-amz-security-token"]).toBe("token-of-example");
  });

  it("signs exactly what it sends", async () => {
    await using server = await startServer(answerJson(200, anything));
    const client = createManagementClient({ endpoint: `${server.url}/base`, credentials });
    await client.call("ListCustomModels", { nameContains: "a b+c/é&'(*)", maxResults: 5 });
    await client.call("GetModelCustomizationJob", { jobIdentifier: jobArn });
    await client.call("CreateProvisionedModelThroughput", { modelUnits: 1, provisionedModelName: "é", modelId: "x.y" });
    expect(server.received).toHaveLength(3);
    for (const received of server.received) {
      const signature = /Signature=(\w+)/.exec(received.headers.authorization ?? "")?.[1];
      expect(signature).toBe(expectedSignature(received, credentials.secretAccessKey));
    }
  });

  it("sends a bearer key", async () => {
    await using server = await startServer(answerJson(200, listed));
    await createManagementClient({ endpoint: server.url, bearerToken: "key" }).call("ListFoundationModels");
    expect(server.received[0]?.headers.authorization).toBe("Bearer key");
  });

  it("sends nothing where it is told so", async () => {
    await using server = await startServer(answerJson(200, listed));
    await createManagementClient({ endpoint: server.url, unsigned: true }).call("ListFoundationModels");
    expect(server.received[0]?.headers.authorization).toBeUndefined();
  });

  it("takes the bearer key, the endpoint and the region from the environment", async () => {
    await using server = await startServer(answerJson(200, listed));
    vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "key-of-environment");
    vi.stubEnv("AWS_ENDPOINT_URL_BEDROCK", server.url);
    vi.stubEnv("AWS_REGION", "eu-west-1");
    const client = createManagementClient();
    await client.call("ListFoundationModels");
    expect(client).toMatchObject({ endpoint: server.url, region: "eu-west-1" });
    expect(server.received[0]?.headers.authorization).toBe("Bearer key-of-environment");
  });

  it("signs with what the credential chain finds", async () => {
    await using server = await startServer(answerJson(200, listed));
    vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", undefined);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDCHAIN");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    await createManagementClient({ endpoint: server.url }).call("ListFoundationModels");
    expect(server.received[0]?.headers.authorization).toContain("Credential=AKIDCHAIN/");
  });

  it("says what to set where there are no credentials", async () => {
    const nothing = ["AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"];
    for (const name of nothing) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
    const client = createManagementClient({ endpoint: "http://127.0.0.1:1" });
    await expect(client.call("ListFoundationModels")).rejects.toThrow(
      /^\[CredentialsError\] ListFoundationModels: no AWS credentials found: set AWS_BEARER_TOKEN_BEDROCK, /,
    );
  });

  it("says which credentials cannot be used, without quoting them", async () => {
    const client = createManagementClient({ endpoint: "http://127.0.0.1:1", bearerToken: "my secret" });
    const error: unknown = await client.call("ListFoundationModels").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "CredentialsError", operation: "ListFoundationModels" });
    expect(String(error)).not.toContain("my secret");
  });

  it("follows no redirect", async () => {
    await using other = await startServer(answerJson(200, listed));
    await using server = await startServer((_, response) =>
      response.writeHead(307, { location: `${other.url}/` }).end(),
    );
    const client = createManagementClient({ endpoint: server.url, bearerToken: "key" });
    const error: unknown = await client.call("ListFoundationModels").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "RedirectError", status: 307, operation: "ListFoundationModels" });
    expect(String(error)).toContain(other.url);
    // @ts-expect-error: the type refuses it too
    await expect(client.http.GET("/foundation-models", { redirect: "follow" })).rejects.toThrow("RedirectError");
    expect(other.received).toHaveLength(0);
  });
});

describe("waiting", () => {
  it("stops when the time is up", async () => {
    await using server = await startServer(() => {});
    const client = createManagementClient({ endpoint: server.url, unsigned: true, timeout: 50 });
    await expect(client.call("ListFoundationModels")).rejects.toMatchObject({
      code: "TimeoutError",
      isRetryable: true,
    });
  });

  it("stops when the time is up in the middle of the body", async () => {
    await using server = await startServer((_, response) => response.writeHead(200).write("{"));
    const client = createManagementClient({ endpoint: server.url, unsigned: true, timeout: 100 });
    await expect(client.call("ListFoundationModels")).rejects.toMatchObject({ code: "TimeoutError" });
  });

  it("stops when the signal says so", async () => {
    await using server = await startServer(() => {});
    const client = createManagementClient({ endpoint: server.url, unsigned: true });
    const controller = new AbortController();
    setTimeout(() => controller.abort("The user left"), 30);
    const call = client.call("ListFoundationModels", {}, { signal: controller.signal });
    await expect(call).rejects.toMatchObject({ code: "AbortError", operation: "ListFoundationModels" });
  });

  it("names a connection that fails", async () => {
    const { url } = await startServer(() => {}).then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    const client = createManagementClient({ endpoint: url, unsigned: true });
    await expect(client.call("ListFoundationModels")).rejects.toThrow(
      /^\[NetworkError\] ListFoundationModels: no response: .*ECONNREFUSED/,
    );
  });
});
