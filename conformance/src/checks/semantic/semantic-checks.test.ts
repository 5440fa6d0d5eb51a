import { loadDescription, readPointer } from "@bedrock-contract/validators";
import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { changed } from "../../../test/faults-of.ts";
import { startServer, type TestAnswer } from "../../../test/start-server.ts";
import { chunkFrame, startStreamServer } from "../../../test/stream-server.ts";
import type { Case } from "../../case.ts";
import type { CaseResult } from "../../result.ts";
import { runSuite } from "../../run/run-suite.ts";
import { textChecks } from "./semantic-checks.ts";

type Json = Record<string, unknown>;

/** A wrong answer: what an example's answer becomes by changes, each a pointer with its new value. */
interface Row {
  readonly check: string;
  readonly title: string;
  readonly of: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the request says instead, by pointer. */
  readonly asked?: Readonly<Record<string, unknown>>;
}

const CHAT = "openai-chat-completion/InvokeModel";
const TEXT = "openai-completion/InvokeModel";
const PLAIN = "bedrock-completion/InvokeModel";
const MESSAGE = "/choices/0/message";
const CALL = `${MESSAGE}/tool_calls/0/function`;

const rows: readonly Row[] = [
  {
    check: "told-texts",
    title: "a token too late",
    of: "ai21-jurassic/InvokeModel/hello",
    set: { "/completions/0/data/tokens/1/textRange/start": 9 },
  },
  {
    check: "told-texts",
    title: "tokens of another text",
    of: "ai21-jurassic/InvokeModel/hello",
    set: { "/completions/0/data/text": "\n Hello! How are you?" },
  },
  {
    check: "structured-output-json",
    title: "no JSON",
    of: `${PLAIN}/structured-output-json-object`,
    set: { "/generation": "teal" },
  },
  {
    check: "structured-output-json",
    title: "a list for an object",
    of: `${CHAT}/structured-output-json-object`,
    set: { [`${MESSAGE}/content`]: "[]" },
  },
  {
    check: "structured-output-json",
    title: "JSON cut off",
    of: `${PLAIN}/structured-output-json-schema`,
    set: { "/generation": '{"brand": "Fer' },
  },
  {
    check: "structured-output-schema",
    title: "a car of no type",
    of: `${PLAIN}/structured-output-json-schema`,
    set: { "/generation": '{"brand": "Ferrari", "model": "F40", "car_type": "bicycle"}' },
  },
  {
    check: "structured-output-schema",
    title: "a member missing, wrapped schema",
    of: `${CHAT}/structured-output-json-schema`,
    set: { [`${MESSAGE}/content`]: "{}" },
  },
  {
    check: "structured-output-schema",
    title: "a pattern",
    of: `${TEXT}/structured-output-json`,
    set: { "/choices/0/text": '{"name": "teal", "hex": "teal"}' },
  },
  {
    check: "structured-output-choice",
    title: "another word",
    of: `${TEXT}/structured-output-choice`,
    set: { "/choices/0/text": "positive " },
  },
  {
    check: "structured-output-regex",
    title: "more than the match",
    of: `${CHAT}/structured-output-regex`,
    set: { [`${MESSAGE}/content`]: "on 1969-07-20" },
  },
  {
    check: "structured-output-grammar",
    title: "another table",
    of: `${CHAT}/structured-output-grammar`,
    set: { [`${MESSAGE}/content`]: "SELECT name FROM cars" },
  },
  { check: "logprobs-length", title: "one too few", of: `${PLAIN}/logprobs`, set: { "/logprobs/9": undefined } },
  { check: "logprobs-length", title: "none", of: `${CHAT}/logprobs`, set: { "/choices/0/logprobs": null } },
  {
    check: "logprobs-length",
    title: "none where nothing counts tokens",
    of: "cohere-command/InvokeModel/likelihoods",
    set: { "/generations/0/token_likelihoods": undefined },
  },
  {
    check: "logprobs-top",
    title: "none of the likeliest",
    of: `${CHAT}/logprobs`,
    set: { "/choices/0/logprobs/content/3/top_logprobs": [] },
  },
  { check: "logprobs-top", title: "above zero", of: `${PLAIN}/logprobs`, set: { "/logprobs/2": { "374": 0.2 } } },
  {
    check: "logprobs-top",
    title: "three for one",
    of: `${TEXT}/logprobs`,
    set: { "/choices/0/logprobs/top_logprobs/1": { a: -1, b: -2, c: -3 } },
  },
  { check: "prompt-logprobs", title: "none", of: `${CHAT}/logprobs`, set: { "/prompt_logprobs": null } },
  {
    check: "prompt-logprobs",
    title: "the first not null",
    of: `${CHAT}/logprobs`,
    set: { "/prompt_logprobs/0": { "1": { logprob: -1, rank: 1, decoded_token: "x" } } },
  },
  {
    check: "prompt-logprobs",
    title: "one too few",
    of: `${TEXT}/logprobs`,
    set: { "/choices/0/prompt_logprobs/6": undefined },
  },
  {
    check: "stop-reason",
    title: "none",
    of: `${CHAT}/multi-image`,
    set: { "/choices/0/finish_reason": null },
  },
  {
    check: "stop-reason",
    title: "the limit long before it",
    of: `${CHAT}/multi-image`,
    set: { "/choices/0/finish_reason": "length" },
  },
  {
    check: "stop-reason-empty",
    title: "an empty one",
    of: `${CHAT}/multi-image`,
    set: { "/choices/0/finish_reason": "" },
  },
  { check: "usage-sums", title: "a wrong total", of: `${CHAT}/multi-image`, set: { "/usage/total_tokens": 2813 } },
  {
    check: "usage-sums",
    title: "more than the limit",
    of: `${PLAIN}/routing-max-gen-len`,
    set: { "/generation_token_count": 11 },
  },
  { check: "tool-call", title: "an unknown tool", of: `${CHAT}/tool-call`, set: { [`${CALL}/name`]: "get_wether" } },
  {
    check: "tool-input",
    title: "arguments that do not fit",
    of: `${CHAT}/tool-call`,
    set: { [`${CALL}/arguments`]: '{"unit": "celsius"}' },
  },
  {
    check: "tool-input",
    title: "arguments without one that the tool lists",
    of: "cohere-command-r/InvokeModel/tool-call",
    set: { "/tool_calls/0/parameters": {} },
  },
  {
    check: "tool-call",
    title: "arguments that are no JSON",
    of: `${CHAT}/tool-call`,
    set: { [`${CALL}/arguments`]: "city: Paris" },
  },
  {
    check: "tool-call",
    title: "the stop reason of a text",
    of: `${CHAT}/tool-call`,
    set: { "/choices/0/finish_reason": "stop" },
  },
  {
    check: "tool-call",
    title: "no call where one is demanded",
    of: `${CHAT}/tool-choice-required`,
    set: { [`${MESSAGE}/tool_calls`]: [], [`${MESSAGE}/content`]: "No.", "/choices/0/finish_reason": "stop" },
  },
  {
    check: "tool-call",
    title: "another tool than the named one",
    of: `${CHAT}/tool-choice-named`,
    set: { [`${CALL}/name`]: "get_time", [`${CALL}/arguments`]: '{"city": "Paris"}' },
  },
  {
    check: "tool-call",
    title: "a call where none is allowed",
    of: `${CHAT}/tool-choice-none`,
    set: {
      [`${MESSAGE}/tool_calls`]: [
        { id: "1", type: "function", function: { name: "get_weather", arguments: '{"city":"Paris"}' } },
      ],
      "/choices/0/finish_reason": "tool_calls",
    },
  },
  {
    check: "token-count-headers",
    title: "another count",
    of: `${PLAIN}/logprobs`,
    headers: { "x-amzn-bedrock-output-token-count": "11" },
  },
  {
    check: "stop-sequences",
    title: "one in the text",
    of: `${TEXT}/stop-sequence`,
    set: { "/choices/0/text": " two, three" },
  },
  {
    check: "stop-sequences",
    title: "one at the end",
    of: `${TEXT}/stop-sequence`,
    set: { "/choices/0/text": " two," },
  },
  { check: "text-written", title: "an empty text", of: `${PLAIN}/routing-max-gen-len`, set: { "/generation": "" } },
  { check: "text-written", title: "no text", of: `${CHAT}/multi-image`, set: { [`${MESSAGE}/content`]: null } },
  {
    check: "text-written",
    title: "an empty text that a limit ended, not a stop sequence",
    of: "claude-text-completion/InvokeModel/max-tokens",
    set: { "/completion": "" },
  },
  {
    check: "text-written",
    title: "two empty texts",
    of: `${CHAT}/several-choices`,
    set: { [`${MESSAGE}/content`]: "", "/choices/1/message/content": "" },
  },
  { check: "choice-count", title: "one of two", of: `${CHAT}/several-choices`, set: { "/choices/1": undefined } },
];

