import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { startServer } from "../../test/start-server.ts";
import { defined } from "../defined.ts";
import { defineTarget, runSuite } from "../index.ts";

const MODELS = await caseById("gateway/ListModels/models");
const MODEL = await caseById("gateway/GetModel/by-id");
const WRONG = await caseById("auth/ListModels/wrong-api-key");
const MISSING = await caseById("auth/ListModels/no-api-key");
const READ = await caseById("management/GetFoundationModel/by-id");
const KEY = "gateway-key-5f2c9a";
const body = { object: "list", data: [] };

test("the endpoint of a gateway already has its base path", async () => {
  await using server = await startServer({ body });

  await runSuite({
    gatewayEndpoint: `${server.url}/some/v1/`,
    cases: [MODELS, MODEL],
    concurrency: 1,
    environment: {},
  });

  expect(server.requests.map(({ url }) => url)).toEqual([
    "/some/v1/models",
    "/some/v1/models/anthropic.claude-3-5-sonnet-20240620-v1%3A0",
  ]);
});

test.each([undefined, "auto", "none"] as const)("the key goes nowhere unasked: auth %s", async (auth) => {
  await using server = await startServer({ body });
  const environment = {
    OPENAI_API_KEY: KEY,
    AWS_BEARER_TOKEN_BEDROCK: KEY,
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
  };

  await runSuite({
    gatewayEndpoint: server.url,
    ...defined({ auth }),
    cases: [MODELS],
    environment,
  });

  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test("--auth bearer sends the key of the gateway, and implies that it is checked", async () => {
  await using server = await startServer({ body });
  const environment = { OPENAI_API_KEY: KEY, AWS_BEARER_TOKEN_BEDROCK: "key-of-aws" };

  const results = await runSuite({
    gatewayEndpoint: server.url,
    auth: "bearer",
    cases: [MODELS, MISSING, WRONG],
    concurrency: 1,
    environment,
  });

  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
    `Bearer ${KEY}`,
    undefined,
    "Bearer conformance-suite-unknown-key",
  ]);
  expect(results.cases.map(({ outcome }) => outcome)).toEqual(["pass", "fail", "fail"]);
  expect(results.target.authentication).toBe("bearer");
  expect(JSON.stringify(results)).not.toContain(KEY);
});

test("--auth bearer without the gateway's key is wrong usage", async () => {
  const environment = { AWS_BEARER_TOKEN_BEDROCK: KEY };

  await expect(
    runSuite({ gatewayEndpoint: "http://127.0.0.1:9", auth: "bearer", cases: [MODELS], environment }),
  ).rejects.toThrow("the key in OPENAI_API_KEY, which is not set");
});

test("OPENAI_BASE_URL names the gateway, and its key goes there, where only the profile says what is meant", async () => {
  await using server = await startServer({ body });
  const environment = { OPENAI_BASE_URL: `${server.url}/v1`, OPENAI_API_KEY: KEY };

  await runSuite({ profile: ["gateway"], run: [MODELS.id], environment });

  expect(server.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ["/v1/models", `Bearer ${KEY}`],
  ]);
});

test("OPENAI_BASE_URL is left alone in any other run", async () => {
  await using server = await startServer({ body: READ.expect.body });
  const environment = { OPENAI_BASE_URL: "http://127.0.0.1:9/v1", OPENAI_API_KEY: KEY };

  const named = await runSuite({ endpoint: server.url, auth: "none", cases: [READ, MODELS], environment });
  const own = await runSuite({ cases: [READ], environment });

  expect(named.cases.map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual([
    "pass undefined",
    "unsupported needs gateway",
  ]);
  expect(own.target.name).toBe("mock");
});

test("a target that lists its operations offers no other, and lists only such as there are", async () => {
  await using server = await startServer({ body: {} });
  const manifest = { name: "few", endpoints: { gateway: server.url }, auth: "none" } as const;
  const offering = (operation: string) =>
    defineTarget({ ...manifest, features: { operations: [operation], unsupported: ["tools"] } });
  const run = (operation: string) =>
    runSuite({ target: offering(operation), profile: ["gateway"], without: ["images"], environment: {} });

  const { cases } = await run("CreateChatCompletion");
  const reasons = new Map(cases.map(({ id, reason }) => [id.replace("gateway/", ""), reason]));
  expect(reasons.get("CreateChatCompletion/text")).toBeUndefined();
  expect(reasons.get("CreateChatCompletion/tool-result")).toBe("needs tools");
  expect(reasons.get("CreateEmbedding/float")).toBe("the manifest does not list its operation");
  await expect(run("CreateChatComplation")).rejects.toThrow(
    /there is none of that name; did you mean "CreateChatCompletion"/,
  );
});

test("a gateway declares what it does not offer", async () => {
  await using server = await startServer({ body: {} });
  const target = defineTarget({
    name: "less",
    endpoints: { gateway: server.url },
    auth: "none",
    features: { unsupported: ["embeddings", "images", "tools", "reasoning", "streaming", "operation:GetModel"] },
  });

  const { cases } = await runSuite({ target, profile: ["gateway"], environment: {} });
  const reasons = new Map(cases.map(({ id, reason }) => [id.replace("gateway/", ""), reason]));

  expect(reasons.get("CreateEmbedding/float")).toBe("needs embeddings");
  expect(reasons.get("CreateChatCompletion/image-url")).toBe("needs images");
  expect(reasons.get("CreateChatCompletion/tool-result")).toBe("needs tools");
  expect(reasons.get("CreateChatCompletion/reasoning-claude")).toBe("needs reasoning");
  expect(reasons.get("CreateChatCompletion/streaming")).toBe("needs streaming");
  expect(reasons.get("GetModel/by-id")).toBe("needs operation:GetModel");
  expect(reasons.get("CreateChatCompletion/text")).toBeUndefined();
});
