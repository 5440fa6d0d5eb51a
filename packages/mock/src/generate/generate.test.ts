import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import {
  assembleStream,
  detectFormat,
  formats as listed,
  loadDescription,
  loadFormat,
  readAll,
  readPointer,
  type TextFormat,
} from "@bedrock-contract/validators";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Mock, startMock } from "../start-mock.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

const IMPORTED = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
const CLAUDE = "anthropic.claude-v2";

let mock: Mock;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  client = new BedrockRuntimeClient({ endpoint: mock.url, region: "us-east-1", credentials });
});
afterAll(async () => {
  client.destroy();
  await mock.close();
});

const BOOKING = {
  type: "object",
  properties: {
    guest: {
      type: "object",
      properties: { name: { type: "string" }, age: { type: "integer", minimum: 18 } },
      required: ["name", "age"],
    },
    nights: { type: "integer", minimum: 1, maximum: 30 },
    room: { enum: ["single", "double"] },
    code: { type: "string", pattern: "^[A-Z]{3}-[0-9]{4}$" },
    extras: { type: "array", items: { type: "string" }, minItems: 1 },
  },
  required: ["guest", "nights", "room", "code"],
  additionalProperties: false,
};
const isBooking = new Ajv2020().compile(BOOKING);
const TOOLS = [
  { type: "function", function: { name: "book_room", parameters: BOOKING } },
  { type: "function", function: { name: "list_rooms" } },
];
const messages = [{ role: "user", content: "Book me a room." }];

type Json = Record<string, unknown>;
const chat = (asked: Json): Json => ({ messages, max_tokens: 400, ...asked });
const completion = (asked: Json): Json => ({ prompt: "Book me a room.", max_tokens: 400, ...asked });
const plain = (asked: Json): Json => ({ prompt: "Book me a room.", ...asked });
const claude = (asked: Json): Json => ({
  prompt: "\n\nHuman: Hello.\n\nAssistant:",
  max_tokens_to_sample: 400,
  ...asked,
});

describe("an application's own schema", () => {
  test.each([
    chat({ response_format: { type: "json_schema", json_schema: { name: "booking", schema: BOOKING } } }),
    chat({ structured_outputs: { json: BOOKING } }),
    completion({ response_format: { type: "json_schema", json_schema: { name: "booking", schema: BOOKING } } }),
    completion({ structured_outputs: { json: JSON.stringify(BOOKING) } }),
    plain({ response_format: { type: "json_schema", json_schema: BOOKING } }),
  ])("gets an object that it admits: %j", async (body) => {
    const { texts, stops } = await invoke(body);
    expect(isBooking(JSON.parse(texts[0] ?? ""))).toBe(true);
    expect(stops).toEqual(["end"]);
  });

  test("gets an object where any will do", async () => {
    const { texts } = await invoke(plain({ response_format: { type: "json_object" } }));
    expect(JSON.parse(texts[0] ?? "")).toEqual(expect.any(Object));
  });

  test("is refused where no value satisfies it, with the place and a way out", async () => {
    const body = completion({ structured_outputs: { json: { type: "integer", minimum: 2, maximum: 1 } } });
    await expect(invoke(body)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(/\/structured_outputs\/json.*mock\.respond/),
    });
  });

  test("is refused where it is not a schema, and where it asks for too much", async () => {
    const list = { type: "array", items: {}, minItems: 200 };
    for (const schema of [{ type: "nonsense" }, { ...list, items: list }]) {
      await expect(invoke(completion({ structured_outputs: { json: schema } }))).rejects.toMatchObject({
        name: "ValidationException",
      });
    }
  });
});

