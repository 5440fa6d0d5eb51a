import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Mock, startMock } from "./start-mock.ts";

const IMPORTED = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
const CLAUDE = "anthropic.claude-v2";
const TITAN = "amazon.titan-text-express-v1";
const EMBED = "cohere.embed-english-v3";

let mock: Mock;

beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

test.each([
  {
    title: "a member that the format does not have",
    model: CLAUDE,
    body: { prompt: "\n\nHuman: Hi\n\nAssistant:", max_tokens_to_sample: 5, max_tokens: 5 },
    want: "Malformed input request: #: extraneous key [max_tokens] is not permitted, please reformat your input and try again.",
  },
  {
    title: "a missing member",
    model: CLAUDE,
    body: { max_tokens_to_sample: 5 },
    want: "Malformed input request: #: required key [prompt] not found, please reformat your input and try again.",
  },
  {
    title: "several faults at once, in another format of that time",
    model: EMBED,
    body: { inputText: "Hi" },
    want: "Malformed input request: #: required key [input_type] not found#: extraneous key [inputText] is not permitted#: required key [texts] not found, please reformat your input and try again.",
  },
  {
    title: "a wrong type",
    model: TITAN,
    body: { inputText: ["Hi"] },
    want: "Malformed input request: #/inputText: expected type: String, found: JSONArray, please reformat your input and try again.",
  },
  {
    title: "a prompt without a turn of the human",
    model: CLAUDE,
    body: { prompt: "Hi", max_tokens_to_sample: 5 },
    want: 'prompt must start with "\\n\\nHuman:" turn after an optional system prompt',
  },
  {
    title: "a model that nobody has",
    model: "no.such-model",
    body: {},
    want: "The provided model identifier is invalid.",
  },
])("refuses $title as Bedrock does", async ({ model, body, want }) => {
  const response = await invoke(model, JSON.stringify(body));
  expect(response.status).toBe(400);
  expect(response.headers.get("x-amzn-errortype")).toMatch(/^ValidationException:/);
  expect(await response.json()).toEqual({ message: want });
});

const BEFORE = 'Malformed input request: #: subject must not be valid against schema {"required":["messages"]}';
const AFTER = ", please reformat your input and try again.";

test.each<{ title: string; change: object; schema: string; model: string }>([
  {
    title: "a missing limit",
    change: { max_tokens: undefined },
    schema: "#: required key [max_tokens] not found",
    model: "max_tokens: Field required",
  },
  {
    title: "null for a number",
    change: { temperature: null },
    schema: "#/temperature: expected type: Number, found: Null",
    model: "temperature: Input should be a valid number",
  },
  {
    title: "a member that the operation has instead",
    change: { stream: true },
    schema: "#: extraneous key [stream] is not permitted",
    model: "stream: Extra inputs are not permitted",
  },
  {
    title: "a block of no such type",
    change: { messages: [{ role: "user", content: [{ type: "tool_result" }, { type: "url" }] }] },
    schema:
      "#/messages/0/content/0: required key [tool_use_id] not found#/messages/0/content/1/type: url is not a valid enum value",
    model:
      "messages.0.content.1: Input tag 'url' found using 'type' does not match any of the expected tags: 'text', 'image', 'document', 'search_result', 'tool_result', 'compaction'",
  },
  {
    title: "a tool that Bedrock does not run",
    change: { tools: [{ type: "web_search_20250305", name: "web_search" }] },
    schema: "#/tools/0/type: web_search_20250305 is not a valid enum value",
    model:
      "tools.0: Input tag 'web_search_20250305' found using 'type' does not match any of the expected tags: 'custom', 'computer_20241022', 'computer_20250124', 'computer_20251124', 'bash_20241022', 'bash_20250124', 'text_editor_20241022', 'text_editor_20250124', 'text_editor_20250429', 'text_editor_20250728', 'memory_20250818', 'tool_search_tool_regex', 'tool_search_tool_regex_20251119', 'tool_search_tool_bm25', 'tool_search_tool_bm25_20251119'",
  },
  {
    title: "a name with a space",
    change: { tools: [{ name: "a b", input_schema: { type: "object" } }] },
    schema: '#/tools/0/name: must be text that matches `^[a-zA-Z0-9_-]{1,128}$`, but was "a b"',
    model: "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
  },
  {
    title: "a small budget",
    change: { thinking: { type: "enabled", budget_tokens: 3 } },
    schema: "#/thinking/budget_tokens: must be at least 1024, but was 3",
    model: "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
  },
  {
    title: "a word for true or false",
    change: { tools: [{ name: "a", input_schema: { type: "object" }, strict: "yes" }] },
    schema: "#/tools/0/strict: expected type: Boolean, found: String",
    model: "tools.0.custom.strict: Input should be a valid boolean",
  },
  {
    title: "an empty conversation",
    change: { messages: [] },
    schema: "#/messages: must have at least 1 item, but has 0",
    model: "messages: List should have at least 1 item after validation, not 0",
  },
])("refuses $title of Messages by the schema, and by the model itself", async ({ change, schema, model }) => {
  const body = {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 5,
    messages: [{ role: "user", content: "Hi" }],
    ...change,
  };
  const messageOf = async (id: string) => Object(await (await invoke(id, JSON.stringify(body))).json()).message;
  expect(await messageOf("anthropic.claude-3-haiku-20240307-v1:0")).toBe(`${BEFORE}${schema}${AFTER}`);
  expect(await messageOf("us.anthropic.claude-3-5-sonnet-20241022-v2:0")).toBe(`${BEFORE}${schema}${AFTER}`);
  expect(await messageOf("us.anthropic.claude-3-7-sonnet-20250219-v1:0")).toBe(model);
  expect(await messageOf("us.anthropic.claude-opus-5-5")).toBe(model);
});