test.each(rows)("$check catches $title, and nothing else does", async ({ check, of, set = {}, headers = {} }) => {
  const given = await caseById(of);
  const wrong = await faultsOf(given, { body: changed(given.expect.body, set), headers });
  const right = await faultsOf(given, { body: given.expect.body });

  expect(right).toEqual([]);
  expect(wrong.join(" ")).toBe(check);
});

test("every check has a wrong answer", () => {
  expect(new Set(rows.flatMap(({ check }) => check.split(" ").filter((id) => id !== "known-values")))).toEqual(
    new Set(textChecks.map(({ id }) => id)),
  );
});

test("a stream is judged by the answer that its chunks make up", async () => {
  const given = await caseById("openai-completion/InvokeModelWithResponseStream/choice");
  const chunks = given.expect.body as readonly unknown[]; // By its example.
  const wrong = chunks.with(0, changed(chunks[0], { "/choices/0/text": "nega" }));

  expect(await streamFaultsOf(given, chunks)).toEqual([]);
  expect(await streamFaultsOf(given, wrong)).toEqual(["structured-output-choice"]);
});

test("a stream without any text is told by its chunks", async () => {
  for (const id of [
    "openai-completion/InvokeModelWithResponseStream/hello",
    "bedrock-completion/InvokeModelWithResponseStream/hello",
  ]) {
    const given = await caseById(id);
    const text = JSON.stringify(given.expect.body);
    const emptied = text.replaceAll(/"(text|generation)":"[^"]*"/g, '"$1":""');

    expect(await streamFaultsOf(given, JSON.parse(text))).toEqual([]);
    expect(await streamFaultsOf(given, JSON.parse(emptied))).toEqual(["text-written"]);
  }
});

