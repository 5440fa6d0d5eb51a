import { describe, expect, test } from "vitest";
import { loadFormat } from "./load-format.ts";
import { loadOperation } from "./load-operation.ts";
import { loadRules } from "./load-rules.ts";
import { describeBrokenRule, placeInBody, type RequestEnvelope } from "./request-rule.ts";

const IDENTIFIER = "X-Amzn-Bedrock-GuardrailIdentifier";
const VERSION = "X-Amzn-Bedrock-GuardrailVersion";
const GUARDED = { [IDENTIFIER]: "gr1234567890", [VERSION]: "1" };
const FORM = "application/x-www-form-urlencoded";
const JSON5 = "application/json5";
const CHARSET = "application/json; charset=utf-8";
const CONFIG = { prompt: "Hello", "amazon-bedrock-guardrailConfig": { tagSuffix: "xyz" } };

function request(change: Partial<RequestEnvelope> = {}): RequestEnvelope {
  return { parameters: GUARDED, contentType: "application/json", body: { prompt: "Hello" }, ...change };
}

describe.each(["InvokeModel", "InvokeModelWithResponseStream"] as const)("the rules of %s", async (name) => {
  const { rules } = await loadOperation(name);
  const broken = (envelope: RequestEnvelope): readonly string[] =>
    rules.filter(({ validator }) => !validator.is(envelope)).map(({ id }) => id);

  test.each([
    ["a guardrail with version, as JSON", request()],
    ["a guardrail and its configuration", request({ body: CONFIG })],
    ["a guardrail, as JSON in other letters", request({ contentType: "Application/JSON" })],
    ["a guardrail, without a body", { parameters: GUARDED, contentType: "application/json" }],
    ["no guardrail, as another type", request({ parameters: {}, contentType: "application/octet-stream" })],
    [
      "an empty identifier without version",
      request({ parameters: { [IDENTIFIER]: "" }, contentType: "application/octet-stream" }),
    ],
    ["a version without identifier", request({ parameters: { [VERSION]: "1" } })],
    ["a body that is a text", request({ parameters: {}, body: "amazon-bedrock-guardrailConfig" })],
  ])("admit %s", (_, envelope) => {
    expect(broken(envelope)).toEqual([]);
  });

  test.each([
    ["a guardrail without version", request({ parameters: { [IDENTIFIER]: "gr1" } }), "guardrail-version"],
    ["a guardrail with an empty version", request({ parameters: { ...GUARDED, [VERSION]: "" } }), "guardrail-version"],
    ["no guardrail, as text", request({ parameters: {}, contentType: "text/plain" }), "content-type"],
    ["no guardrail, as a form", request({ parameters: {}, contentType: FORM }), "content-type"],
    ["no guardrail, as what only begins like JSON", request({ parameters: {}, contentType: JSON5 }), "content-type"],
    ["no guardrail, as JSON with a charset", request({ parameters: {}, contentType: CHARSET }), "content-type"],
    ["a guardrail, as JSON with a charset", request({ contentType: CHARSET }), "content-type"],
    ["a guardrail, as bytes", request({ contentType: "application/octet-stream" }), "guardrail-content-type"],
    ["a configuration without guardrail", request({ parameters: {}, body: CONFIG }), "guardrail-config"],
    [
      "a configuration with an empty identifier",
      request({ parameters: { [IDENTIFIER]: "", [VERSION]: "" }, body: CONFIG }),
      "guardrail-config",
    ],
  ])("refuse %s", (_, envelope, id) => {
    expect(broken(envelope)).toEqual([id]);
  });

  test("say which exception a broken rule earns and what its message names", () => {
    for (const { error, names, description, message } of rules) {
      expect(error).toBe("ValidationException");
      expect(message).toContain(names);
      expect(description).toMatch(/\.$/);
    }
  });
});

test("an operation that binds no parts together has no rules", async () => {
  expect((await loadOperation("GetFoundationModel")).rules).toEqual([]);
});

test("a format that binds no parts together has no rules", async () => {
  expect((await loadFormat("bedrock-completion")).rules).toEqual([]);
});