test.each([
  "anthropic.claude-sonnet-4-5-20250929-v1:0",
  "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-7-sonnet-20250219-v1:0",
  "deepseek.r1-v1:0",
])("asks for an inference profile of %s, whoever calls it", async (model) => {
  for (const operation of ["invoke", "invoke-with-response-stream", "converse", "converse-stream"]) {
    const response = await fetch(`${mock.url}/model/${encodeURIComponent(model)}/${operation}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      {
        message: `Invocation of model ID ${model} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
      },
    ]);
    expect(response.headers.get("x-amzn-errortype")).toMatch(/^ValidationException:/);
  }
});

test.each([
  "meta.llama2-13b-chat-v1",
  "us.meta.llama2-70b-chat-v1",
  "ai21.j2-jumbo-instruct",
  "arn:aws:bedrock:us-east-1::foundation-model/cohere.command-text-v14:7:4k",
])("says that the life of %s has ended", async (model) => {
  const response = await invoke(model, "{}");
  expect([response.status, await response.json()]).toEqual([
    404,
    { message: "This model version has reached the end of its life." },
  ]);
  expect(response.headers.get("x-amzn-errortype")).toMatch(/^ResourceNotFoundException:/);
});

test.each([
  "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0",
  "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1",
  "us.meta.llama3-1-8b-instruct-v1:0",
])("looks at the body of a request to %s", async (model) => {
  const response = await invoke(model, "{");
  expect(await response.json()).toEqual({ message: expect.stringContaining("Malformed input request") });
});

test("takes a prompt whose turns have no line feeds, as Bedrock does", async () => {
  const body = { prompt: "Human: Hi Assistant:", max_tokens_to_sample: 5 };
  expect((await invoke(CLAUDE, JSON.stringify(body))).status).toBe(200);
});

test.each(["POST /model/arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456/invoke", "GET /model/x"])(
  "says of %s only in the body that it is unknown",
  async (line) => {
    const [method = "", path] = line.split(" ");
    const response = await fetch(`${mock.url}${path}`, { method });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-amzn-errortype")).toBeNull();
    expect(await response.json()).toEqual({
      Output: { __type: "com.amazon.coral.service#UnknownOperationException" },
      Version: "1.0",
    });
  },
);

test.each([
  { encoding: "gzip", body: gzipSync('{"prompt":"Hi"}') },
  { encoding: "br", body: Buffer.from("x") },
])("names the content-encoding $encoding, which is not read", async ({ encoding, body }) => {
  const response = await invoke(IMPORTED, body, { "content-encoding": encoding });
  expect(response.status).toBe(400);
  expect(Object(await response.json()).message).toContain(`content-encoding ${encoding}`);
});

test("refuses the version of a guardrail without a guardrail", async () => {
  const headers = { "x-amzn-bedrock-guardrailversion": "1" };
  const response = await invoke(IMPORTED, '{"prompt":"Hi"}', headers);
  expect(response.status).toBe(400);
  expect(Object(await response.json()).message).toContain("guardrailIdentifier");
});

test("streams of the gateway have no request id of AWS", async () => {
  const body = JSON.stringify({ model: "x", messages: [{ role: "user", content: "Hi" }], stream: true });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${mock.gatewayUrl}/chat/completions`, { method: "POST", headers, body });
  await response.text();
  expect([...response.headers.keys()].filter((name) => name.startsWith("x-amzn"))).toEqual([]);
});

function invoke(
  model: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const url = `${mock.url}/model/${encodeURIComponent(model)}/invoke`;
  return fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
}
