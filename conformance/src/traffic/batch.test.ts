import { expect, test } from "vitest";
import { checkIds, gradeText } from "../../test/grade-text.ts";

const TITAN = { inputText: "Roses are red, violets are", textGenerationConfig: { maxTokenCount: 9 } };
const BLUE = { tokenCount: 3, outputText: "blue\n", completionReason: "FINISH" };
const GREETING = { messages: [{ role: "user", content: [{ text: "Hi" }] }] };
const ANSWER = {
  output: { message: { role: "assistant", content: [{ text: "Hello" }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
  metrics: { latencyMs: 100 },
};

test.each([
  { title: "an input", record: { modelInput: TITAN }, want: ["titan-text", "pass"] },
  {
    title: "an input of no model",
    record: { recordId: "a", modelInput: { anything: 1 } },
    want: ["bedrock-completion", "fail", "batch-record"],
  },
  {
    title: "an output",
    record: { recordId: "a", modelInput: TITAN, modelOutput: { inputTextTokenCount: 8, results: [BLUE] } },
    want: ["titan-text", "pass"],
  },
  {
    title: "an output with more tokens than asked for",
    record: {
      recordId: "a",
      modelInput: TITAN,
      modelOutput: { inputTextTokenCount: 8, results: [{ ...BLUE, tokenCount: 11 }] },
    },
    want: ["titan-text", "fail", "usage-sums"],
  },
  {
    title: "an output of another shape",
    record: { recordId: "a", modelInput: TITAN, modelOutput: { results: BLUE } },
    want: ["titan-text", "fail", "batch-record"],
  },
  {
    title: "an error",
    record: { recordId: "a", modelInput: TITAN, error: { errorCode: 400, errorMessage: "bad request" } },
    want: ["titan-text", "pass"],
  },
  {
    title: "an error that the input explains",
    record: { recordId: "a", modelInput: { ...TITAN, inputText: 7 }, error: { errorCode: 400, errorMessage: "no" } },
    want: ["titan-text", "pass", "client-request"],
  },
  { title: "neither", record: { recordId: "a" }, want: [undefined, "fail", "batch-record"] },
  { title: "no id", record: { modelInput: TITAN, error: {} }, want: [undefined, "fail", "batch-record"] },
])("$title of batch inference: $want", async ({ record, want }) => {
  const { results } = await gradeText("records.jsonl", `\n${JSON.stringify(record)}\n`);
  const [result] = results;

  expect([result?.format, result?.outcome, ...checkIds(result, "fail"), ...checkIds(result, "warn")]).toEqual(want);
  expect(result?.id).toBe("records.jsonl/2");
});

test("records of Converse are those of its job", async () => {
  const record = JSON.stringify({ recordId: "a", modelInput: GREETING, modelOutput: ANSWER });
  const wrong = record.replace('"totalTokens":3', '"totalTokens":4');
  const { results } = await gradeText("records.jsonl", `${record}\n${wrong}`, {
    batch: { invocationType: "Converse", modelId: "us.anthropic.claude-sonnet-4-6" },
  });

  expect(results.map((each) => [each.operation, each.outcome, checkIds(each, "fail")])).toEqual([
    ["Converse", "pass", []],
    ["Converse", "fail", ["usage-sums"]],
  ]);
});

test.each([
  { index: 0, reason: "stop", want: ["CreateChatCompletion", "pass"] },
  { index: 3, reason: "stop", want: ["CreateChatCompletion", "fail", "element-index"] },
  { index: 0, reason: 7, want: ["CreateChatCompletion", "fail", "batch-record"] },
])("a chat of OpenAI's batches with a choice $index that ends with $reason: $want", async ({ index, reason, want }) => {
  const record = {
    id: "batch_req_1",
    custom_id: "a",
    response: {
      status_code: 200,
      request_id: "r",
      body: {
        id: "chatcmpl-1",
        object: "chat.completion",
        created: 1,
        model: "m",
        choices: [{ index, message: { role: "assistant", content: "Hello" }, finish_reason: reason }],
        usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
      },
    },
    error: null,
  };
  const { results } = await gradeText("records.jsonl", JSON.stringify(record));
  expect([results[0]?.operation, results[0]?.outcome, ...checkIds(results[0], "fail")]).toEqual(want);
});