describe("the rules of a format", async () => {
  const { rules } = await loadFormat("openai-chat-completion");
  const modelId = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
  const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
  const text = { type: "text", text: "What is this?" };
  const message = (...content: readonly object[]): object => ({ role: "user", content });
  const tools = [{ type: "function", function: { name: "lookup" } }];
  const choice = (name: string): object => ({ type: "function", function: { name } });
  const faults = (body: object): readonly string[] =>
    rules.flatMap(({ validator }) =>
      validator
        .issues({ parameters: { modelId }, contentType: "application/json", body })
        .map(({ pointer }) => pointer),
    );

  test.each([
    ["three images", { messages: [message(text, image, image), message(image)] }, []],
    ["a fourth image", { messages: [message(text, image, image, image, text, image)] }, ["/body/messages/0/content/5"]],
    [
      "two too many, in two messages",
      { messages: [message(image, image), message(image, image), { role: "user", content: "Well?" }, message(image)] },
      ["/body/messages/1/content/1", "/body/messages/3/content/0"],
    ],
    ["a tool_choice of one of the tools", { messages: [], tools, tool_choice: choice("lookup") }, []],
    ["a tool_choice that names none", { messages: [], tools, tool_choice: "required" }, []],
    ["a tool_choice of another tool", { messages: [], tools, tool_choice: choice("fly") }, ["/body/tool_choice"]],
  ])("name the place of %s", (_, body, places) => {
    const pointers = faults(body);
    expect(pointers).toHaveLength(places.length);
    for (const [index, place] of places.entries()) expect(pointers[index]).toContain(place);
  });

  test("count images for imported models only", () => {
    const body = { messages: [message(image, image, image, image)] };
    const envelope = { parameters: { modelId: "other.model-v1" }, contentType: "application/json", body };
    expect(rules.filter(({ validator }) => !validator.is(envelope))).toEqual([]);
  });
});

describe("requests of CreateMessage keep the rules of the format", async () => {
  const rules = await loadRules("CreateMessage");
  const messages = [{ role: "user", content: "Hello" }];
  const broken = (body: object, headers: object = {}): readonly string[] => {
    const parameters = { "anthropic-version": "2023-06-01", ...headers };
    const envelope = { parameters, contentType: "application/json", body: { max_tokens: 2048, messages, ...body } };
    return rules.filter(({ validator }) => !validator.is(envelope)).map(({ id }) => id);
  };
  const thinking = { type: "enabled", budget_tokens: 4096 };
  const compaction = { compaction: { summary: "auto" } };

  test.each([
    ["a request", { model: "anthropic.claude-sonnet-4-5" }, {}, []],
    [
      "a model of the body",
      { model: "anthropic.claude-3-haiku-20240307-v1:0", thinking },
      {},
      ["thinking-budget", "thinking-model"],
    ],
    [
      "a beta of the header",
      { model: "anthropic.claude-opus-4-8", ...compaction },
      { "anthropic-beta": "x-1, compact-2026-09-04" },
      [],
    ],
    [
      "a beta that is missing",
      { model: "anthropic.claude-opus-4-8", ...compaction },
      { "anthropic-beta": "x-1" },
      ["beta-compaction"],
    ],
  ])("%s", (_, body, headers, want) => {
    expect(broken(body, headers).toSorted()).toEqual(want);
  });

  test("with the status of the API instead of an exception", () => {
    expect(rules.filter(({ error, status }) => error !== undefined || status !== 400)).toEqual([]);
  });
});

test("the place in the body that says most is the place of a broken rule", () => {
  const issue = (pointer: string) => ({ pointer, keyword: "not", message: "", expected: "", received: "" });

  expect(placeInBody(["/body/tools", "/parameters/X", "/body/tools/3/name"].map(issue))).toBe("/tools/3/name");
  expect(placeInBody([issue("/parameters/X")])).toBeUndefined();
});