test("a text ends with its stop sequence only where the request wants to see it", async () => {
  const given = await caseById(`${CHAT}/stop-sequence`);
  const body = { ...Object(given.body), stop: ["X"], include_stop_str_in_output: true };
  const judged = (text: string, request: object): Promise<readonly string[]> =>
    faultsOf({ ...given, body: request }, { body: changed(given.expect.body, { [`${MESSAGE}/content`]: text }) });

  expect(await judged("abX", body)).toEqual([]);
  expect(await judged("abXcd", body)).toEqual(["stop-sequences"]);
  expect(await judged("abX", { ...body, include_stop_str_in_output: false })).toEqual(["stop-sequences"]);
  expect(await judged("abXcd", { ...body, stop: "X" })).toEqual(["stop-sequences"]);
  expect(await judged("abx", { ...body, stop: ["X", ""] })).toEqual([]);
  expect(await judged("abXcd", { ...body, min_tokens: 3 })).toEqual([]);
});

test("Amazon Nova writes the stop sequence, where it says that it came to its own end", async () => {
  const given = await caseById("amazon-nova/InvokeModel/stop-sequence");
  const body = changed(given.body, { "/inferenceConfig": { stopSequences: ["Paris"] } });
  const judged = (text: string, stopReason: string): Promise<readonly string[]> =>
    faultsOf(
      { ...given, body },
      { body: changed(given.expect.body, { "/output/message/content/0/text": text, "/stopReason": stopReason }) },
    );

  expect(await judged("The city of Paris", "end_turn")).toEqual([]);
  expect(await judged("The city of Paris", "stop_sequence")).toEqual(["stop-sequences"]);
  expect(await judged("Paris is it.", "end_turn")).toEqual(["stop-sequences"]);
});

