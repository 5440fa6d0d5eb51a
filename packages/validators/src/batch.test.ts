import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { type BatchOptions, type BatchRecord, checkBatch, checkBatchRecord } from "./batch.ts";
import { readLines } from "./batch-lines.ts";

const encoder = new TextEncoder();

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The bytes of a text, in pieces of a length. */
function* pieces(text: string, length = 7): Generator<Uint8Array> {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function check(lines: readonly unknown[], options?: BatchOptions): Promise<readonly BatchRecord[]> {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  return all(checkBatch(pieces(text), options));
}

const TITAN = { inputText: "Roses are red, violets are" };
const TITAN_OUTPUT = {
  inputTextTokenCount: 8,
  results: [{ tokenCount: 3, outputText: "blue\n", completionReason: "FINISH" }],
};
const CLAUDE = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 1024,
  messages: [{ role: "user", content: [{ type: "text", text: "Summarize the following call transcript: ..." }] }],
};

describe("the documented records are right", () => {
  test.each([
    { record: { recordId: "CALL0000001", modelInput: CLAUDE }, kind: "input", format: "anthropic-messages" },
    {
      record: { recordId: "3223593EFGH", modelInput: TITAN, modelOutput: TITAN_OUTPUT },
      kind: "output",
      format: "titan-text",
    },
    {
      record: {
        recordId: "1223213ABCD",
        modelInput: { inputText: "Hello world" },
        error: { errorCode: 400, errorMessage: "bad request" },
      },
      kind: "error",
      format: "titan-embed-text",
    },
  ])("of $kind", async ({ record, kind, format }) => {
    const { recordId } = record;
    expect(await checkBatchRecord(record)).toEqual({ recordId, kind, operation: "InvokeModel", format, issues: [] });
  });
});

test.each([
  { given: { modelOutput: TITAN_OUTPUT, error: { errorCode: 400 } }, want: ['without "error" beside "modelOutput"'] },
  { given: { modelOutput: null, error: { errorCode: 400 } }, want: [] },
  { given: { modelOutput: TITAN_OUTPUT, error: null }, want: [] },
])("a record has an error in place of its output: $given", async ({ given, want }) => {
  const { issues } = await checkBatchRecord({ recordId: "3223593EFGH", modelInput: TITAN, ...given });

  expect(issues.map(({ expected }) => expected)).toEqual(want);
});

