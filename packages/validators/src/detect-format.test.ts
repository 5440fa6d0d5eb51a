import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { detectFormat, possibleFormats } from "./detect-format.ts";
import { formats } from "./gen/formats.ts";
import { loadDescription } from "./load-format.ts";

const SPECS = new URL("../../../specs/formats/", import.meta.url);

const arn = (resource: string): string => `arn:aws:bedrock:us-east-1:111122223333:${resource}`;
const IMPORTED = arn("imported-model/abcdef123456");
const PROVISIONED = arn("provisioned-model/abcdef123456");
const ROUTER = arn("default-prompt-router/anthropic.claude:1");

describe("detectFormat", () => {
  test.each([
    { modelId: IMPORTED, body: { messages: [] }, want: "openai-chat-completion" },
    { modelId: IMPORTED, body: { messages: [], max_tokens: 1 }, want: "openai-chat-completion" },
    { modelId: IMPORTED, body: { prompt: "", max_tokens: 1 }, want: "openai-completion" },
    { modelId: IMPORTED, body: { prompt: "", max_gen_len: 1 }, want: "bedrock-completion" },
    { modelId: IMPORTED, body: { prompt: "" }, want: "bedrock-completion" },
    { modelId: "anthropic.claude-v2:1", body: { prompt: "", max_tokens_to_sample: 1 }, want: "claude-text-completion" },
    {
      modelId: "anthropic.claude-v2",
      body: { prompt: "", max_tokens_to_sample: 1, max_tokens: 5 },
      want: "claude-text-completion",
    },
    {
      modelId: "anthropic.claude-v2",
      body: { messages: [], anthropic_version: "bedrock-2023-05-31" },
      want: "anthropic-messages",
    },
    { modelId: "mistral.mistral-large-2402-v1:0", body: { prompt: "" }, want: "mistral-text" },
    { modelId: "mistral.mistral-large-2402-v1:0", body: { messages: [] }, want: "mistral-chat" },
    { modelId: "deepseek.r1-v1:0", body: { messages: [] }, want: "deepseek-text" },
    { modelId: "eu.deepseek.v3.2", body: { prompt: "" }, want: "deepseek-chat" },
    { modelId: "us-gov.openai.gpt-oss-20b-1:0", body: { messages: [] }, want: "openai-gpt-oss" },
    { modelId: arn("inference-profile/us.writer.palmyra-x5-v1:0"), body: { messages: [] }, want: "writer-palmyra" },
    { modelId: "writer.palmyra-vision-7b", body: { messages: [] }, want: "open-weight-chat" },
    { modelId: "mistral.mistral-large-3-675b-instruct", body: { messages: [] }, want: "open-weight-chat" },
    { modelId: "arn:aws:bedrock:us-east-1::foundation-model/qwen.qwen3-32b-v1:0", body: {}, want: "qwen3" },
    {
      modelId: arn("custom-model/amazon.nova-lite-v1:0:300k/abcdef123456"),
      body: { messages: [], inferenceConfig: {} },
      want: "amazon-nova",
    },
    {
      modelId: arn("custom-model/anthropic.claude-3-haiku-20240307-v1:0:200k/abcdef123456"),
      body: { messages: [], anthropic_version: "bedrock-2023-05-31" },
      want: "anthropic-messages",
    },
    {
      modelId: arn("custom-model/meta.llama3-1-8b-instruct-v1:0:128k/abcdef123456"),
      body: { messages: [] },
      want: "openai-chat-completion",
    },
    { modelId: "", body: {}, want: undefined },
  ])("$modelId with $body is of $want", ({ modelId, body, want }) => {
    expect(detectFormat(modelId, body)).toBe(want);
  });

  test.each([
    { body: { prompt: "" }, want: "bedrock-completion" },
    { body: { prompt: "", max_tokens: 1 }, want: "openai-completion" },
    { body: { messages: [], max_tokens: 1 }, want: "openai-chat-completion" },
    { body: { messages: [], max_tokens: 1, anthropic_version: "bedrock-2023-05-31" }, want: "anthropic-messages" },
    { body: { messages: [], inferenceConfig: {} }, want: "amazon-nova" },
    { body: { inputText: "" }, want: "titan-embed-text" },
    { body: { inputText: "", dimensions: 256 }, want: "titan-embed-text" },
    { body: { inputText: "", inputImage: "" }, want: "titan-embed-image" },
    { body: { inputText: "", textGenerationConfig: {} }, want: "titan-text" },
    { body: { message: "", documents: [] }, want: "cohere-command-r" },
    { body: { query: "", documents: [] }, want: "amazon-rerank" },
    { body: { query: "", documents: [], api_version: 2 }, want: "cohere-rerank" },
    { body: { texts: [], input_type: "search_query" }, want: "cohere-embed" },
    { body: { singleEmbeddingParams: {} }, want: "nova-embed" },
    { body: { taskType: "", textToImageParams: {} }, want: "nova-canvas" },
    { body: { prompt: "", images: [] }, want: "meta-llama" },
    { body: { messages: [{ role: "user", content: [{ text: "Hi" }] }] }, want: "amazon-nova" },
    { body: { messages: [{ role: "user", content: [{ type: "text" }] }] }, want: "openai-chat-completion" },
    { body: { messages: [{ role: "user", content: "Hi" }] }, want: "openai-chat-completion" },
    { body: { prompt: "", max_tokens_to_sample: 1 }, want: "claude-text-completion" },
    { body: { prompt: "", maxTokens: 1 }, want: "ai21-jurassic" },
    { body: { prompt: "", max_tokens: 1, return_likelihoods: "NONE" }, want: "cohere-command" },
    { body: { messages: [], documents: [] }, want: "ai21-jamba" },
  ])("behind an ARN that hides the model, $body is of $want", ({ body, want }) => {
    expect([PROVISIONED, ROUTER].map((modelId) => detectFormat(modelId, body))).toEqual([want, want]);
  });

  test.each([undefined, null, {}, "text", { messages: [] }])(
    "a model id that one format knows is of that format, whatever the body is (%j)",
    (body) => {
      expect(detectFormat("amazon.titan-text-express-v1", body)).toBe("titan-text");
      expect(detectFormat(arn("inference-profile/us.amazon.nova-lite-v1:0"), body)).toBe("amazon-nova");
    },
  );

  test.each([null, "text", 5])("a body that is not an object (%s) has no members", (body) => {
    expect(detectFormat("no-such-model", body)).toBeUndefined();
    expect(detectFormat(IMPORTED, body)).toBe("bedrock-completion");
  });

  test("without a body, a model id that several formats know tells none", () => {
    expect(detectFormat(IMPORTED)).toBeUndefined();
    expect(possibleFormats(IMPORTED)).toEqual(["openai-chat-completion", "bedrock-completion", "openai-completion"]);
  });
});