test("Claude may stop at a text of its own that no request names", async () => {
  const given = await caseById("anthropic-messages/InvokeModel/hello");
  const own = readPointer(await loadDescription("anthropic-messages"), "/response/ownStopSequences/0");
  const judged = (stopSequence: unknown): Promise<readonly string[]> =>
    faultsOf(given, {
      body: changed(given.expect.body, { "/stop_reason": "stop_sequence", "/stop_sequence": stopSequence }),
    });

  expect(await judged(own)).toEqual([]);
  expect(await judged(null)).toEqual(["stop-reason", "stop-sequences"]);
  expect(await judged("5")).toEqual(["stop-reason", "stop-sequences"]);
});

test("Amazon Nova may leave out the underscores at the beginning of a tool's name", async () => {
  const given = await caseById("amazon-nova/InvokeModel/tool-call");
  const judged = (tool: string, call: string): Promise<readonly string[]> =>
    faultsOf(
      { ...given, body: changed(given.body, { "/toolConfig/tools/0/toolSpec/name": tool }) },
      { body: changed(given.expect.body, { "/output/message/content/1/toolUse/name": call }) },
    );

  expect(await judged("__tide__", "tide__")).toEqual([]);
  expect(await judged("__tide__", "__tide__")).toEqual([]);
  expect(await judged("__tide__", "tide")).toEqual(["tool-call"]);
});

test("a filter may leave a demanded call out", async () => {
  const given = await caseById("runtime/Converse/tool-choice-any");
  const judged = (stopReason: string): Promise<readonly string[]> =>
    faultsOf(given, {
      body: changed(given.expect.body, { "/output/message/content": [{ text: "No." }], "/stopReason": stopReason }),
    });

  expect(await judged("content_filtered")).toEqual([]);
  expect(await judged("end_turn")).toEqual(["tool-call"]);
});

test("of calls no log-probability is told, or one for each token", async () => {
  const given = await caseById(`${CHAT}/tool-call`);
  const asked = { ...given, body: { ...Object(given.body), logprobs: true } };
  const judged = (logprobs: unknown): Promise<readonly string[]> =>
    faultsOf(asked, { body: changed(given.expect.body, { "/choices/0/logprobs": logprobs }) });

  expect(await judged(null)).toEqual([]);
  expect(await judged({ content: null, refusal: null })).toEqual([]);
  expect(await judged({ content: [{ token: "a", logprob: -1, bytes: null, top_logprobs: [] }] })).toEqual([
    "logprobs-length",
  ]);
});

test("a call of any tool is demanded no more where the conversation ends with a result", async () => {
  const given = await caseById("amazon-nova/InvokeModel/tool-result");
  const choice = (toolChoice: object): Case => ({
    ...given,
    body: changed(given.body, { "/toolConfig/toolChoice": toolChoice }),
  });

  expect(await faultsOf(choice({ any: {} }), { body: given.expect.body })).toEqual([]);
  expect(await faultsOf(choice({ tool: { name: "top_song" } }), { body: given.expect.body })).toEqual(["tool-call"]);
});

