import { fileURLToPath } from "node:url";
import { isOperationName } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { startServer } from "../../test/start-server.ts";
import type { Case } from "../case.ts";
import { loadCases } from "../cases/load-cases.ts";
import { readYaml } from "../read-yaml.ts";
import { modelIdsOf, withModel } from "./case-models.ts";
import { adaptedCase } from "./case-request.ts";
import { runSuite } from "./run-suite.ts";

const modelIds = modelIdsOf(await loadCases());
const models = {
  chat: "our-chat",
  vision: "our-eyes",
  tools: "our-tools",
  reasoning: "our-thoughts",
  embedding: { id: "our-vectors", dimensions: [1024, 256] },
};
const adapted = (given: Case) => adaptedCase(given, { manifest: { name: "ours", models }, modelIds });

test.each([
  { id: "gateway/CreateChatCompletion/text", want: "our-chat" },
  { id: "gateway/CreateChatCompletion/image-data", want: "our-eyes" },
  { id: "gateway/CreateChatCompletion/tool-call", want: "our-tools" },
  { id: "gateway/CreateChatCompletion/reasoning-claude", want: "our-thoughts" },
  { id: "gateway/CreateEmbedding/base64", want: "our-vectors" },
  // One change away from a valid request, which is about something else.
  { id: "gateway/CreateChatCompletion/temperature-too-high", want: "our-chat" },
  // What is about a wrong model keeps it.
  { id: "gateway/CreateChatCompletion/unknown-model", want: "no-such-model" },
  { id: "gateway/CreateEmbedding/unknown-model", want: "no-such-model" },
])("$id is sent to $want", async ({ id, want }) => {
  expect(adapted(await caseById(id)).body).toMatchObject({ model: want });
});

test.each([
  { id: "gateway/GetModel/by-id", parameter: "id", want: "our-chat" },
  { id: "runtime/Converse/hello", parameter: "modelId", want: "our-chat" },
  { id: "runtime/Converse/image", parameter: "modelId", want: "our-eyes" },
  { id: "runtime/ConverseStream/tool-call", parameter: "modelId", want: "our-tools" },
])("$id asks for $want in its path", async ({ id, parameter, want }) => {
  expect(adapted(await caseById(id)).parameters[parameter]).toBe(want);
});

test("dimensions are those of the model, and then no other answer will do", async () => {
  const given = await caseById("gateway/CreateEmbedding/dimensions");

  expect(given.expect.status).toEqual([200, 400, 422]);
  expect(adapted(given)).toMatchObject({ body: { dimensions: 256 }, expect: { status: [200] } });
  expect(withModel(given, { manifest: { name: "", models: { embedding: "x" } }, modelIds }).body).toMatchObject({
    dimensions: 4,
  });
});

const EMBEDDING = "gateway/CreateEmbedding/";
const VECTOR = { object: "embedding", index: 0, embedding: [0.1, 0.2] };
const EMBEDDINGS = { object: "list", model: "m", data: [VECTOR], usage: { prompt_tokens: 1, total_tokens: 1 } };
const REFUSAL = { error: { message: "This model has 1024 dimensions.", type: "invalid_request_error" } };

test.each([
  { what: "beside a valid request", valid: 200, want: "pass" },
  { what: "of everything", valid: 400, want: "not-testable" },
])("a refusal of dimensions that the model may not have counts $what: $want", async ({ valid, want }) => {
  await using server = await startServer((_, response) => {
    const isAsked = server.requests.at(-1)?.body.includes("dimensions") === true;
    response.writeHead(isAsked ? 400 : valid, { "content-type": "application/json" });
    response.end(JSON.stringify(isAsked || valid !== 200 ? REFUSAL : EMBEDDINGS));
  });

  const { cases } = await runSuite({ gatewayEndpoint: server.url, run: [`${EMBEDDING}dimensions`], environment: {} });

  expect(cases[0]?.outcome).toBe(want);
});

test("roles and formats are named apart", async () => {
  await using server = await startServer({ status: 500, body: {} });
  const run = [`${EMBEDDING}float`, "gateway/CreateChatCompletion/text", "titan-text/InvokeModel/hello"];

  const { cases } = await runSuite({
    endpoint: server.url,
    gatewayEndpoint: server.url,
    auth: "none",
    models: { chat: "x" },
    run,
    environment: {},
  });

  expect(Object.fromEntries(cases.map(({ id, outcome, reason }) => [id, reason ?? outcome]))).toEqual({
    "gateway/CreateEmbedding/float": "the manifest names no model for embedding",
    "gateway/CreateChatCompletion/text": "fail",
    "titan-text/InvokeModel/hello": "fail",
  });
});

const MODEL = "anthropic.claude-3-sonnet-20240229-v1:0";

test.each([
  { body: { error: { message: "There is no such model.", code: "model_not_found" } } },
  { body: { error: { message: `Invalid model name passed in model=${MODEL}`, code: "400" } } },
  { body: { detail: `Unsupported model ${MODEL}, use models API to get a list of supported models` } },
])("a target that does not offer the model of the example is not blamed: $body", async ({ body }) => {
  await using server = await startServer({ status: 400, body });
  const run = ["gateway/CreateChatCompletion/text"];
  const options = { gatewayEndpoint: server.url, run, environment: {} };

  const { cases } = await runSuite(options);
  const named = await runSuite({ ...options, models: { chat: MODEL } });

  expect(cases[0]?.outcome).toBe("not-testable");
  expect(cases[0]?.reason).toMatch(/--model chat=ID, or models[.]chat in its manifest$/);
  expect(named.cases[0]?.outcome).toBe("fail");
});

test("the file of models names operations that exist", async () => {
  const { places, roles } = (await readYaml(fileURLToPath(new URL("../../models.yaml", import.meta.url)))) as {
    readonly places: object;
    readonly roles: readonly { readonly operations: readonly string[] }[];
  }; // Codegen holds it against its schema.
  const named = [...Object.keys(places), ...roles.flatMap((role) => role.operations)];

  expect(named.filter((name) => !isOperationName(name))).toEqual([]);
});