test("says which formats a body can be of where nothing can tell", () => {
  expect(possibleFormats(PROVISIONED, { messages: [] })).toEqual([
    "openai-chat-completion",
    "anthropic-messages",
    "amazon-nova",
    "open-weight-chat",
    "openai-gpt-oss",
    "qwen3",
    "deepseek-chat",
    "ai21-jamba",
    "writer-palmyra",
    "mistral-chat",
  ]);
  expect(possibleFormats(PROVISIONED, { prompt: "", max_tokens: 1 })).toEqual([
    "openai-completion",
    "deepseek-text",
    "mistral-text",
    "cohere-command",
  ]);
  expect(possibleFormats(PROVISIONED, { prompt: "", max_gen_len: 1 })).toEqual(["bedrock-completion", "meta-llama"]);
  expect(possibleFormats("no-such-model", {})).toEqual([]);
});

interface ExampleFile {
  readonly parameters?: { readonly modelId?: string };
  readonly request: { readonly value: unknown };
  readonly error?: string;
}

describe.each(formats)("the requests of $id are of it:", ({ id, kind }) => {
  const folders = ["examples", "streams"].filter((folder) => existsSync(new URL(`${id}/${folder}/`, SPECS)));

  test.each(folders)("%s", async (folder) => {
    const read = (file: string): ExampleFile => parse(readFileSync(new URL(`${id}/${folder}/${file}`, SPECS), "utf8"));
    const hello = read("hello.yaml");
    const requests = readdirSync(new URL(`${id}/${folder}/`, SPECS)).map((file) => {
      const { parameters = hello.parameters, request } = read(file);
      return { name: file, modelId: String(parameters?.modelId), body: request.value };
    });
    const { ids = {} } = await loadDescription(id);
    const byId = Object.values(ids).map((modelId) => ({ name: modelId, modelId, body: hello.request.value }));
    for (const { name, modelId, body } of [...requests, ...byId]) {
      const found =
        kind === "async"
          ? detectFormat(Object(body).modelId, Object(body).modelInput, kind)
          : detectFormat(modelId, body, kind === "speech" ? kind : undefined);
      expect([name, found]).toEqual([name, id]);
      if (kind !== "async" && kind !== "speech") {
        expect([name, possibleFormats(PROVISIONED, body)]).toEqual([name, expect.arrayContaining([id])]);
      }
    }
  });
});