test("tokens that Amazon Nova read from its cache are in the total", async () => {
  const given = await caseById("amazon-nova/InvokeModel/prompt-cache");
  const usage = { cacheReadInputTokenCount: 14921, cacheWriteInputTokenCount: 0, inputTokens: 6, outputTokens: 2 };
  const judged = (totalTokens: number): Promise<readonly string[]> =>
    faultsOf(given, { body: changed(given.expect.body, { "/usage": { ...usage, totalTokens } }) });

  expect(await judged(14929)).toEqual([]);
  expect(await judged(8)).toEqual(["usage-sums"]);
});

test("Titan counts one token more than the limit", async () => {
  const given = await caseById("titan-text/InvokeModel/max-token-count");
  const limit = Number(readPointer(given.body, "/textGenerationConfig/maxTokenCount"));
  const judged = (tokenCount: number): Promise<readonly string[]> =>
    faultsOf(given, { body: changed(given.expect.body, { "/results/0/tokenCount": tokenCount }) });

  expect(await judged(limit + 1)).toEqual([]);
  expect(await judged(limit + 2)).toEqual(["usage-sums"]);
});

test("the pieces of a stream are joined before stop sequences are looked for", async () => {
  const given = await caseById("openai-completion/InvokeModelWithResponseStream/stop-sequence");
  const chunks = given.expect.body as readonly unknown[]; // By its example.
  const request = { ...Object(given.body), stop: "o, t" };
  const wrong = [
    changed(chunks[0], { "/choices/0/text": " two" }),
    changed(chunks[0], { "/choices/0/text": ", three" }),
    ...chunks.slice(1),
  ];

  expect(await streamFaultsOf(given, chunks)).toEqual([]);
  expect(await streamFaultsOf({ ...given, body: request }, wrong)).toContain("stop-sequences");
});

test("a model may end at once, think only, or refuse", async () => {
  const given = await caseById(`${CHAT}/multi-image`);
  const usage = { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 };
  const silent = { [`${MESSAGE}/content`]: null };
  for (const set of [
    { ...silent, "/usage": usage },
    { ...silent, [`${MESSAGE}/reasoning_content`]: "Let me see." },
    { ...silent, [`${MESSAGE}/refusal`]: "I cannot help with that." },
    { ...silent, "/choices/0/finish_reason": "content_filter" },
  ]) {
    expect(await faultsOf(given, { body: changed(given.expect.body, set) })).toEqual([]);
  }
});

test("a chat may refuse the JSON that is asked for, or call as chats once did", async () => {
  const asked = await caseById(`${CHAT}/structured-output-json-object`);
  const body = (set: Json) => ({ body: changed(asked.expect.body, { [`${MESSAGE}/content`]: null, ...set }) });
  const call = { name: "tide", arguments: "{}" };
  expect(await faultsOf(asked, body({ [`${MESSAGE}/refusal`]: "No." }))).toEqual([]);
  expect(await faultsOf(asked, body({ [`${MESSAGE}/refusal`]: null }))).toContain("structured-output-json");
  expect(
    await faultsOf(asked, body({ [`${MESSAGE}/function_call`]: call, "/choices/0/finish_reason": "function_call" })),
  ).toEqual([]);
});

test("a text is judged after the reasoning before it, where the format has such", async () => {
  const json = await caseById("openai-gpt-oss/InvokeModel/structured-output-json-schema");
  const stop = await caseById("openai-gpt-oss/InvokeModel/stop-sequence");
  const plain = await caseById(`${CHAT}/structured-output-json-schema`);
  const judged = (given: Case, content: string): Promise<readonly string[]> =>
    faultsOf(given, { body: changed(given.expect.body, { [`${MESSAGE}/content`]: content }) });
  const reasoning = "<reasoning>2. {low}?</reasoning>";
  const wrong = ["structured-output-json"];

  expect(await judged(json, `${reasoning}${reasoning}\n{"tide": "low"}`)).toEqual([]);
  expect(await judged(json, '{"tide": "low"}')).toEqual([]);
  expect(await judged(json, `${reasoning}low`)).toEqual(wrong);
  expect(await judged(json, reasoning)).toEqual(wrong);
  expect(await judged(json, `<reasoning>{"tide": "low"}`)).toEqual(wrong);
  expect(await judged(json, `{"tide": "low"}${reasoning}`)).toEqual(wrong);
  expect(await judged(json, `${reasoning}{"tide": 1}`)).toEqual(["structured-output-schema"]);
  expect(await judged(stop, `${reasoning}1. High`)).toEqual([]);
  expect(await judged(stop, `${reasoning}1. High 2. Low`)).toEqual(["stop-sequences"]);
  expect(await judged(plain, `${reasoning}{"brand": "a", "model": "b", "car_type": "SUV"}`)).toEqual(wrong);
});