describe.each(["Converse", "ConverseStream"] as const)("the rules of %s", async (name) => {
  const { rules } = await loadOperation(name);
  const modelId = "us.anthropic.claude-sonnet-4-6";
  const said = (body: object, id = modelId): readonly string[] => {
    const envelope = { parameters: { modelId: id }, contentType: "application/json", body };
    return rules
      .filter(({ validator }) => !validator.is(envelope))
      .map((rule) => describeBrokenRule(rule, envelope).message);
  };
  const user = (...content: readonly object[]): object => ({ role: "user", content });
  const assistant = (...content: readonly object[]): object => ({ role: "assistant", content });
  const text = { text: "What is the weather in Paris?" };
  const call = (toolUseId: string, more: object = {}): object => ({
    toolUse: { toolUseId, name: "get_weather", input: {}, ...more },
  });
  const result = (toolUseId: string, more: object = {}): object => ({
    toolResult: { toolUseId, content: [{ text: "12 degrees" }], ...more },
  });
  const document = (title: string): object => ({ document: { format: "txt", name: title, source: { text: "12" } } });
  const toolConfig = { tools: [{ toolSpec: { name: "get_weather", inputSchema: { json: { type: "object" } } } }] };
  const cachePoint = (ttl?: string): object => ({ cachePoint: { type: "default", ...(ttl && { ttl }) } });

  test.each([
    ["two messages of the user in a row", { messages: [user(text), user(text)] }],
    ["an assistant's message at the beginning, for Claude 4", { messages: [assistant(text), user(text)] }],
    ["an assistant's message at the end", { messages: [user(text), assistant(text)] }],
    ["a call that ends the conversation", { messages: [user(text), assistant(call("a"))], toolConfig }],
    ["results beside a text", { messages: [user(text), assistant(call("a")), user(result("a"), text)], toolConfig }],
    [
      "results in two messages",
      {
        messages: [user(text), assistant(call("a"), call("b")), user(result("a")), user(result("b"), text)],
        toolConfig,
      },
    ],
    [
      "an id of an earlier turn",
      {
        messages: [user(text), assistant(call("a")), user(result("a")), assistant(call("a")), user(result("a"))],
        toolConfig,
      },
    ],
    [
      "a tool that the provider runs",
      {
        messages: [
          user(text),
          assistant(call("a", { type: "server_tool_use" }), result("a", { type: "nova_grounding_result" }), text),
          user(text),
        ],
        toolConfig: { tools: [{ systemTool: { name: "nova_grounding" } }], toolChoice: { any: {} } },
      },
    ],
    [
      "a result without content",
      { messages: [user(text), assistant(call("a")), user(result("a", { content: [] }))], toolConfig },
    ],
    ["a document with an underscore", { messages: [user(document("return_policy (1)"), text)] }],
    [
      "a schema without type",
      { messages: [user(text)], toolConfig: { tools: [{ toolSpec: { name: "a", inputSchema: { json: {} } } }] } },
    ],
    [
      "an hour before five minutes",
      { messages: [user(text, cachePoint("1h"), text, cachePoint("5m"), text, cachePoint())] },
    ],
  ])("admit %s", (_, body) => {
    expect(said(body)).toEqual([]);
  });

  test("admit a prompt without messages, and one whose messages go on", () => {
    const prompt = "arn:aws:bedrock:us-east-1:111122223333:prompt/ABCDEF1234:1";
    expect(said({}, prompt)).toEqual([]);
    expect(said({ messages: [assistant(text), user(text)] }, prompt)).toEqual([]);
    expect(said({ messages: [user(text), assistant(call("a")), user(result("a"))] }, prompt)).toEqual([]);
  });

  test.each([
    [
      {},
      "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
    ],
    [
      { messages: [user(text), assistant()] },
      "The content field in the Message object at messages.1 is empty. Add a ContentBlock object to the content field and try again.",
    ],
    [
      { messages: [user(text, { text: "" })] },
      "The text field in the ContentBlock object at messages.0.content.1 is blank. Add text to the text field, and try again.",
    ],
    [
      { messages: [user(text), assistant(call("a")), user(result("a"))] },
      "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
    ],
    [
      { messages: [user(text), assistant(text), user(result("a"))], toolConfig },
      "The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn.",
    ],
    [
      { messages: [user(text), assistant(call("a")), user(text)], toolConfig },
      "Expected toolResult blocks in the turn after messages.1.content for the following Ids: a.",
    ],
    [
      { messages: [user(text), assistant(call("a")), user(result("a"), result("a"))], toolConfig },
      "The toolResult blocks at messages.2.content contain duplicate Ids: a",
    ],
    [
      { messages: [user(text), assistant(call("a")), user(result("a", { content: [], status: "error" }))], toolConfig },
      "The content field at messages.2.content.0.toolResult cannot be empty when status value is error.",
    ],
    [
      { messages: [user(document("a"))] },
      "A text block must be included when using documents. messages.0.content has none.",
    ],
    [
      { messages: [user(document("a"), document("a"), text)] },
      "Messages can't contain duplicate document names. Rename the document and retry your request.",
    ],
  ])("refuse %j in the service's words", (body, words) => {
    expect(said(body)).toEqual([words]);
  });
});

test("what stands in braces and is not at the place stays as it is written", () => {
  const issues = () => [{ pointer: "/body/a/0", keyword: "not", message: "", expected: "", received: "" }];
  const rule = { description: "Never.", message: "{a.*} is {value}, {b.*} is not", validator: { issues } };
  const envelope = { parameters: {}, contentType: "application/json", body: { a: [{ long: "x".repeat(99) }] } };

  expect(describeBrokenRule(rule, envelope)).toEqual({
    message: `a.0 is {"long":"${"x".repeat(55)}…, b.* is not`,
    pointer: "/a/0",
    isPlaced: true,
  });
});
