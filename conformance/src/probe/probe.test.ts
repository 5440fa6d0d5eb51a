import { startMock } from "@bedrock-contract/mock";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { isFull } from "../../../.some-of.ts";
import { startFaultyTarget } from "../../test/faulty-target.ts";
import { runCli } from "../../test/run-cli.ts";
import { startServer } from "../../test/start-server.ts";
import { loadCases, runSuite } from "../index.ts";
import { checkManifest } from "../targets/read-manifest.ts";
import { chooseQuestions, chooseScripted } from "./choose-cases.ts";

test("the draft of a mock is a manifest with which it conforms", { tags: "longer" }, async () => {
  const mock = await startMock();
  const { code, stdout } = await runCli([
    "probe",
    "--endpoint",
    mock.url,
    "--gateway-endpoint",
    `${mock.url}/api/v1`,
    "--name",
    "ours",
  ]);
  const target = await checkManifest(parse(stdout), "draft");
  const run = ["{management,auth,titan-embed-text}/**", "gateway/*ChatCompletion/*"];
  const part = isFull ? {} : { shard: { index: 1, count: 10 } };
  const results = await runSuite({ target, environment: {}, run, ...part });
  await mock.close();

  expect(code).toBe(0);
  expect(target).toEqual({
    name: "ours",
    endpoints: { management: mock.url, runtime: mock.url, gateway: `${mock.url}/api/v1` },
    auth: "none",
    features: { supported: ["scripted-errors", "scripted-error-types"] },
    replay: "exact",
  });
  expect(results.cases.filter(({ outcome }) => outcome !== "pass" && outcome !== "unsupported")).toEqual([]);
});

test("a target that wants a signature is drafted so, and what it answers is told", async () => {
  const mock = await startMock({ credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret-secret" } });
  const { stdout } = await runCli(["probe", "--endpoint", mock.url]);
  await mock.close();

  expect(stdout).toContain(
    "auth: sigv4 # without authentication, it responded with 403 MissingAuthenticationTokenException",
  );
  expect(stdout).toMatch(/^# 0 of \d+ valid requests got a response as documented/m);
});

test("a gateway is asked for each part of its offer", async () => {
  await using target = await startFaultyTarget((answer, { url }) => {
    if (/\/models\/./.test(url)) {
      Object.assign(answer, { status: 404, body: Buffer.from('{"error":{"message":"Not found"}}') });
    }
  });
  const gateway = `${target.url}/api/v1`;
  const { stdout } = await runCli(["probe", "--gateway-endpoint", gateway]);
  const draft = await checkManifest(parse(stdout), "draft");

  expect(draft).toMatchObject({ endpoints: { gateway }, auth: "none" });
  expect(draft.features?.unsupported).toEqual(["operation:GetModel"]);
  expect(stdout).toMatch(/- operation:GetModel # responded with 404 /);
});

test("what answers everything with an error page is broken, which leaves nothing out", async () => {
  await using server = await startServer({
    status: 500,
    headers: { "content-type": "text/html" },
    text: "<h1>Oops</h1>",
  });
  const { code, stdout } = await runCli(["probe", "--endpoint", server.url]);

  expect(code).toBe(0);
  expect(await checkManifest(parse(stdout), "draft")).not.toHaveProperty("features");
  expect(stdout).toContain("# operation:ListCustomModels is kept: it responded with 500 text/html <h1>Oops</h1>");
  expect(stdout).toContain("# auth: could not be determined");
});

test.each([
  { status: 404, body: { message: "no route" } },
  { status: 405, body: {} },
  { status: 501, body: {} },
  { status: 400, body: { message: "This operation is not supported." } },
  { status: 200, body: { Output: { __type: "com.amazon.coral.service#UnknownOperationException" }, Version: "1.0" } },
])("what answers everything with $status $body says that it offers nothing", async (answer) => {
  await using server = await startServer(answer);
  const { stdout } = await runCli(["probe", "--endpoint", server.url]);

  expect(stdout).toContain(`# management: ${server.url} offers none of its operations`);
});

test("the models of a gateway are found among those that it lists, the key is sent as asked", async () => {
  const message = { role: "assistant", content: "Hello." };
  const completion = {
    id: "c",
    object: "chat.completion",
    created: 1,
    model: "our-chat",
    choices: [{ index: 0, message, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
  const vectors = (length: number) => ({
    object: "list",
    model: "our-embed",
    data: [{ object: "embedding", index: 0, embedding: Array.from({ length }, () => 0.5) }],
    usage: { prompt_tokens: 1, total_tokens: 1 },
  });
  await using server = await startServer(({ url = "", headers }, response) => {
    const { model, dimensions = 1024, stream } = JSON.parse(server.requests.at(-1)?.body || "{}");
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (headers.authorization === undefined) {
      send(403, { error: { message: "No key." } });
    } else if (url.endsWith("/models")) {
      const ids = ["some-rerank", "our-embed", "our-chat"];
      send(200, { object: "list", data: ids.map((id) => ({ id, object: "model", created: 1, owned_by: "us" })) });
    } else if (url.endsWith("/embeddings") && model === "our-embed") {
      const isOffered = [256, 1024].includes(dimensions);
      send(isOffered ? 200 : 400, isOffered ? vectors(dimensions) : { error: { message: "No such dimensions." } });
    } else if (url.endsWith("/chat/completions") && model === "our-chat" && !stream) {
      send(200, completion);
    } else {
      send(stream ? 501 : 404, { error: { message: `The model ${model} does not exist.` } });
    }
  });
  const { stdout } = await runCli(["probe", "--gateway-endpoint", server.url, "--auth", "bearer"], {
    environment: { OPENAI_API_KEY: "sk-ours-1234567890" },
  });
  const draft = await checkManifest(parse(stdout), "draft");

  expect(draft.auth).toBe("bearer");
  expect(draft.models).toEqual({
    chat: "our-chat",
    tools: "our-chat",
    vision: "our-chat",
    reasoning: "our-chat",
    embedding: { id: "our-embed", dimensions: [256, 1024] },
  });
  expect(draft.features?.unsupported).toEqual(["operation:GetModel", "streaming"]);
});

test.each([
  { flags: [], code: 2, want: "Nothing to probe" },
  { flags: ["--endpoint", "http://127.0.0.1:1"], code: 3, want: "cannot be reached" },
  { flags: ["--endpoint", "https://bedrock.us-east-1.amazonaws.com"], code: 2, want: "Nothing was sent" },
])("probe $flags ends with $code", async ({ flags, code, want }) => {
  const result = await runCli(["probe", ...flags]);

  expect([result.code, result.stderr]).toEqual([code, expect.stringContaining(want)]);
});

test("the questions are few, cheap, and create nothing", async () => {
  const cases = await loadCases();
  const questions = [...(await chooseQuestions(cases)), ...chooseScripted(cases)];

  // One for each operation, format and feature at most.
  expect(new Set(questions.map(({ about }) => about)).size).toBe(questions.length);
  expect(questions.filter(({ given }) => given.requires.includes("writes"))).toEqual([]);
  expect(questions.filter(({ given }) => given.operation.startsWith("CreateModel"))).toEqual([]);
  expect(questions.filter(({ given }) => given.operation.startsWith("CreateProvisioned"))).toEqual([]);
  expect(questions.map(({ about }) => about)).toEqual(
    expect.arrayContaining(["operation:ListCustomModels", "format:openai-completion", "embeddings", "tools"]),
  );
});
