import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { sseStreams } from "./gen/sse-streams.ts";
import { loadOperation } from "./load-operation.ts";

const SPEC = new URL("../../../specs/gateway/", import.meta.url);
const { request, response, responseKnown, chunk, chunkKnown, error, rules } =
  await loadOperation("CreateChatCompletion");
const embeddings = await loadOperation("CreateEmbedding");

/** The example files of a folder, parsed. */
function examplesIn(folder: string) {
  return existsSync(new URL(`${folder}/`, SPEC))
    ? readdirSync(new URL(`${folder}/`, SPEC))
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => ({
          name,
          example: parse(readFileSync(new URL(`${folder}/${name}`, SPEC), "utf8")),
        }))
    : [];
}

function bodyIn(file: string, side: "request" | "response") {
  return parse(readFileSync(new URL(file, SPEC), "utf8"))[side].value;
}

const hello = bodyIn("examples/CreateChatCompletion/text.yaml", "request");
const answer = bodyIn("examples/CreateChatCompletion/text.yaml", "response");
const [first] = bodyIn("streams/CreateChatCompletion/streaming.yaml", "response");

describe.each(["ListModels", "GetModel", "CreateEmbedding", "CreateChatCompletion"] as const)(
  "every example of %s",
  (operation) => {
    test.each([...examplesIn(`examples/${operation}`), ...examplesIn(`streams/${operation}`)])(
      "is valid: $name",
      async ({ example }) => {
        const validators = await loadOperation(operation);
        const { value } = example.response;
        expect(validators.parameters.issues(example.parameters ?? {})).toEqual([]);
        if (example.request) expect(validators.request?.issues(example.request.value)).toEqual([]);
        if (Array.isArray(value)) for (const each of value) expect(validators.chunk?.issues(each)).toEqual([]);
        else if ("error" in value || "detail" in value) expect(validators.error?.issues(value)).toEqual([]);
        else expect(validators.responseKnown.issues(value)).toEqual([]);
      },
    );
  },
);

test.each(examplesIn("examples"))("an error is valid for every operation: $name", async ({ example }) => {
  for (const operation of ["ListModels", "GetModel", "CreateEmbedding", "CreateChatCompletion"] as const) {
    const validators = await loadOperation(operation);
    expect(validators.error?.issues(example.response.value)).toEqual([]);
  }
});

describe("a chat request that gateways take", () => {
  const user = { role: "user", content: "Hi" };
  const said = (message: object) => ({ messages: [user, message] });
  test.each([
    { title: "null for what is optional", change: { messages: [{ ...user, name: null }], tools: null, user: null } },
    {
      title: "null for more",
      change: { parallel_tool_calls: null, response_format: null, tool_choice: null, stop: null },
    },
    { title: "null for the detail of an image", change: said(image({ detail: null })) },
    { title: "the newest detail of an image", change: said(image({ detail: "original" })) },
    {
      title: "sound",
      change: said({ role: "user", content: [{ type: "input_audio", input_audio: { data: "AAAA" } }] }),
    },
    ...["audio_url", "video_url", "file", "input_text", "output_text", "input_image"].map((type) => ({
      title: `a part of the kind ${type}`,
      change: said({ role: "user", content: [{ type, [type]: "x" }] }),
    })),
    { title: "an answer with an image", change: said({ ...image({}), role: "assistant" }) },
    { title: "an answer that says nothing", change: said({ role: "assistant" }) },
    { title: "an answer without calls", change: said({ role: "assistant", content: "Hi", tool_calls: null }) },
    {
      title: "a call without type, id and name",
      change: said({ role: "assistant", tool_calls: [{ id: null, function: { name: null, arguments: "{}" } }] }),
    },
    { title: "a result of any parts", change: said({ role: "tool", tool_call_id: "a", content: [{ text: "x" }] }) },
    { title: "no model", change: { model: undefined } },
    { title: "no choice at all", change: { n: 0 } },
    { title: "more choices than OpenAI makes", change: { n: 200 } },
    { title: "a word of Bedrock's as tool_choice", change: { tool_choice: "any" } },
    { title: "an empty result", change: said({ role: "tool", tool_call_id: "a", content: [] }) },
  ])("is valid with $title", ({ change }) => {
    expect(request?.issues({ ...hello, ...change })).toEqual([]);
  });

  function image(members: object): object {
    return {
      role: "user",
      content: [{ type: "image_url", image_url: { url: "https://example.com/a.png", ...members } }],
    };
  }
});

