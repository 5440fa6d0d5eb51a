import { describe, expect, test } from "vitest";
import { detectFormat } from "./detect-format.ts";

const IMPORTED = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
const PROVISIONED = "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abcdef123456";

describe("detectFormat", () => {
  test.each([
    { modelId: IMPORTED, body: { messages: [] }, want: "openai-chat-completion" },
    { modelId: IMPORTED, body: { messages: [], max_tokens: 1 }, want: "openai-chat-completion" },
    { modelId: IMPORTED, body: { prompt: "", max_tokens: 1 }, want: "openai-completion" },
    { modelId: IMPORTED, body: { prompt: "", max_gen_len: 1 }, want: "bedrock-completion" },
    { modelId: IMPORTED, body: { prompt: "" }, want: "bedrock-completion" },
    { modelId: IMPORTED, body: { inputText: "" }, want: undefined },
    { modelId: PROVISIONED, body: { prompt: "" }, want: "bedrock-completion" },
    { modelId: "anthropic.claude-v2:1", body: { prompt: "", max_tokens_to_sample: 1 }, want: "claude-text-completion" },
    {
      modelId: "anthropic.claude-v2",
      body: { messages: [], anthropic_version: "bedrock-2023-05-31" },
      want: undefined,
    },
    { modelId: "amazon.titan-text-express-v1", body: { inputText: "" }, want: undefined },
    { modelId: "", body: {}, want: undefined },
  ])("$modelId with $body is of $want", ({ modelId, body, want }) => {
    expect(detectFormat(modelId, body)).toBe(want);
  });

  test.each([null, "text", 5, undefined])("a body that is no object (%s) has no members", (body) => {
    expect(detectFormat("no-such-model", body)).toBeUndefined();
    expect(detectFormat(IMPORTED, body)).toBe("bedrock-completion");
  });
});
