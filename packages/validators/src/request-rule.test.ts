import { describe, expect, test } from "vitest";
import { loadFormat, loadOperation } from "./load.ts";
import { placeInBody, type RequestEnvelope } from "./request-rule.ts";

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

test("the place in the body that says most is the place of a broken rule", () => {
  const issue = (pointer: string) => ({ pointer, keyword: "not", message: "", expected: "", received: "" });

  expect(placeInBody(["/body/tools", "/parameters/X", "/body/tools/3/name"].map(issue))).toBe("/tools/3/name");
  expect(placeInBody([issue("/parameters/X")])).toBeUndefined();
});
