import { describe, expect, test } from "vitest";
import { loadOperation } from "./load.ts";
import type { RequestEnvelope } from "./request-rule.ts";

const IDENTIFIER = "X-Amzn-Bedrock-GuardrailIdentifier";
const VERSION = "X-Amzn-Bedrock-GuardrailVersion";
const GUARDED = { [IDENTIFIER]: "gr1234567890", [VERSION]: "1" };
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
    ["a guardrail, as JSON with a charset", request({ contentType: "application/json; charset=utf-8" })],
    ["a guardrail, as JSON in other letters", request({ contentType: "Application/JSON" })],
    ["a guardrail, without a body", { parameters: GUARDED, contentType: "application/json" }],
    ["no guardrail, as another type", request({ parameters: {}, contentType: "application/octet-stream" })],
    ["an empty identifier without version", request({ parameters: { [IDENTIFIER]: "" }, contentType: "text/plain" })],
    ["a version without identifier", request({ parameters: { [VERSION]: "1" } })],
    ["a body that is a text", request({ parameters: {}, body: "amazon-bedrock-guardrailConfig" })],
  ])("admit %s", (_, envelope) => {
    expect(broken(envelope)).toEqual([]);
  });

  test.each([
    ["a guardrail without version", request({ parameters: { [IDENTIFIER]: "gr1" } }), "guardrail-version"],
    ["a guardrail with an empty version", request({ parameters: { ...GUARDED, [VERSION]: "" } }), "guardrail-version"],
    ["a guardrail, as text", request({ contentType: "text/plain" }), "guardrail-content-type"],
    [
      "a guardrail, as what only begins like JSON",
      request({ contentType: "application/json5" }),
      "guardrail-content-type",
    ],
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
