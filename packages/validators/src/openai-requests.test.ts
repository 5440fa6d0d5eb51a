import { expect, test } from "vitest";
import { invokeRequest as bedrockRequest } from "./gen/formats/bedrock-completion.ts";
import { invokeRequest as chatRequest, invokeResponse as chatResponse } from "./gen/formats/openai-chat-completion.ts";
import { invokeRequest as textRequest, invokeResponse as textResponse } from "./gen/formats/openai-completion.ts";

const USER = { role: "user", content: "Hi" };
const TOOL = { type: "function", function: { name: "tide" } };
const CALL = { id: "a", function: { name: "tide", arguments: "{}" } };

// What the server behind imported models takes, whether or not OpenAI's own service does.
test.each([
  { structured_outputs: null },
  { structured_outputs: { json_object: true } },
  { structured_outputs: { structural_tag: "{}" } },
  { logit_bias: { "5": 150 } },
  { response_format: { type: "structural_tag", structures: [], triggers: [] } },
  { response_format: { type: "json_schema", json_schema: { name: "a" } } },
  { response_format: { type: "json_schema", json_schema: { name: "a", schema: null } } },
  { max_completion_tokens: 0 },
  { tools: [{ function: TOOL.function }], tool_choice: { function: { name: "tide" } } },
  { tools: [], tool_choice: "required" },
  { tool_choice: "none" },
  { messages: [{ role: "ipython", content: "1" }, USER] },
  { messages: [USER, { role: "assistant", tool_calls: [CALL] }, { role: "tool", tool_call_id: "a", content: "" }] },
  { messages: [{ role: "user", content: ["Hi", { text: "there" }] }] },
  { messages: [{ role: "user", content: [{ type: "input_audio", input_audio: { data: "AA==", format: "wav" } }] }] },
  { messages: [{ role: "user", content: [{ type: "video_url", video_url: { url: "https://example.com/a.mp4" } }] }] },
  ...["file", "image_embeds", "video_embeds", "thinking", "input_text", "output_text", "input_image"].map((type) => ({
    messages: [{ role: "user", content: [{ type, [type]: "x" }] }],
  })),
  { messages: [{ role: "user", content: [{ image_url: { url: "data:image/tiff;base64,AAAA" } }] }] },
  { messages: [{ role: "user", content: [{ type: "image_url", image_url: "data:image/png;base64,AAAA" }] }] },
])("a chat may hold %j", (members) => {
  expect(chatRequest.issues({ messages: [USER], ...members })).toEqual([]);
});

test.each([
  { structured_outputs: { json_object: true, regex: "x" } },
  { response_format: { type: "xml" } },
  { response_format: { type: "json_schema", json_schema: { name: "a", schema: 7 } } },
  { max_completion_tokens: -1 },
  { tool_choice: "required" },
  { tool_choice: "auto", tools: null },
  { tools: [{ type: "function" }] },
  { messages: [{ content: "Hi" }] },
  { messages: [{ role: "tool", content: "Hi" }] },
  { messages: [{ role: "user", content: [7] }] },
  { messages: [{ role: "user", content: [{ type: "hologram" }] }] },
  { messages: [USER, { role: "assistant", tool_calls: [{ id: "a" }] }] },
])("but not %j", (members) => {
  expect(chatRequest.is({ messages: [USER], ...members })).toBe(false);
});

test("a prompt may hold null for what is left out", () => {
  expect(textRequest.issues({ prompt: "Hi", max_tokens: null, structured_outputs: null })).toEqual([]);
  const nothing = { max_gen_len: null, temperature: null, top_p: null, top_k: null, stop: null, return_logprobs: null };
  expect(bedrockRequest.issues({ prompt: "Hi", ...nothing, response_format: null })).toEqual([]);
  expect(bedrockRequest.issues({ prompt: "Hi", response_format: { type: "text" } })).toEqual([]);
});

test("a message is a text, tool calls or both", () => {
  const answer = { id: "a", object: "chat.completion", usage: { prompt_tokens: 1, completion_tokens: 2 } };
  const response = (message: object) => ({
    ...answer,
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: "stop" }],
  });
  const call = { ...CALL, type: "function" };

  expect(chatResponse.issues(response({ content: null }))).toEqual([]);
  expect(chatResponse.issues(response({ tool_calls: [call] }))).toEqual([]);
  expect(chatResponse.is(response({}))).toBe(false);
  expect(chatResponse.is(response({ tool_calls: [CALL] }))).toBe(false);
});

test("a response that a guardrail wrote has its message, one that the model wrote has all", () => {
  const choices = [{ message: { role: "assistant", content: "Sorry." } }];
  const guarded = { usage: { prompt_tokens: 3.0 }, "amazon-bedrock-guardrailAction": "INTERVENED" };
  const whole = { id: "a", object: "chat.completion", usage: { prompt_tokens: 1, completion_tokens: 1 } };
  const [choice] = choices;
  const ended = [{ ...choice, index: 0, finish_reason: "stop" }];
  expect(chatResponse.issues({ choices, ...guarded })).toEqual([]);
  expect(textResponse.issues({ choices: [{ text: "Sorry." }], ...guarded })).toEqual([]);
  expect(chatResponse.is({ ...whole, choices: ended })).toBe(true);
  expect(chatResponse.is({ ...whole, choices })).toBe(false);
  expect(chatResponse.is({ ...whole, usage: { prompt_tokens: 1 }, choices: ended })).toBe(false);
});