test("a gateway may write its reasoning before the JSON that is asked for", async () => {
  const given = await caseById("gateway/CreateChatCompletion/structured-output");
  const body = given.expect.body as Json; // By its example.
  const json = String(readPointer(body, `${MESSAGE}/content`));
  const judged = async (content: string): Promise<readonly string[]> => {
    await using server = await startServer({ body: changed(body, { [`${MESSAGE}/content`]: content }) });
    const target = { name: "test", endpoints: { gateway: server.url }, auth: "none", replay: "none" } as const;
    const [result] = (await runSuite({ target, cases: [given] })).cases;
    return (result?.checks ?? []).filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  };

  expect(await judged(`<think>Let me see.</think>\n${json}`)).toEqual([]);
  expect(await judged(`<reasoning>Let me see.</reasoning>${json}`)).toEqual([]);
  expect(await judged(`Let me see. ${json}`)).toEqual(["structured-output-json"]);
});

test("gpt-oss lets something slip before the JSON that is asked of it", async () => {
  const given = await caseById("gateway/CreateChatCompletion/structured-output");
  const json = String(readPointer(given.expect.body, `${MESSAGE}/content`));
  const judged = async (model: string, content: string): Promise<readonly string[]> => {
    await using server = await startServer({ body: changed(given.expect.body, { [`${MESSAGE}/content`]: content }) });
    const target = { name: "test", endpoints: { gateway: server.url }, auth: "none", replay: "none" } as const;
    const asked = { ...given, body: changed(given.body, { "/model": model }) };
    const [result] = (await runSuite({ target, cases: [asked] })).cases;
    return (result?.checks ?? []).filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  };

  expect(await judged("openai.gpt-oss-20b-1:0", `**Colour${json}`)).toEqual([]);
  expect(await judged("openai.gpt-oss-20b-1:0", "**Colour{}")).toEqual(["structured-output-schema"]);
  expect(await judged("amazon.nova-pro-v1:0", `**Colour${json}`)).toEqual(["structured-output-json"]);
});

test("the limit may end the reasoning before any text", async () => {
  const given = await caseById("openai-gpt-oss/InvokeModel/max-tokens");
  const ended = changed(given.expect.body, { "/choices/0/finish_reason": "stop" });

  expect(await faultsOf(given, { body: given.expect.body })).toEqual([]);
  expect(await faultsOf(given, { body: ended })).toEqual(["text-written"]);
});

test("what a format does not offer is not asked of it", async () => {
  const given = await caseById("qwen3/InvokeModel/hello");
  const asked = { logprobs: true, top_logprobs: 2, prompt_logprobs: 1, structured_outputs: { regex: "x" } };
  const body = { ...Object(given.body), ...asked };

  expect(await faultsOf({ ...given, body }, { body: given.expect.body })).toEqual([]);
});

test("what the limit cuts off need not be whole", async () => {
  const given = await caseById(`${PLAIN}/structured-output-json-object`);
  const cut = { generation: '{"name": ', stop_reason: "length", generation_token_count: 64 };
  expect(await faultsOf(given, { body: { ...(given.expect.body as Json), ...cut } })).toEqual([]);
});