describe("a text", () => {
  test.each([
    { asked: { choice: ["ja", "nein"] }, want: /^(?:ja|nein)$/ },
    { asked: { regex: "[a-z]+@[a-z]+\\.(com|org)\\d{2}" }, want: /^[a-z]+@[a-z]+\.(?:com|org)\d{2}$/ },
    { asked: { regex: "(?=x)x|y" }, want: /^[xy]$/ },
    { asked: { regex: "(?P<year>(?:19|20)\\d\\d) [\\u4e00-\\u9fff]{2}" }, want: /^(?:19|20)\d\d [\u4e00-\u9fff]{2}$/ },
    { asked: { grammar: 'root ::= "go " way ("!" | "?")\nway ::= [a-c]{2} # two letters' }, want: /^go [a-c]{2}[!?]$/ },
  ])("is as demanded: $asked", async ({ asked, want }) => {
    for (const body of [chat({ structured_outputs: asked }), completion({ structured_outputs: asked })]) {
      const { texts } = await invoke(body);
      expect(texts[0]).toMatch(want);
    }
  });

  test.each([
    { grammar: 'root ::= "a" root | "b"', want: /^a*b$/ },
    { grammar: 'root ::= root "a" | "b"', want: /^ba*$/ },
    { grammar: 'root ::= "(" root? ")"', want: /^\(+\)+$/ },
    { grammar: `root ::= ${"root ".repeat(1000)} | "a"`, want: /^a+$/ },
    { grammar: 'root ::= a a | "x"\na ::= b b | "x"\nb ::= root root | "x"', want: /^x+$/ },
    { grammar: 'root ::= "x" (rest)*\nrest ::= "," root', want: /^x[,x]*$/ },
    {
      grammar: 'root ::= value\nvalue ::= list | [0-9]+\nlist ::= "[" (value ("," value)*)? "]"',
      want: /^[[\],0-9]+$/,
    },
  ])("follows a grammar that leads back to itself: $grammar", async ({ grammar, want }) => {
    const { texts } = await invoke(completion({ structured_outputs: { grammar } }));
    expect(texts[0]).toMatch(want);
  });

  test.each([
    ['start: "a"', "cannot read the grammar at"],
    ['root ::= "a" rest', "no rule rest"],
    ['start ::= "a"', "no rule root"],
    ['root ::= "a" root', "no string that follows"],
    ['root ::= ("a"', "does not close a group"],
    ['root ::= "a")', "not open"],
    [`root ::= ${"(".repeat(3000)}"a"${")".repeat(3000)}`, "nests too deeply"],
    ["", "no rule root"],
  ])("is refused for the grammar %s", async (grammar, reason) => {
    await expect(invoke(completion({ structured_outputs: { grammar } }))).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(new RegExp(`/structured_outputs/grammar: .*(?:${reason})`)),
    });
  });

  test.each(["(", "a{1000000000}", "((a{999}){999}){999}", "(?=x)y"])(
    "is refused for the pattern %s",
    async (regex) => {
      await expect(invoke(completion({ structured_outputs: { regex } }))).rejects.toMatchObject({
        name: "ValidationException",
        message: expect.stringContaining("/structured_outputs/regex"),
      });
    },
  );

  test.each([
    { body: chat({ max_completion_tokens: 3 }), tokens: 3 },
    {
      body: completion({ prompt: "Tell me", structured_outputs: { regex: "([a-z]{5} ){20}" }, max_tokens: 4 }),
      tokens: 4,
    },
    { body: plain({ max_gen_len: 2 }), tokens: 2 },
    { body: claude({ max_tokens_to_sample: 5 }), tokens: undefined },
  ])("ends at the limit of tokens: $body", async ({ body, tokens }) => {
    const { answer, format, stops } = await invoke(body);
    expect(stops).toEqual(["limit"]);
    expect(readPointer(answer, format.response.outputTokens)).toBe(tokens);
  });

  test("ends before a stop sequence, which the answer names where the format's do", async () => {
    const whole = await invoke(claude({}));
    const [, stop = ""] = /^\S+ (\S+)/.exec(whole.texts[0] ?? "") ?? [];
    const { texts, stops, answer } = await invoke(claude({ stop_sequences: [stop] }));
    expect(texts[0]).toBe(whole.texts[0]?.slice(0, whole.texts[0].indexOf(stop)));
    expect(stops).toEqual(["end"]);
    expect(answer).toMatchObject({ stop });
  });

  test("comes after the prompt where the request wants an echo, which counts as no output", async () => {
    const { texts, answer, stops } = await invoke(
      completion({ prompt: ["One", "Two"], echo: true, logprobs: 1, max_tokens: 2 }),
    );
    expect(texts).toEqual([expect.stringMatching(/^One \S/), expect.stringMatching(/^Two \S/)]);
    expect(stops).toEqual(["limit", "limit"]);
    expect(answer).toMatchObject({ usage: { prompt_tokens: 2, completion_tokens: 4 } });
    const logprobs = readPointer(answer, "/choices/1/logprobs");
    expect(logprobs).toMatchObject({
      tokens: ["Two", expect.any(String), expect.any(String)],
      text_offset: [0, 3, expect.any(Number)],
    });
    expect(logprobs).toMatchObject({
      token_logprobs: [null, expect.any(Number), expect.any(Number)],
      top_logprobs: [null, {}, {}],
    });
    expect((await invoke(completion({ prompt: "Only this", echo: true, max_tokens: 0 }))).texts).toEqual(["Only this"]);
  });

  test("comes after the last message where that is the assistant's and the request wants an echo", async () => {
    const begun = [...messages, { role: "assistant", content: "The room is" }];
    const asked = { messages: begun, echo: true, logprobs: true, structured_outputs: { choice: [" free."] } };
    const { texts, answer } = await invoke(chat(asked));
    expect(texts).toEqual(["The room is free."]);
    expect(readAll(answer, "/choices/0/logprobs/content/*")).toHaveLength(2);
    expect((await invoke(chat({ ...asked, messages }))).texts).toEqual([" free."]);
  });

  test("goes on with the example's where the prompt is the example's, else with words of its own", async () => {
    expect((await invoke(completion({ prompt: "Why is the sky blue?" }))).texts).toEqual([
      expect.stringMatching(/sky/),
    ]);
    expect((await invoke(completion({}))).texts).toEqual([expect.not.stringMatching(/sky/)]);
  });
});

