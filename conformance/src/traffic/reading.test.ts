import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { checkIds, gradeText } from "../../test/grade-text.ts";
import { type Line, readLines } from "./read/read-lines.ts";

const HEADERS = { "content-type": "application/json", "x-amzn-requestid": "1" };
const STREAM_HEADERS = {
  ...HEADERS,
  "content-type": "application/vnd.amazon.eventstream",
  "x-amzn-bedrock-content-type": "application/json",
};
const BODY = { prompt: "\n\nHuman: Hi\n\nAssistant:", max_tokens_to_sample: 10 };
const REQUEST = { method: "POST", path: "/model/anthropic.claude-v2/invoke", headers: {}, body: BODY };
const STREAM_REQUEST = { ...REQUEST, path: "/model/anthropic.claude-v2/invoke-with-response-stream" };
const ANSWER = { status: 200, headers: HEADERS, body: { completion: " Hi", stop_reason: "stop_sequence" } };

async function gradeLine(line: unknown): ReturnType<typeof gradeText> {
  return gradeText("lines.jsonl", JSON.stringify(line));
}

describe("lines", () => {
  async function linesOf(
    pieces: readonly string[],
    longest?: number,
  ): Promise<readonly (readonly [number, string, boolean])[]> {
    const source = (async function* () {
      yield* pieces.map((piece) => Buffer.from(piece));
    })();
    const lines: Line[] = [];
    for await (const line of readLines(source, longest === undefined ? {} : { longest })) {
      lines.push(line);
    }
    return lines.map(({ number, bytes, isTooLong }) => [number, bytes.toString("utf8"), isTooLong] as const);
  }

  test.each([
    { pieces: ["a\nb\n"], want: ["a", "b"] },
    { pieces: ["a", "\n", "b"], want: ["a", "b"] },
    { pieces: ["a\n\n", "", "c"], want: ["a", "", "c"] },
    { pieces: [], want: [] },
  ])("are split wherever the pieces of $pieces end", async ({ pieces, want }) => {
    expect((await linesOf(pieces)).map(([, text]) => text)).toEqual(want);
  });

  test("beyond the limit are not kept", async () => {
    const lines = await linesOf(["abc", "def", "ghi\nj"], 4);

    expect(lines).toEqual([
      [1, "abcdef", true],
      [2, "j", false],
    ]);
  });
});

describe("malformed input", () => {
  test.each([
    {
      text: '{"request":',
      want: "lines.jsonl:1: expected one exchange, or one record of batch inference, as JSON on one line",
    },
    { text: "\n\n[]", want: "lines.jsonl:3: not an exchange: expected object" },
    { text: '{"response":{"status":200}}', want: 'lines.jsonl:1: not an exchange: expected a member "request"' },
    { text: '{"request":{"method":"GET"},"response":{"status":200}}', want: '/request: expected "path" or "url"' },
    {
      text: '{"request":{"method":"GET","path":"/x"},"response":{"status":"200"}}',
      want: "/response/status: expected integer",
    },
    {
      text: '{"request":{"method":"GET","path":"/x"},"response":{"status":200,"body":1,"bodyEncoding":"base64"}}',
      want: 'expected a string in "body"',
    },
    {
      text: '{"redacted":["answer"],"request":{"method":"GET","path":"/x"},"response":{"status":200}}',
      want: "/redacted/0: must match pattern",
    },
  ])("$text is told with its line, and is not testable", async ({ text, want }) => {
    const { malformed, summary, exitCode } = await gradeText("lines.jsonl", text);

    expect(malformed.map(({ place, message }) => `${place}: ${message}`)).toEqual([expect.stringContaining(want)]);
    expect([summary["not-testable"], exitCode]).toEqual([1, 2]);
  });

  test.each([
    { text: '{"log": {\n"entries": [}', want: "traffic.har:2: expected a HAR file, which is JSON" },
    { text: '{"log": {}}', want: 'traffic.har:1: expected a HAR file: {"log": {"entries": […]}}' },
    {
      text: '{"log": {"entries": [{}]}}',
      want: "traffic.har: log.entries[0]: expected request.method and request.url",
    },
    { text: '{"log": {"entries": [{"request": {"method": "GET", "url": "/"}}]}}', want: "expected response.status" },
  ])("$text is no HAR", async ({ text, want }) => {
    const { malformed, exitCode } = await gradeText("traffic.har", text);

    expect(malformed.map(({ place, message }) => `${place}: ${message}`)).toEqual([expect.stringContaining(want)]);
    expect(exitCode).toBe(2);
  });

  test("does not keep the lines around it from being graded", async () => {
    const line = JSON.stringify({ request: REQUEST, response: ANSWER });
    const { results, exitCode } = await gradeText("lines.jsonl", `\uFEFF${line}\r\n{"cut\n${line}\n`);

    expect(results.map(({ outcome }) => outcome)).toEqual(["pass", "not-testable", "pass"]);
    expect(results.map(({ id }) => id)).toEqual([
      "lines.jsonl/1",
      expect.stringMatching(/lines.jsonl:2$/),
      "lines.jsonl/3",
    ]);
    expect(exitCode).toBe(2);
  });

  test("without any exchange there is nothing to grade", async () => {
    await expect(gradeText("lines.jsonl", "\n")).rejects.toThrow("holds no exchange");
    await expect(gradeText("traffic.har", '{"log":{"entries":[]}}')).rejects.toThrow("holds no exchange");
  });
});