describe("a line of OpenAI's batches", () => {
  const body = { model: "openai.gpt-oss-20b-1:0", messages: [{ role: "user", content: "Hi" }] };
  const line = { custom_id: "a", method: "POST", url: "/v1/chat/completions", body };
  const answer = {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "openai.gpt-oss-20b-1:0",
    choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
  const answered = (status_code: number, of: object) => ({
    id: "batch_req_1",
    custom_id: "a",
    response: { status_code, request_id: "r", body: of },
    error: null,
  });
  const error = { error: { message: "No.", type: "invalid_request_error", param: null, code: null } };

  test.each<{ what: string; record: object; want: readonly unknown[] }>([
    { what: "a request", record: line, want: ["input", []] },
    { what: "a request of another path", record: { ...line, url: "/v1/responses" }, want: [undefined, ["/url"]] },
    { what: "a request without its body", record: { custom_id: "a" }, want: [undefined, ["/method", "/url", "/body"]] },
    { what: "a wrong body", record: { ...line, body: { ...body, messages: 7 } }, want: ["input", ["/body/messages"]] },
    { what: "a response", record: answered(200, answer), want: ["output", []] },
    { what: "a wrong response", record: answered(200, { ...answer, id: 7 }), want: ["output", ["/response/body/id"]] },
    { what: "an error", record: answered(400, error), want: ["error", []] },
    { what: "an error of another shape", record: answered(400, { no: 1 }), want: ["error", ["/response/body"]] },
    {
      what: "no response",
      record: { custom_id: "a", response: null, error: { code: "expired" } },
      want: ["error", []],
    },
  ])("$what", async ({ record, want }) => {
    const { recordId, kind, issues } = await checkBatchRecord(record);
    expect([recordId, kind, issues.map(({ pointer }) => pointer)]).toEqual(["a", ...want]);
  });
});

test("each line is told with its number and the place in its record", async () => {
  const results = await check(
    [
      { modelInput: TITAN },
      "",
      { recordId: 7, modelInput: TITAN },
      { recordId: "b", modelInput: { ...TITAN, textGenerationConfig: { temperature: 5 } } },
      '{"recordId": ',
      { recordId: "c", modelInput: TITAN, modelOutput: { results: "none" } },
      { recordId: "d", modelInput: { inputText: 7 }, error: { errorCode: 400, errorMessage: "no" } },
      { recordId: "e" },
      "[]",
    ],
    { modelId: "amazon.titan-text-express-v1" },
  );

  expect(results.map(({ line, kind, issues }) => [line, kind, issues.map(({ pointer }) => pointer)])).toEqual([
    [1, "input", []],
    [3, undefined, ["/recordId"]],
    [4, "input", ["/modelInput/textGenerationConfig/temperature"]],
    [5, undefined, [""]],
    [6, "output", ["/modelOutput/results", "/modelOutput"]],
    [7, "error", []],
    [8, undefined, ["/modelInput"]],
    [9, undefined, [""]],
  ]);
  expect(results[3]?.issues[0]?.message).toContain("is not valid JSON");
});

test("bodies are those of the model, of the format, or of Converse", async () => {
  const messages = [{ role: "user", content: [{ text: "Hi" }] }];
  const chat = { messages: [{ role: "user", content: "Hi" }], max_tokens: 0 };
  const formatOf = async (modelInput: unknown, options: BatchOptions) => {
    const [result] = await check([{ modelInput }], options);
    return [result?.format, result?.issues.length];
  };

  expect(await formatOf(chat, { modelId: "qwen.qwen3-32b-v1:0" })).toEqual(["qwen3", 1]);
  expect(await formatOf(chat, { format: "ai21-jamba" })).toEqual(["ai21-jamba", 0]);
  // One that accepts it is enough where nothing tells.
  expect(await formatOf(chat, {})).toEqual(["ai21-jamba", 0]);
  expect(await formatOf({ messages }, {})).toEqual(["amazon-nova", 0]);
  expect(await formatOf({ messages }, { invocationType: "Converse" })).toEqual([undefined, 0]);
  expect(await formatOf({ messages: 7 }, { invocationType: "Converse" })).toEqual([undefined, 1]);
  expect(await formatOf({ messages: [] }, { modelId: "no-such-model" })).toEqual([undefined, 1]);
  const other = { modelId: "openai.gpt-oss-20b-1:0" };
  expect(await formatOf({ messages: [{ role: "user", content: "Hi" }], model: "gpt" }, other)).toEqual([
    "openai-gpt-oss",
    1,
  ]);
});

test("lines are read whole, whatever pieces they come in", async () => {
  const text = "\uFEFFä\r\n\n  \n€uro\nlong long long\nlast";
  for (const length of [1, 2, 5, 100]) {
    const lines = await all(readLines(pieces(text, length), 13));
    expect(lines.map(({ number, text: line, isTooLong }) => [number, line.trim(), isTooLong])).toEqual([
      [1, "ä", false],
      [4, "€uro", false],
      [5, "", true],
      [6, "last", false],
    ]);
  }
});

test("a file of any size takes the memory of a line", async () => {
  const line = encoder.encode(`${JSON.stringify({ modelInput: { ...CLAUDE, system: "x".repeat(20_000) } })}\n`);
  function* file(): Generator<Uint8Array> {
    for (let count = 0; count < 4_000; count += 1) yield line;
  }
  const before = keptMemory();
  let [count, most] = [0, 0];
  for await (const { issues } of checkBatch(file())) {
    if (issues.length > 0) throw new Error(JSON.stringify(issues));
    count += 1;
    if (count % 400 === 0) most = Math.max(most, keptMemory() - before);
  }
  expect(count).toBe(4_000);
  // The file has 80 MB; what runs the tests keeps a little of each call of import().
  expect(most).toBeLessThan(20_000_000);
});

/** What is in use after the garbage is collected, in bytes; what is not, depends on what else ran in this process. */
function keptMemory(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}