test.each([
  ["a look-ahead", { "/structured_outputs": { regex: "(?=x)x" } }, "structured-output-regex"],
  ["a grammar in another notation", { "/structured_outputs": { grammar: "start: /a+/" } }, "structured-output-grammar"],
  [
    "a rule that begins with itself",
    { "/structured_outputs": { grammar: 'root ::= root "a" | "a"' } },
    "structured-output-grammar",
  ],
  [
    "a schema with a reference to nowhere",
    { "/structured_outputs": { json: { $ref: "https://example.com/x" } } },
    "structured-output-schema",
  ],
])("%s is not testable", async (_, asked, check) => {
  const given = await caseById(`${TEXT}/structured-output-choice`);
  const other: Case = { ...given, body: changed(given.body, asked) };
  const result = await resultOf(other, { body: changed(given.expect.body, { "/choices/0/text": "7" }) });

  expect(result.outcome).toBe("not-testable");
  expect(result.checks.filter(({ outcome }) => outcome !== "pass")).toMatchObject([
    { id: check, outcome: "not-testable" },
  ]);
});

test("a text that repeats the prompt is not held to what is asked of the answer", async () => {
  const given = await caseById(`${TEXT}/structured-output-choice`);
  const other: Case = { ...given, body: changed(given.body, { "/echo": true }) };
  const result = await resultOf(other, { body: changed(given.expect.body, { "/choices/0/text": "Good? positive" }) });

  expect(result.outcome).toBe("pass");
  expect(result.checks.map(({ id }) => id)).not.toContain("structured-output-choice");
});

test.each([{ regex: "(a+)+b" }, { json: { type: "string", pattern: "^(a+)+b$" } }])(
  "a pattern that backtracks takes no time: %j",
  async (structured_outputs) => {
    const given = await caseById(`${TEXT}/structured-output-choice`);
    const other: Case = { ...given, body: changed(given.body, { "/structured_outputs": structured_outputs }) };
    const text = JSON.stringify("a".repeat(50_000));
    const started = performance.now();
    await resultOf(other, { body: changed(given.expect.body, { "/choices/0/text": text }) });

    expect(performance.now() - started).toBeLessThan(5_000);
  },
);

async function resultOf(of: Case, answer: TestAnswer): Promise<CaseResult> {
  await using server = await startServer(answer);
  return await run(of, server.url);
}

async function run(of: Case, url: string): Promise<CaseResult> {
  const target = { name: "test", endpoints: { runtime: url }, auth: "none", replay: "none" } as const;
  const [result] = (await runSuite({ target, cases: [of] })).cases;
  if (result === undefined) {
    throw new Error("There is no result");
  }
  return result;
}

async function faultsOf(of: Case, answer: TestAnswer): Promise<readonly string[]> {
  return faults(await resultOf(of, answer));
}

async function streamFaultsOf(of: Case, chunks: readonly unknown[]): Promise<readonly string[]> {
  await using server = await startStreamServer({ frames: chunks.map((chunk) => chunkFrame(chunk)) });
  return faults(await run(of, server.url));
}

function faults({ checks, reason }: CaseResult): readonly string[] {
  const found = checks.filter(({ outcome }) => outcome !== "pass").map(({ id }) => id);
  return reason === undefined ? found : [...found, reason];
}

test("of a format that counts nothing in its bodies, the headers say whether an empty text was written", async () => {
  const given = await caseById("mistral-text/InvokeModel/hello");
  const without = { ...given, body: changed(given.body, { "/stop": undefined }) };
  const empty = (reason: string) => ({ outputs: [{ text: "", stop_reason: reason }] });

  expect(await faultsOf(without, { body: empty("stop") })).toEqual([]);
  expect(await faultsOf(without, { body: empty("length") })).toEqual(["text-written"]);
  const headers = { "x-amzn-bedrock-output-token-count": "12" };
  expect(await faultsOf(without, { body: empty("stop"), headers })).toEqual(["text-written"]);
});
