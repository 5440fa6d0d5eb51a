import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkIds, gradeText } from "../../test/grade-text.ts";
import { runCli } from "../../test/run-cli.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hostile-"));
});
afterAll(() => rm(folder, { recursive: true }));

const HEADERS = { "content-type": "application/json", "x-amzn-requestid": "1" };
const MODEL = encodeURIComponent("arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456");

/** An exchange whose answer is of the wrong type by a schema that asks for numbers. */
function exchange(demands: object, content: string): string {
  return JSON.stringify({
    request: {
      method: "POST",
      path: `/model/${MODEL}/invoke`,
      headers: {},
      body: { messages: [{ role: "user", content: "Hello" }], ...demands },
    },
    response: {
      status: 200,
      headers: HEADERS,
      body: {
        id: "chatcmpl-1",
        object: "chat.completion",
        created: 1,
        model: "m",
        choices: [
          {
            index: 0,
            message: { role: "assistant", content },
            logprobs: null,
            finish_reason: "stop",
            stop_reason: null,
          },
        ],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      },
    },
  });
}

const byFormat = (schema: unknown): object => ({
  response_format: { type: "json_schema", json_schema: { name: "x", schema } },
});
const doubling = {
  $ref: "#/$defs/0",
  $defs: Object.fromEntries([
    ...Array.from({ length: 30 }, (_, step) => {
      const next = { $ref: `#/$defs/${step + 1}` };
      return [step, { allOf: [next, next] }] as const;
    }),
    [30, {}],
  ]),
};

describe("a schema of recorded traffic", () => {
  test.each([
    byFormat({ $async: true, type: "object", properties: { a: { type: "number" } } }),
    byFormat({ type: "object", properties: { a: { $async: true, type: "number" } } }),
    { structured_outputs: { json: { $async: true, properties: { a: { type: "number" } } } } },
    { structured_outputs: { json: JSON.stringify({ $async: true, properties: { a: { type: "number" } } }) } },
  ])("does not pass a wrong answer by a promise: %j", async (demands) => {
    const { results, exitCode } = await gradeText("lines.jsonl", exchange(demands, '{"a":"no number"}'));
    expect(checkIds(results[0], "fail")).toEqual(["structured-output-schema"]);
    expect(exitCode).toBe(1);
    expect((await gradeText("lines.jsonl", exchange(demands, '{"a":1}'))).exitCode).toBe(0);
  });

  test.each([
    { title: "that doubles", demands: byFormat(doubling) },
    { title: "that leads back to itself", demands: byFormat({ $ref: "#" }) },
    { title: "beyond what compiles", demands: byFormat({ anyOf: Array.from({ length: 200_000 }, () => ({})) }) },
    {
      title: "whose pattern is a program of a million steps",
      demands: byFormat({ properties: { a: { pattern: "(?:a{0,900}b{0,900}){1}".repeat(300) } } }),
    },
    {
      title: "as a pattern of a million steps",
      demands: { structured_outputs: { regex: '(?:[a"{:}]{0,900}b{0,900}){1}'.repeat(300) } },
    },
    {
      title: "as a grammar that may mean anything",
      demands: { structured_outputs: { grammar: `root ::= ${"(root? root? root?)* ".repeat(1_000)}` } },
    },
  ])("is undecided where it takes too long: $title", async ({ demands }) => {
    const line = exchange(demands, JSON.stringify({ a: "a".repeat(20_000) }));
    const start = performance.now();
    const { results } = await gradeText("lines.jsonl", line);
    expect(performance.now() - start).toBeLessThan(8_000);
    expect(results.map(({ outcome }) => outcome)).toEqual(["not-testable"]);
  });
});

/** An exchange with the gateway's siblings of it: one member of the answer, or of the request, is changed. */
function changed(
  change: (line: { request: Record<string, unknown>; response: Record<string, unknown> }) => void,
): string {
  const line = JSON.parse(exchange({}, "Hi"));
  change(line);
  return JSON.stringify(line);
}

describe("a line of recorded traffic", () => {
  test("that nests without end is told in a sentence", async () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const log = {
      schemaType: "ModelInvocationLog",
      operation: "InvokeModel",
      modelId: "m",
      input: { inputBodyJson: 0 },
    };
    for (const text of [
      exchange({}, "Hi").replace('"Hi"', deep),
      JSON.stringify(log).replace('"inputBodyJson":0', `"inputBodyJson":${deep}`),
    ]) {
      const { malformed } = await gradeText("lines.jsonl", text);
      expect(malformed).toEqual([
        { place: expect.stringMatching(/:1/), message: expect.stringContaining("nests more than 1000 levels deep") },
      ]);
    }
  });

  test("of a HAR file whose body nests without end does not conform, and is no fault of the suite", async () => {
    const text = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    const url = "https://bedrock.us-east-1.amazonaws.com/foundation-models";
    const request = { method: "GET", url, headers: [] };
    const response = { status: 200, headers: [], content: { text } };
    await writeFile(join(folder, "deep.har"), JSON.stringify({ log: { entries: [{ request, response }] } }));
    const { code, stdout } = await runCli(["check", join(folder, "deep.har")]);

    expect(code).toBe(1);
    expect(stdout).toContain("the body nests more than 1000 levels deep");
  });

  test("whose path has a million segments is told in a short name", async () => {
    const { results } = await gradeText(
      "lines.jsonl",
      changed(({ request }) => (request.path = "/a".repeat(1_000_000))),
    );
    expect(results[0]?.operation.length).toBeLessThan(200);
  });

  test("whose members have long names is told shortly", async () => {
    const { results } = await gradeText(
      "lines.jsonl",
      changed(({ response }) => (response.body = { ["k".repeat(10_000)]: 1 })),
    );
    expect(JSON.stringify(results[0]?.unknown ?? []).length).toBeLessThan(1_000);
  });

  // Each choice was looked for among all others: ten thousand took minutes.
  test("with ten thousand choices and calls is judged", { timeout: 60_000 }, async () => {
    const call = { id: "", type: "function", function: { name: "f", arguments: "{" } };
    const choices = Array.from({ length: 10_000 }, () => ({
      index: 0,
      message: { role: "assistant", content: null, tool_calls: [call] },
      logprobs: null,
      finish_reason: "tool_calls",
    }));
    const { results } = await gradeText(
      "lines.jsonl",
      changed(({ response }) => Object.assign(Object(response.body), { choices })),
    );
    expect(checkIds(results[0], "fail")).toEqual(expect.arrayContaining(["element-index", "tool-call"]));
  });
});