describe("a chat request", () => {
  test.each([
    { fault: "no messages", change: { messages: [] }, pointer: "/messages" },
    {
      fault: "an unknown role",
      change: { messages: [{ role: "function", name: "f", content: "" }] },
      pointer: "/messages/0/role",
    },
    { fault: "a temperature above 2", change: { temperature: 2.5 }, pointer: "/temperature" },
    { fault: "an effort that nobody knows", change: { reasoning_effort: "huge" }, pointer: "/reasoning_effort" },
    { fault: "half a choice", change: { n: 0.5 }, pointer: "/n" },
    { fault: "stop texts that are numbers", change: { stop: [1] }, pointer: "/stop" },
  ])("is refused with $fault", ({ change, pointer }) => {
    const issues = request?.issues({ ...hello, ...change }) ?? [];
    expect(issues.map((issue) => issue.pointer)).toContainEqual(expect.stringContaining(pointer));
  });

  test.each([
    { url: "https://example.org/image.png", isValid: true },
    { url: "http://example.org/image", isValid: true },
    { url: "data:image/webp;base64,UklGRg==", isValid: true },
    { url: "data:image/gif;base64,R0lGODdh", isValid: true },
    { url: "data:image/bmp;base64,Qk0=", isValid: false },
    { url: "data:image/png;base64,", isValid: false },
    { url: "data:image/png;base64, iVBORw0KGgo=", isValid: true },
    { url: "ftp://example.org/image.png", isValid: false },
    { url: "image.png", isValid: false },
  ])("takes the image $url: $isValid", ({ url, isValid }) => {
    const content = [{ type: "image_url", image_url: { url } }];
    expect(request?.is({ ...hello, messages: [{ role: "user", content }] })).toBe(isValid);
  });

  test.each([
    { title: "members of the model's own", change: { top_k: 50, extra_body: { thinking: {} } } },
    {
      title: "null for what is left out",
      change: { stop: null, stream: null, temperature: null, stream_options: null },
    },
    { title: "a tool by name", change: { tool_choice: { type: "function", function: { name: "f" } } } },
  ])("takes $title", ({ change }) => {
    expect(request?.issues({ ...hello, ...change })).toEqual([]);
  });
});

describe("the rule tool-choice-known", () => {
  const rule = rules.find(({ id }) => id === "tool-choice-known");
  const tool = { type: "function", function: { name: "f" } };
  test.each([
    { tools: [tool], name: "f", want: true },
    { tools: [tool], name: "g", want: false },
    { tools: [], name: "g", want: true },
    { tools: null, name: "g", want: true },
    { tools: undefined, name: "g", want: true },
  ])("$tools with a choice of $name: $want", ({ tools, name, want }) => {
    const body = { ...hello, tools, tool_choice: { type: "function", function: { name } } };
    expect(rule?.validator.is({ parameters: {}, contentType: "application/json", body })).toBe(want);
  });
});

describe("the rule reasoning-token-limit", () => {
  const [rule] = rules;
  const accepts = (body: object) => rule?.validator.is({ parameters: {}, contentType: "application/json", body });

  test("earns the status 400, and no exception", () => {
    expect(rule).toMatchObject({ id: "reasoning-token-limit", status: 400, names: "max_completion_tokens" });
    expect(rule).not.toHaveProperty("error");
  });

  test.each([
    { body: { reasoning_effort: "low" }, want: false },
    { body: { reasoning_effort: "low", max_tokens: null }, want: false },
    { body: { reasoning_effort: "low", max_tokens: 4096 }, want: true },
    { body: { reasoning_effort: "low", max_completion_tokens: 4096 }, want: true },
    { body: { reasoning_effort: "none" }, want: true },
    { body: { reasoning_effort: null }, want: true },
    { body: {}, want: true },
  ])("$body: $want", ({ body, want }) => {
    expect(accepts({ ...hello, max_tokens: undefined, ...body })).toBe(want);
  });
});