describe("what a recording cannot hold", () => {
  test.each([
    {
      what: "headers",
      line: { request: REQUEST, response: { ...ANSWER, headers: undefined } },
      want: ["content-type", "request-id", "error-in-success"],
    },
    {
      what: "headers of another fidelity",
      line: { fidelity: "sdk", request: REQUEST, response: { ...ANSWER, headers: { date: "now" } } },
      want: ["content-type", "request-id", "error-in-success"],
    },
    {
      what: "a header whose value a recorder has taken",
      line: {
        request: REQUEST,
        response: { ...ANSWER, headers: { ...ANSWER.headers, "content-type": "**REDACTED**" } },
      },
      want: ["content-type"],
    },
    {
      what: "a redacted header",
      line: {
        redacted: ["response.headers.X-Amzn-RequestId"],
        request: REQUEST,
        response: { ...ANSWER, headers: { "content-type": "application/json" } },
      },
      want: ["request-id"],
    },
    {
      what: "the bodies",
      line: { request: { ...REQUEST, body: undefined }, response: { ...ANSWER, body: undefined } },
      want: ["request-schema", "error-in-success", "response-schema"],
    },
    {
      what: "a redacted path",
      line: { redacted: ["request.path"], request: { ...REQUEST, path: "/model/<any>/invoke" }, response: ANSWER },
      want: ["request-parameters", "request-schema", "response-schema", "known-values"],
    },
  ])("is not a fault: $what", async ({ line, want }) => {
    const { results, exitCode } = await gradeLine(line);

    expect(checkIds(results[0], "unsupported")).toEqual(want);
    expect([checkIds(results[0], "fail"), checkIds(results[0], "warn"), exitCode]).toEqual([[], [], 0]);
  });

  test("is a fault where the recording is of the wire", async () => {
    const { results } = await gradeLine({ request: REQUEST, response: { ...ANSWER, headers: { date: "now" } } });

    expect([checkIds(results[0], "fail"), checkIds(results[0], "warn")]).toEqual([["content-type"], ["request-id"]]);
  });

  test("of a request without a header says nothing, but where the recording is of the wire", async () => {
    const request = { method: "POST", path: "/listTagsForResource", headers: {}, body: null };
    const line = { request, response: { status: 200, headers: HEADERS, body: { tags: [] } } };
    const [parsed, wire] = await Promise.all([gradeLine({ ...line, fidelity: "sdk-parsed" }), gradeLine(line)]);

    expect(checkIds(parsed.results[0], "unsupported")).toEqual(
      expect.arrayContaining(["request-parameters", "request-schema"]),
    );
    expect([checkIds(parsed.results[0], "fail"), checkIds(wire.results[0], "fail")]).toEqual([[], ["request-schema"]]);
  });

  test("of chunks alone, chunks are graded", async () => {
    const chunks = [
      { completion: " Hi", stop_reason: null },
      { completion: 1, stop_reason: "stop_sequence" },
    ];
    const { results } = await gradeLine({
      request: STREAM_REQUEST,
      response: { status: 200, headers: STREAM_HEADERS, chunks },
    });

    expect(checkIds(results[0], "fail")).toEqual(["chunk-schema"]);
    expect(checkIds(results[0], "unsupported")).toEqual(["frame-crc", "frame-headers", "chunk-payload"]);
  });

  test("a body in gzip is read, whatever the headers say", async () => {
    const packed = (value: unknown): object => ({
      body: gzipSync(JSON.stringify(value)).toString("base64"),
      bodyEncoding: "base64",
    });
    const judged = async (answer: unknown): Promise<readonly string[]> => {
      const request = { ...REQUEST, ...packed(BODY) };
      const { results } = await gradeLine({ request, response: { ...ANSWER, ...packed(answer) } });
      return checkIds(results[0], "fail");
    };

    expect(await judged(ANSWER.body)).toEqual([]);
    expect(await judged({ ...ANSWER.body, completion: 1 })).toEqual(["response-schema"]);
    const broken = { ...ANSWER, body: Buffer.from([0x1f, 0x8b, 1]).toString("base64"), bodyEncoding: "base64" };
    const { results } = await gradeLine({ request: REQUEST, response: broken });
    expect(checkIds(results[0], "fail")).toEqual(["response-schema"]);
  });

  test("an ARN in the path may have its slash as it is", async () => {
    const arn = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2";
    const { results } = await gradeLine({ request: { ...REQUEST, path: `/model/${arn}/invoke` }, response: ANSWER });

    expect(results[0]).toMatchObject({ operation: "InvokeModel", format: "claude-text-completion", outcome: "pass" });
  });

  test("what recorders write into an ARN is no fault of it", async () => {
    const request = { method: "GET", path: "/foundation-models", headers: {}, body: null };
    const judged = async (modelArn: string): Promise<readonly string[]> => {
      const body = { modelSummaries: [{ modelArn, modelId: "amazon.nova-lite-v1:0" }] };
      const { results } = await gradeLine({ fidelity: "sdk-parsed", request, response: { status: 200, body } });
      return checkIds(results[0], "fail");
    };

    expect(await judged("arn:aws:bedrock:<AWS_REGION>::foundation-model/amazon.nova-lite-v1:0")).toEqual([]);
    expect(await judged("arn:aws:bedrock:us-east-1:account_REDACTED_1:custom-model/a")).toEqual([]);
    expect(await judged("arn:aws:bedrock:us-east-1:1234:custom-model/a")).toEqual(["arns"]);
    expect(await judged("amazon.nova-lite-v1:0")).toEqual(["arns"]);
  });

  test("a member that is null on the wire may be lost", async () => {
    const path = "/model/anthropic.claude-3-haiku-20240307-v1:0/invoke";
    const body = {
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 9,
      messages: [{ role: "user", content: "Hi" }],
    };
    const answer = {
      id: "msg_bdrk_01",
      type: "message",
      role: "assistant",
      model: "claude-3-haiku-20240307",
      content: [{ type: "text", text: "Hi" }],
      stop_reason: "end_turn",
      usage: { input_tokens: 1, output_tokens: 1 },
    };
    const judged = async (fidelity: string): Promise<readonly string[]> => {
      const response = { status: 200, headers: HEADERS, body: answer };
      const { results } = await gradeLine({ fidelity, request: { ...REQUEST, path, body }, response });
      return checkIds(results[0], "fail");
    };

    expect(await judged("wire")).toEqual(["expected-members"]);
    expect(await judged("wire-transcribed")).toEqual([]);
  });

  test("an error has its name in Output, or no text as message", async () => {
    const judged = async (headers: object, body: unknown): Promise<readonly string[]> => {
      const { results } = await gradeLine({ request: REQUEST, response: { status: 404, headers, body } });
      return checkIds(results[0], "fail");
    };
    const output = { Output: { __type: "com.amazon.coral.service#UnknownOperationException" }, Version: "1.0" };
    const typed = { ...HEADERS, "x-amzn-errortype": "ResourceNotFoundException" };

    expect(await judged(HEADERS, output)).toEqual([]);
    expect(await judged(HEADERS, { Output: {} })).toEqual(["error-type"]);
    expect(await judged(typed, { message: null })).toEqual([]);
    expect(await judged(typed, { message: 1 })).toEqual(["response-schema"]);
  });

  test("chunks are told as SDKs tell events", async () => {
    const request = { method: "POST", headers: {}, body: { messages: [{ role: "user", content: [{ text: "Hi" }] }] } };
    const path = "/model/amazon.nova-lite-v1:0/converse-stream";
    const end = [
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: "end_turn" } },
      { metadata: { usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 }, metrics: { latencyMs: 1 } } },
    ];
    const judged = async (text: unknown, rest: readonly unknown[]): Promise<unknown> => {
      const delta = { contentBlockDelta: { contentBlockIndex: 0, delta: { text } } };
      const response = { status: 200, chunks: [{ messageStart: { role: "assistant" } }, delta, ...rest] };
      const { results } = await gradeLine({ fidelity: "sdk-parsed", request: { ...request, path }, response });
      return [checkIds(results[0], "fail"), checkIds(results[0], "warn")];
    };

    expect(await judged("Hi", end)).toEqual([[], []]);
    expect(await judged(1, end)).toEqual([["chunk-schema", "assembled-response"], []]);
    expect(await judged("Hi", [{ throttlingException: { message: "Slow down" } }])).toEqual([[], []]);
    expect(await judged("Hi", end.slice(0, 1))).toEqual([
      ["chunk-order", "assembled-response"],
      ["invocation-metrics"],
    ]);
  });

  test("chunks of a stream of server-sent events have no frames either", async () => {
    const body = { model: "openai.gpt-oss-20b-1:0", messages: [{ role: "user", content: "Hi" }], stream: true };
    const request = { method: "POST", path: "/openai/v1/chat/completions", headers: {}, body };
    const chunk = { id: "1", object: "chat.completion.chunk", created: 1, model: body.model };
    const judged = async (content: unknown): Promise<readonly string[]> => {
      const chunks = [
        { ...chunk, choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: null }] },
        { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      ];
      const { results } = await gradeLine({ fidelity: "sdk-parsed", request, response: { status: 200, chunks } });
      return checkIds(results[0], "fail");
    };

    expect(await judged("Hi")).toEqual([]);
    expect(await judged(1)).toEqual(["chunk-schema"]);
  });

  test("gpt-oss lets names slip, repeats log-probabilities, and begins one choice only with its role", async () => {
    const tools = [{ type: "function", function: { name: "tide", parameters: { type: "object" } } }];
    const messages = [{ role: "user", content: "Hi" }];
    const judged = async (name: string, model: string, role?: string): Promise<readonly string[]> => {
      const asked = { n: 2, logprobs: true, stream: true, stream_options: { include_usage: true } };
      const body = { model, messages, tools, ...asked };
      const chunk = { id: "1", object: "chat.completion.chunk", created: 1, model };
      const tool_calls = [{ index: 0, id: "call_1", type: "function", function: { name, arguments: "{}" } }];
      const logprobs = { content: Array.from({ length: 3 }, () => ({ token: "a", logprob: -1, top_logprobs: [] })) };
      const choices = [
        { index: 0, delta: { role, content: "" } },
        { index: 1, delta: { content: "a" }, logprobs },
        { index: 0, delta: { tool_calls } },
        { index: 0, delta: {}, finish_reason: "tool_calls" },
        { index: 1, delta: {}, finish_reason: "stop" },
      ];
      const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
      const chunks = [...choices.map((choice) => ({ ...chunk, choices: [choice] })), { ...chunk, choices: [], usage }];
      const request = { method: "POST", path: "/openai/v1/chat/completions", headers: {}, body };
      const { results } = await gradeLine({ fidelity: "sdk-parsed", request, response: { status: 200, chunks } });
      return checkIds(results[0], "fail");
    };

    expect(await judged("tide<|channel|>commentary", "openai.gpt-oss-20b", "assistant")).toEqual([]);
    expect(await judged("tidejson", "openai.gpt-oss-20b", "assistant")).toEqual([]);
    expect(await judged("tides", "openai.gpt-oss-20b", "assistant")).toEqual(["tool-call"]);
    expect(await judged("tide", "openai.gpt-oss-20b")).toEqual(["choice-order"]);
    expect(await judged("tide", "qwen.qwen3-32b-v1:0", "assistant")).toEqual(["logprobs-length"]);
  });

  test("a stream that begins with an exception refuses the request", async () => {
    const streamException = { type: "validationException", members: { message: "Validation Error" } };
    const request = { ...STREAM_REQUEST, body: { ...BODY, max_tokens_to_sample: "many" } };
    const judged = async (chunks: readonly unknown[]): Promise<readonly (readonly string[])[]> => {
      const response = { status: 200, headers: STREAM_HEADERS, chunks, streamException };
      const { results } = await gradeLine({ request, response });
      return [checkIds(results[0], "fail"), checkIds(results[0], "warn")];
    };

    expect(await judged([])).toEqual([[], ["client-request"]]);
    expect(await judged([{ completion: " Hi", stop_reason: null }])).toEqual([["request-schema"], []]);
  });

  test("a stream that a HAR holds as text is unsupported, not broken", async () => {
    const entry = {
      request: {
        method: "POST",
        url: `https://gateway.example/bedrock${STREAM_REQUEST.path}`,
        postData: { text: JSON.stringify(BODY) },
      },
      response: {
        status: 200,
        headers: Object.entries(STREAM_HEADERS).map(([name, value]) => ({ name, value })),
        content: { size: 99, text: "\u0000\u0000" },
      },
    };
    const { results } = await gradeText("traffic.json", JSON.stringify({ log: { entries: [entry] } }));

    expect(results[0]).toMatchObject({ id: "traffic.json/1", outcome: "pass", format: "claude-text-completion" });
    expect(checkIds(results[0], "unsupported")).toContain("stream-end");
  });
});