describe("choices", () => {
  test("are as many as asked, for each prompt", async () => {
    const { texts, answer } = await invoke(
      completion({ prompt: ["one", "two"], n: 3, structured_outputs: { regex: "\\d{8}" } }),
    );
    expect(new Set(texts).size).toBe(6);
    expect(readAll(answer, "/choices/*/index").map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("are refused where they are too many", async () => {
    await expect(invoke(chat({ n: 1_000_000 }))).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("tool calls", () => {
  test.each([
    { asked: {}, name: /./ },
    { asked: { tool_choice: "required" }, name: /./ },
    { asked: { tool_choice: { type: "function", function: { name: "book_room" } } }, name: /^book_room$/ },
    { asked: { tool_choice: { type: "function", function: { name: "list_rooms" } } }, name: /^list_rooms$/ },
  ])("keep tool_choice and their schema: $asked", async ({ asked, name }) => {
    const { calls, stops, texts } = await invoke(chat({ tools: TOOLS, ...asked }));
    expect(calls).toHaveLength(1);
    expect(calls[0]?.name).toMatch(name);
    const args: unknown = JSON.parse(calls[0]?.args ?? "");
    expect(calls[0]?.name === "book_room" ? isBooking(args) : args).toEqual(calls[0]?.name === "book_room" ? true : {});
    expect({ stops, texts }).toEqual({ stops: ["tool"], texts: [""] });
  });

  test.each([
    chat({ tools: TOOLS, tool_choice: "none" }),
    chat({
      tools: TOOLS,
      messages: [
        ...messages,
        {
          role: "assistant",
          content: "",
          tool_calls: [{ id: "1", type: "function", function: { name: "list_rooms", arguments: "{}" } }],
        },
        { role: "tool", tool_call_id: "1", content: "none" },
      ],
    }),
  ])("stay away where they may not come, and after a result", async (body) => {
    const { calls, stops } = await invoke(body);
    expect({ calls, stops }).toEqual({ calls: [], stops: ["end"] });
  });

  test("are one of each tool where several may come at once, each with an id of its own", async () => {
    const asked = { tools: TOOLS, parallel_tool_calls: true };
    const { calls, stops, answer } = await invoke(chat(asked));
    expect(calls.map(({ name }) => name)).toEqual(["book_room", "list_rooms"]);
    expect(calls.map(({ args }) => JSON.parse(args))).toEqual([expect.toSatisfy(isBooking), {}]);
    expect(new Set(readAll(answer, "/choices/0/message/tool_calls/*/id").map(({ value }) => value)).size).toBe(2);
    expect(stops).toEqual(["tool"]);
    const named = { type: "function", function: { name: "list_rooms" } };
    expect((await invoke(chat({ ...asked, tool_choice: named }))).calls).toHaveLength(1);
    expect((await invoke(chat({ ...asked, parallel_tool_calls: false }))).calls).toHaveLength(1);
  });

  test("are refused where tool_choice names no tool", async () => {
    const tool_choice = { type: "function", function: { name: "fly" } };
    await expect(invoke(chat({ tools: TOOLS, tool_choice }))).rejects.toMatchObject({
      name: "ValidationException",
      message: "The tool_choice names no tool of the request. (/tool_choice/function/name)",
    });
  });

  test("are cut at the limit of tokens", async () => {
    const { stops, answer } = await invoke(chat({ tools: TOOLS, tool_choice: "required", max_tokens: 4 }));
    expect(stops).toEqual(["limit"]);
    expect(readPointer(answer, "/usage/completion_tokens")).toBe(4);
  });
});

describe("log-probabilities", () => {
  test.each([
    { body: chat({ logprobs: true, top_logprobs: 4 }), top: 4 },
    { body: completion({ logprobs: 3, structured_outputs: { regex: "[a-z ]{40}" } }), top: 3 },
    { body: plain({ return_logprobs: true, max_gen_len: 9 }), top: 1 },
    { body: chat({ logprobs: true, top_logprobs: 2, tools: TOOLS, tool_choice: "required" }), top: 2 },
  ])("are there for each token of the answer: $body", async ({ body, top }) => {
    const { answer, format } = await invoke(body);
    const values = (place = "/-") => readAll(answer, place).map(({ value }) => value);
    const { outputLogprobs, outputTokens, topLogprobs, outputLogprobValues, topLogprobValues } = format.response;
    expect(values(outputLogprobs)).toHaveLength(Number(readPointer(answer, outputTokens)));
    expect(values(topLogprobs).every((each) => Object.keys(Object(each)).length === top)).toBe(true);
    const numbers = [...values(outputLogprobValues), ...values(topLogprobValues)];
    expect(numbers.filter((value) => typeof value !== "number" || value > 0)).toEqual([]);
  });

  test.each([chat({ prompt_logprobs: 2 }), completion({ prompt_logprobs: 2 })])(
    "are there for each token of the prompt but the first: %j",
    async (body) => {
      const { answer, format } = await invoke(body);
      const entries = readAll(answer, format.response.promptLogprobs ?? "").map(({ value }) => value);
      expect(entries).toHaveLength(Number(readPointer(answer, format.response.inputTokens)));
      const [first, ...others] = entries;
      expect(first).toBeNull();
      expect(others.every((each) => Object.keys(Object(each)).length === 2)).toBe(true);
    },
  );
});

const streamed: readonly Json[] = [
  chat({}),
  chat({ n: 2, max_tokens: 3, stream_options: { include_usage: true } }),
  chat({ structured_outputs: { json: BOOKING }, logprobs: true, top_logprobs: 2 }),
  chat({ tools: TOOLS, tool_choice: "required", logprobs: true }),
  chat({ tools: TOOLS, n: 2 }),
  chat({ tools: TOOLS, n: 2, parallel_tool_calls: true, logprobs: true }),
  chat({ tools: TOOLS.toReversed(), parallel_tool_calls: true, max_tokens: 10 }),
  completion({ structured_outputs: { choice: ["ja", "nein"] }, logprobs: 1, n: 2 }),
  completion({ response_format: { type: "json_object" }, stop: "\n" }),
  completion({ prompt: ["One", "Two"], echo: true, logprobs: 1, n: 2 }),
  completion({ echo: true, max_tokens: 0 }),
  plain({ response_format: { type: "json_schema", json_schema: BOOKING }, return_logprobs: true }),
  plain({ max_gen_len: 1, return_logprobs: true }),
  claude({ max_tokens_to_sample: 7 }),
  claude({}),
];

describe("a stream", () => {
  test.each(streamed)("folds to the whole answer: %j", async (body) => {
    const { answer, format, modelId } = await invoke(body);
    const chunks = await stream(body, modelId);
    const { invokeChunk, invokeResponse } = await loadFormat(format.id);
    expect(chunks.map((chunk) => invokeChunk?.is(chunk))).toEqual(chunks.map(() => true));
    // The chunks are valid, as the line above found.
    const folded: unknown = await assembleStream(format.id, chunks as never[]);
    expect(invokeResponse.issues(folded)).toEqual([]);
    for (const place of ["text", "stopReason", "inputTokens", "outputTokens", "outputLogprobs", "toolCalls"] as const) {
      const told = (value: unknown) => readAll(value, format.response[place] ?? "/-").map((each) => each.value ?? "");
      expect(told(folded), place).toEqual(told(answer));
    }
  });

  test("is several chunks", async () => {
    expect((await stream(chat({ structured_outputs: { json: BOOKING } }), IMPORTED)).length).toBeGreaterThan(5);
  });
});

test("the same request gets the same answer, in any process", async () => {
  const bodies = [chat({ tools: TOOLS }), plain({ response_format: { type: "json_schema", json_schema: BOOKING } })];
  const here = await Promise.all(bodies.map(async (body) => (await invoke(body)).answer));
  expect(await Promise.all(bodies.map(async (body) => (await invoke(body)).answer))).toEqual(here);
  const script = `
    const { startMock } = await import(${JSON.stringify(new URL("../index.ts", import.meta.url).href)});
    const mock = await startMock();
    const answers = await Promise.all(${JSON.stringify(bodies)}.map(async (body) => {
      const url = mock.url + "/model/${encodeURIComponent(IMPORTED)}/invoke";
      return (await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).json();
    }));
    await mock.close();
    console.log(JSON.stringify(answers));`;
  const options = ["--conditions=@bedrock-contract/source", "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  expect(JSON.parse(stdout)).toEqual(here);
});

test("generators are loaded by the first request that needs them", async () => {
  const script = `
    const { startMock } = await import(${JSON.stringify(new URL("../index.ts", import.meta.url).href)});
    const { registerHooks } = await import("node:module");
    const own = ${JSON.stringify(["json-schema-faker", "randexp"].map((name) => import.meta.resolve(name)))};
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const mock = await startMock();
    await mock.close();
    console.log(JSON.stringify(loaded.filter((url) => /\\/generate\\//.test(url) || own.includes(url))));`;
  const options = ["--conditions=@bedrock-contract/source", "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  expect(JSON.parse(stdout)).toEqual([]);
});

async function invoke(body: Json) {
  const modelId = "max_tokens_to_sample" in body ? CLAUDE : IMPORTED;
  const format = formats.find(({ id }) => id === detectFormat(modelId, body));
  if (format?.kind !== "text") {
    throw new Error("no format of text has this body");
  }
  const output = await client.send(new InvokeModelCommand({ modelId, body: JSON.stringify(body) }));
  const answer: unknown = JSON.parse(output.body.transformToString());
  const { invokeResponse } = await loadFormat(format.id);
  expect(invokeResponse.issues(answer)).toEqual([]);
  const { response, stopReasons } = format;
  expectCounts(answer, response);
  const calls = readAll(answer, response.toolCalls ?? "/-").map(({ value }) => ({
    name: String(readPointer(value, response.toolCallName)),
    args: String(readPointer(value, response.toolCallArguments)),
  }));
  const texts = readAll(answer, response.text).map(({ value }) => String(value ?? ""));
  const stops = readAll(answer, response.stopReason).map(({ value }) => stopReasons[String(value)]);
  return { modelId, format, answer, texts, stops, calls };
}

function expectCounts(answer: unknown, { inputTokens, outputTokens, totalTokens }: TextFormat["response"]) {
  const [input, output, total] = [inputTokens, outputTokens, totalTokens].map((place) => readPointer(answer, place));
  expect(total ?? Number(input) + Number(output)).toEqual(Number(input) + Number(output));
}

async function stream(body: Json, modelId: string): Promise<readonly unknown[]> {
  const command = new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(body) });
  const chunks: unknown[] = [];
  for await (const { chunk } of (await client.send(command)).body ?? []) {
    chunks.push(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()));
  }
  return chunks;
}