describe("a request for a response", () => {
  const call = { type: "function_call", call_id: "a", name: "f", arguments: "{}" };
  const output = { type: "function_call_output", call_id: "a", output: "1" };
  const tool = { type: "function", name: "f" };
  test.each<{ rule: string; body: object; want: boolean }>([
    { rule: "call-output-known", body: { input: [call, output] }, want: true },
    { rule: "call-output-known", body: { input: [output] }, want: false },
    { rule: "call-output-known", body: { input: [output], previous_response_id: "resp_1" }, want: true },
    { rule: "call-output-known", body: { input: [output], conversation: "conv_1" }, want: true },
    { rule: "call-output-known", body: { input: [{ type: "item_reference", id: "fc_1" }, output] }, want: true },
    { rule: "call-output-known", body: { input: [{ ...call, type: "tool_search_call" }, output] }, want: true },
    { rule: "tool-choice-known", body: { tools: [tool], tool_choice: { type: "function", name: "f" } }, want: true },
    { rule: "tool-choice-known", body: { tools: [tool], tool_choice: { type: "function", name: "g" } }, want: false },
    { rule: "tool-choice-known", body: { tools: [tool], tool_choice: { type: "mcp", name: "g" } }, want: true },
    { rule: "conversation-alone", body: { conversation: "conv_1" }, want: true },
    { rule: "conversation-alone", body: { conversation: { id: "c" }, previous_response_id: "resp_1" }, want: false },
    { rule: "conversation-alone", body: { conversation: null, previous_response_id: "resp_1" }, want: true },
    { rule: "background-stored", body: { background: true }, want: true },
    { rule: "background-stored", body: { background: true, store: false }, want: false },
    { rule: "background-stored", body: { background: false, store: false }, want: true },
  ])("$rule of $body: $want", async ({ rule, body, want }) => {
    const { rules: ofResponses, request } = await loadOperation("CreateResponse");
    const whole = { model: "m", ...body };
    expect(request?.is(whole)).toBe(true);
    const found = ofResponses.find(({ id }) => id === rule);
    expect(found?.validator.is({ parameters: {}, contentType: "application/json", body: whole })).toBe(want);
  });

  test("that lacks a member of a tagged item names it", async () => {
    const { request } = await loadOperation("CreateResponse");
    const { arguments: _, ...rest } = call;
    expect(request?.issues({ model: "m", input: [rest] })).toMatchObject([{ pointer: "/input/0/arguments" }]);
  });
});

describe("an answer", () => {
  test.each(["id", "object", "created", "model", "choices", "usage"])("has %s", (name) => {
    expect(response.issues({ ...answer, [name]: undefined }).map(({ pointer }) => pointer)).toEqual([`/${name}`]);
  });

  test("has choices with an index", () => {
    const [{ index: _, ...choice }] = answer.choices;
    expect(response.is({ ...answer, choices: [choice] })).toBe(false);
  });

  test("may have unknown members, and a reason of the model's own that is noticed", () => {
    const [choice] = answer.choices;
    const other = { ...answer, x: 1, choices: [{ ...choice, finish_reason: "end_turn" }] };
    expect(response.issues(other)).toEqual([]);
    expect(responseKnown.issues(other).map(({ pointer }) => pointer)).toEqual(["/choices/0/finish_reason"]);
  });
});

describe("the data of an event", () => {
  test.each([
    { title: "a chunk", value: first, isValid: true },
    { title: "token counts without choices", value: { ...first, choices: [], usage: answer.usage }, isValid: true },
    { title: "an error", value: { error: { message: "Overloaded." } }, isValid: true },
    { title: "an answer in one body", value: answer, isValid: false },
    { title: "an error as FastAPI writes it", value: { detail: "Overloaded." }, isValid: false },
    { title: "a chunk without choices", value: { ...first, choices: undefined }, isValid: false },
    { title: "a piece of a tool call without index", value: toolCall({ function: { arguments: "" } }), isValid: false },
    { title: "a piece of a tool call", value: toolCall({ index: 0, function: { arguments: "" } }), isValid: true },
    { title: "the end marker", value: "[DONE]", isValid: false },
  ])("$title is valid: $isValid", ({ value, isValid }) => {
    expect(chunk?.is(value)).toBe(isValid);
    expect(chunkKnown?.is(value)).toBe(isValid);
  });

  function toolCall(piece: object) {
    return { ...first, choices: [{ index: 0, delta: { tool_calls: [piece] } }] };
  }
});

test.each([
  { value: { detail: "Not authenticated" }, isValid: true },
  { value: { detail: [{ loc: ["body"], msg: "Field required" }] }, isValid: true },
  { value: { error: { message: "No.", type: null, param: null, code: 404 } }, isValid: true },
  { value: { error: "No." }, isValid: false },
  { value: { message: "No." }, isValid: false },
])("an error may be $value: $isValid", ({ value, isValid }) => {
  expect(error?.is(value)).toBe(isValid);
});

test.each([
  { input: "hello", isValid: true },
  { input: ["hello", "goodbye"], isValid: true },
  { input: [15339], isValid: true },
  { input: [[15339], [19045, 29474]], isValid: true },
  { input: "", isValid: false },
  { input: [], isValid: false },
  { input: ["hello", 15339], isValid: false },
  { input: [1.5], isValid: false },
  { input: 15339, isValid: false },
])("embeds $input: $isValid", ({ input, isValid }) => {
  expect(embeddings.request?.is({ model: "m", input })).toBe(isValid);
});

test("the stream ends with its marker, and is asked for by a member of the request", () => {
  expect(sseStreams.CreateChatCompletion).toMatchObject({
    doneMarker: "[DONE]",
    requestedBy: "/stream",
    chunks: { usageRequestedBy: "/stream_options/include_usage" },
  });
});