describe("a content-length", () => {
  const text = JSON.stringify(ANSWER.body);
  const exact = { ...ANSWER, body: text, bodyEncoding: "text" };
  const bytes = { ...exact, body: Buffer.from(text).toString("base64"), bodyEncoding: "base64" };
  const [right, wrong] = [String(text.length), String(text.length + 1)];

  test.each([
    { what: "of the exact body", response: exact, length: right, want: [] },
    { what: "of the exact bytes", response: bytes, length: Number(right), want: [] },
    { what: "of another body", response: exact, length: wrong, want: ["content-length"] },
    { what: "of other bytes", response: bytes, length: wrong, want: ["content-length"] },
    { what: "of a parsed body", response: ANSWER, length: wrong, want: [] },
    { what: "of another fidelity", fidelity: "sdk-parsed", response: exact, length: wrong, want: [] },
    { what: "of a body written again", fidelity: "wire-json-reparsed", response: ANSWER, length: wrong, want: [] },
  ])("$what", async ({ response, length, fidelity, want }) => {
    const headers = { ...HEADERS, "content-length": length };
    const { results } = await gradeLine({ fidelity, request: REQUEST, response: { ...response, headers } });

    expect(checkIds(results[0], "warn").filter((id) => id === "content-length")).toEqual(want);
    expect(results[0]?.outcome).toBe("pass");
  });

  test("of a compressed body says nothing about what was recorded", async () => {
    const headers = { ...HEADERS, "content-length": "7", "content-encoding": "gzip" };
    const { results } = await gradeLine({ request: REQUEST, response: { ...exact, headers } });

    expect(checkIds(results[0], "warn")).toEqual([]);
  });
});

describe("what is graded", () => {
  const refused = {
    status: 403,
    headers: { ...HEADERS, "x-amzn-errortype": "ExpiredTokenException:http://internal.amazon.com/" },
    body: { message: "The security token included in the request is expired" },
  };

  test.each([
    {
      what: "an operation without a spec",
      line: { request: { ...REQUEST, path: "/model/x/unheard-of" }, response: ANSWER },
      want: "unsupported",
    },
    {
      what: "another method",
      line: { request: { ...REQUEST, method: "OPTIONS" }, response: ANSWER },
      want: "unsupported",
    },
    {
      what: "a request that was never answered",
      line: { request: REQUEST, response: { status: 0 } },
      want: "not-testable",
    },
    { what: "an error of AWS's own", line: { request: REQUEST, response: refused }, want: "pass" },
    {
      what: "a redirect",
      line: { request: REQUEST, response: { status: 301, headers: { location: "/" }, body: null } },
      want: "fail",
    },
    {
      what: "query parameters that are numbers",
      line: {
        request: { method: "GET", path: "/custom-models?maxResults=5&isOwned=true" },
        response: { status: 200, headers: HEADERS, body: { modelSummaries: [] } },
      },
      want: "pass",
    },
    {
      what: "a query parameter out of range",
      line: {
        request: { method: "GET", path: "/custom-models?maxResults=0" },
        response: { status: 200, headers: HEADERS, body: {} },
      },
      want: "fail",
    },
  ])("$what: $want", async ({ line, want }) => {
    const { results } = await gradeLine(line);

    expect(results.map(({ outcome }) => outcome)).toEqual([want]);
  });

  const MESSAGE = {
    request: {
      method: "POST",
      path: "/anthropic/v1/messages",
      headers: {},
      body: { model: "claude-sonnet-4-6", max_tokens: 9, messages: [{ role: "user", content: "Hi" }] },
    },
    response: {
      status: 200,
      headers: { "content-type": "application/json" },
      body: {
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: "claude-sonnet-4-6",
        content: [{ type: "text", text: "Hello" }],
        stop_reason: "end_turn",
        stop_sequence: null,
        usage: { input_tokens: 8, output_tokens: 2 },
      },
    },
  };
  const changed = (body: object, headers: object = {}) => ({
    ...MESSAGE,
    request: { ...MESSAGE.request, headers, body: { ...MESSAGE.request.body, ...body } },
  });

  test.each([
    { what: "the version that a header says", line: MESSAGE, want: "pass" },
    {
      what: "the beta that a header names",
      line: changed({ context_management: { edits: [{ type: "clear_thinking_20251015" }] } }),
      want: "pass",
    },
    {
      what: "another beta in that header",
      line: changed(
        { context_management: { edits: [{ type: "clear_thinking_20251015" }] } },
        { "anthropic-beta": "effort-2025-11-24" },
      ),
      want: "fail",
    },
    { what: "what the body says wrong", line: changed({ max_tokens: 0 }), want: "fail" },
  ])("a line need not list $what: $want", async ({ line, want }) => {
    const { results } = await gradeLine(line);

    expect(results.map(({ outcome }) => outcome)).toEqual([want]);
  });

  test("HAR lists each header of a request", async () => {
    const { request, response } = MESSAGE;
    const entry = {
      request: {
        method: request.method,
        url: `http://localhost${request.path}`,
        headers: [],
        postData: { mimeType: "application/json", text: JSON.stringify(request.body) },
      },
      response: {
        status: 200,
        headers: [{ name: "content-type", value: "application/json" }],
        content: { mimeType: "application/json", text: JSON.stringify(response.body) },
      },
    };
    const { results } = await gradeText("traffic.har", JSON.stringify({ log: { version: "1.2", entries: [entry] } }));

    expect(checkIds(results[0], "fail")).toEqual(["request-parameters"]);
  });

  test.each([
    { operation: "GetFlow", path: "/flows/x", want: ["GetFlow", "no spec for GetFlow"] },
    { operation: "InvokeModel", path: "/invocations", want: ["POST /invocations", "no spec for POST /invocations"] },
    {
      operation: null,
      path: "/bedrock/guardrails/gr-abc123/versions/2/x.y",
      want: ["POST /bedrock/guardrails/*/versions/*/*", "no spec for POST /bedrock/guardrails/*/versions/*/*"],
    },
  ])("$operation at $path is reported as $want", async ({ operation, path, want }) => {
    const { results, malformed } = await gradeLine({ operation, request: { ...REQUEST, path }, response: ANSWER });

    expect([results[0]?.operation, results[0]?.reason]).toEqual(want);
    expect([results[0]?.outcome, malformed]).toEqual(["unsupported", []]);
  });

  test("a name does not change what method and path say", async () => {
    const { results } = await gradeLine({ operation: "Converse", request: REQUEST, response: ANSWER });

    expect([results[0]?.operation, results[0]?.outcome]).toEqual(["InvokeModel", "pass"]);
  });

  test.each([
    { body: JSON.stringify(ANSWER.body), want: "pass" },
    { body: '{"completion": 1}', want: "fail" },
    { body: "data: [DONE]\n\n", want: "fail" },
  ])("a body given as the string $body: $want", async ({ body, want }) => {
    const { results } = await gradeLine({ request: REQUEST, response: { ...ANSWER, body, bodyEncoding: "text" } });

    expect(results.map(({ outcome }) => outcome)).toEqual([want]);
  });

  test.each([
    { id: "imported-model%2Fabcdef123456", answer: { outputs: [] }, want: ["bedrock-completion", "fail"] },
    { id: "provisioned-model%2Fabcdef123456", answer: { what: "ever" }, want: [undefined, "pass (envelope)"] },
    {
      id: "provisioned-model%2Fabcdef123456",
      answer: { outputs: [{ text: " Hi", stop_reason: "stop" }] },
      want: ["mistral-text", "pass"],
    },
    {
      id: "provisioned-model%2Fabcdef123456",
      answer: { generation: "Hi", prompt_token_count: 1, generation_token_count: 1, stop_reason: "stop" },
      want: ["bedrock-completion", "pass"],
    },
  ])("the format of $id answered with $answer: $want", async ({ id, answer, want }) => {
    const path = `/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A111122223333%3A${id}/invoke`;
    const { results } = await gradeLine({
      request: { ...REQUEST, path, body: { prompt: "Hi" } },
      response: { ...ANSWER, body: answer },
    });

    expect([results[0]?.format, results[0]?.outcome]).toEqual(want);
  });

  test.each([
    { id: "amazon.titan-text-lite-v1", answer: { inputTextTokenCount: 1, results: [] }, want: ["titan-text", "pass"] },
    { id: "amazon.titan-text-lite-v1", answer: { results: 7 }, want: ["titan-text", "fail"] },
    {
      id: "anthropic.claude-v2",
      answer: { completion: " Hi", stop_reason: "stop_sequence", stop: "\n\nHuman:" },
      want: ["claude-text-completion", "pass"],
    },
    { id: "anthropic.claude-v2", answer: {}, want: [undefined, "pass (envelope)"] },
  ])("without its request, $id answered with $answer: $want", async ({ id, answer, want }) => {
    const { results } = await gradeLine({
      redacted: ["request.body"],
      request: { method: "POST", path: `/model/${id}/invoke`, headers: {} },
      response: { ...ANSWER, body: answer },
    });

    expect([results[0]?.format, results[0]?.outcome]).toEqual(want);
  });
});
