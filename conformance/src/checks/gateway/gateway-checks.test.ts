import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { startServer, type TestAnswer } from "../../../test/start-server.ts";
import type { Case } from "../../case.ts";
import type { CaseResult, CheckResult } from "../../result.ts";
import { runSuite } from "../../run/run-suite.ts";

const chat = (name: string): Promise<Case> => caseById(`gateway/CreateChatCompletion/${name}`);
const STREAM = await chat("streaming");
const USAGE = await chat("streaming-usage");
const TOOLS = await chat("streaming-tool-call");
const ALLOWED = {
  type: "allowed_tools",
  allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "get_time" } }] },
};
const FREE = await chat("streaming-custom-tool-call");
const FAILURE = await chat("streaming-error");
const REFUSED = await chat("empty-messages");
const TEXT = await chat("text");
const VECTORS = await caseById("gateway/CreateEmbedding/several-texts");
const BASE64 = await caseById("gateway/CreateEmbedding/base64");
const DIMENSIONS = await caseById("gateway/CreateEmbedding/dimensions");

interface Row {
  readonly title: string;
  readonly of: Case;
  readonly given: TestAnswer;
  /** The outcome by check, of those that are not `pass`, and the passes that matter. */
  readonly want: Readonly<Record<string, CheckResult["outcome"]>>;
}

const DONE = "[DONE]";
const head = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_740_545_550, model: "m" };
const chunk = (delta: unknown, finish: string | null = null, index = 0): object => ({
  ...head,
  choices: [{ index, delta, finish_reason: finish }],
});
const START = chunk({ role: "assistant", content: "O" });
const HI = chunk({ content: "Hi" });
const STOP = chunk({}, "stop");
const COUNTS = { ...head, choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } };
const ERROR = { error: { message: "The model is overloaded." } };

function sse(...events: readonly unknown[]): TestAnswer {
  const text = events.map((event) => `data: ${event === DONE ? DONE : JSON.stringify(event)}\n\n`).join("");
  return raw(text);
}

function raw(text: string | Buffer, type = "text/event-stream; charset=utf-8"): TestAnswer {
  return (_request, response) => {
    response.writeHead(200, { "content-type": type });
    response.end(text);
  };
}

const piece = (call: object): object => chunk({ tool_calls: [call] });
const callStart = {
  index: 0,
  id: "call-1",
  type: "function",
  function: { name: "get_current_weather", arguments: "" },
};
const freeStart = { index: 0, id: "call-1", type: "custom", custom: { name: "shell", input: "" } };
const typed = (input: string): object => piece({ index: 0, custom: { input } });
const args = (text: string): object => piece({ index: 0, function: { arguments: text } });
const CALLED = chunk({}, "tool_calls");

const vectors = (...values: readonly unknown[]): TestAnswer => ({
  body: {
    object: "list",
    model: "m",
    data: values.map((embedding, index) => ({ object: "embedding", index, embedding })),
    usage: { prompt_tokens: 1, total_tokens: 1 },
  },
});

const rows: readonly Row[] = [
  {
    title: "a right stream",
    of: STREAM,
    given: sse(START, HI, STOP, DONE),
    want: {
      "sse-framing": "pass",
      "chunk-schema": "pass",
      "choice-order": "pass",
      "usage-chunk": "pass",
      "done-marker": "pass",
    },
  },
  { title: "sse-framing: no charset", of: STREAM, given: raw(sseText(START, STOP), "text/event-stream"), want: {} },
  {
    title: "sse-framing: another content type",
    of: STREAM,
    given: raw(sseText(START, STOP), "application/json"),
    want: { "sse-framing": "fail" },
  },
  {
    title: "sse-framing: another charset",
    of: STREAM,
    given: raw(sseText(START, STOP), "text/event-stream; charset=latin1"),
    want: { "sse-framing": "fail" },
  },
  {
    title: "sse-framing: one JSON body is one fault",
    of: STREAM,
    given: { body: {} },
    want: { "sse-framing": "fail" },
  },
  { title: "sse-framing: an empty stream is one fault", of: STREAM, given: raw(""), want: { "sse-framing": "fail" } },
  { title: "sse-framing: the marker of the end alone", of: STREAM, given: sse(DONE), want: { "sse-framing": "fail" } },
  {
    title: "sse-framing: comments and CR LF are right",
    of: STREAM,
    given: raw(`: wait\r\n\r\n${sseText(START, STOP).replaceAll("\n", "\r\n")}`),
    want: { "sse-framing": "pass", "done-marker": "pass" },
  },
  {
    title: "sse-framing: JSON without data:",
    of: STREAM,
    given: raw(`${JSON.stringify(HI)}\n\n${sseText(START, STOP)}`),
    want: { "sse-framing": "fail" },
  },
  {
    title: "sse-framing: no blank line at the end",
    of: STREAM,
    given: raw(sseText(START, STOP).trimEnd()),
    want: { "sse-framing": "fail", "done-marker": "pass" },
  },
  {
    title: "sse-framing: not UTF-8",
    of: STREAM,
    given: raw(Buffer.from(sseText(START, chunk({ content: "größer" }), STOP), "latin1")),
    want: { "sse-framing": "fail" },
  },
  {
    title: "chunk-schema: data that is not JSON",
    of: STREAM,
    given: raw(`data: hello\n\n${sseText(START, STOP)}`),
    want: { "chunk-schema": "fail" },
  },
  {
    title: "chunk-schema: a member is missing",
    of: STREAM,
    given: sse(START, { choices: [] }, STOP, DONE),
    want: { "chunk-schema": "fail" },
  },
  {
    title: "choice-order: an empty stop reason",
    of: STREAM,
    given: sse(START, chunk({ content: "Hi" }, ""), STOP, DONE),
    want: { "choice-order": "fail", "known-values": "warn" },
  },
  {
    title: "known-values: an unknown finish reason warns",
    of: STREAM,
    given: sse(START, chunk({}, "tired"), DONE),
    want: { "chunk-schema": "pass", "known-values": "warn" },
  },
  { title: "choice-order: no role", of: STREAM, given: sse(HI, STOP, DONE), want: { "choice-order": "fail" } },
  {
    title: "choice-order: the role comes late",
    of: STREAM,
    given: sse(HI, START, STOP, DONE),
    want: { "choice-order": "fail" },
  },
  { title: "choice-order: no stop reason", of: STREAM, given: sse(START, HI, DONE), want: { "choice-order": "fail" } },
  {
    title: "choice-order: text after the stop reason",
    of: STREAM,
    given: sse(START, STOP, HI, DONE),
    want: { "choice-order": "fail" },
  },
  {
    title: "choice-order: two stop reasons",
    of: STREAM,
    given: sse(START, STOP, STOP, DONE),
    want: { "choice-order": "fail" },
  },
  {
    title: "choice-order: two choices, each in its own order",
    of: { ...STREAM, body: { ...Object(STREAM.body), n: 2 } },
    given: sse(
      START,
      chunk({ role: "assistant" }, null, 1),
      STOP,
      chunk({ content: "Ho" }, null, 1),
      chunk({}, "stop", 1),
      DONE,
    ),
    want: { "choice-order": "pass" },
  },
  {
    title: "usage-chunk: asked and there",
    of: USAGE,
    given: sse(START, STOP, COUNTS, DONE),
    want: { "usage-chunk": "pass" },
  },
  {
    title: "usage-chunk: asked and missing",
    of: USAGE,
    given: sse(START, STOP, DONE),
    want: { "usage-chunk": "fail" },
  },
  {
    title: "usage-chunk: twice",
    of: USAGE,
    given: sse(START, STOP, COUNTS, COUNTS, DONE),
    want: { "usage-chunk": "fail" },
  },
  {
    title: "usage-chunk: before the end",
    of: USAGE,
    given: sse(START, COUNTS, STOP, DONE),
    want: { "usage-chunk": "fail" },
  },
  {
    title: "usage-chunk: not asked",
    of: STREAM,
    given: sse(START, STOP, COUNTS, DONE),
    want: { "usage-chunk": "fail" },
  },
  {
    title: "usage-chunk: null is nothing",
    of: STREAM,
    given: sse({ ...START, usage: null }, STOP, DONE),
    want: { "usage-chunk": "pass" },
  },
  {
    title: "usage-chunk: either way where stream_options leaves it open",
    of: { ...STREAM, body: { ...(STREAM.body as object), stream_options: {} } }, // The body of a chat is an object.
    given: sse(START, STOP, COUNTS, DONE),
    want: { "usage-chunk": "pass" },
  },
  { title: "done-marker: missing", of: STREAM, given: sse(START, STOP), want: { "done-marker": "fail" } },
  {
    title: "done-marker: not at the end",
    of: STREAM,
    given: sse(START, DONE, STOP, DONE),
    want: { "done-marker": "fail" },
  },
  {
    title: "error-event: an unexpected error",
    of: STREAM,
    given: sse(START, ERROR),
    want: { "error-event": "fail", "done-marker": "pass" },
  },
  {
    title: "error-event: an expected error, without the marker",
    of: FAILURE,
    given: sse(START, HI, ERROR),
    want: { "error-event": "pass", "done-marker": "pass", "choice-order": "pass" },
  },
  {
    title: "error-event: an expected error, with the marker",
    of: FAILURE,
    given: sse(START, HI, ERROR, DONE),
    want: { "error-event": "pass", "done-marker": "pass" },
  },
  {
    title: "error-event: an error told as a stop",
    of: FAILURE,
    given: sse(START, HI, STOP, DONE),
    want: { "error-event": "fail" },
  },
  {
    title: "error-event: the stream goes on",
    of: FAILURE,
    given: sse(START, ERROR, HI),
    want: { "error-event": "fail" },
  },
  {
    title: "tool-call-deltas: pieces that join",
    of: TOOLS,
    given: sse(START, piece(callStart), args('{"location": '), args('"Shanghai"}'), CALLED, DONE),
    want: { "tool-call-deltas": "pass" },
  },
  {
    title: "tool-call-deltas: no JSON",
    of: TOOLS,
    given: sse(START, piece(callStart), args('{"location": '), CALLED, DONE),
    want: { "tool-call-deltas": "fail", "tool-call": "fail" },
  },
  {
    title: "tool-call-deltas: a second call overwrites the first",
    of: TOOLS,
    given: sse(START, piece(callStart), args("{}"), piece(callStart), args("{}"), CALLED, DONE),
    want: { "tool-call-deltas": "fail", "tool-call": "fail" },
  },
  {
    title: "tool-call-deltas: no name",
    of: TOOLS,
    given: sse(START, piece({ ...callStart, function: { arguments: "" } }), args('{"location": "Rome"}'), CALLED, DONE),
    want: { "tool-call-deltas": "fail", "tool-call": "fail" },
  },
  {
    title: "tool-call-deltas: cut off by the limit",
    of: TOOLS,
    given: sse(START, piece(callStart), args('{"location": '), chunk({}, "length"), DONE),
    want: { "tool-call-deltas": "pass" },
  },
  {
    title: "tool-call: pieces that join to a call of a tool that nobody offered",
    of: TOOLS,
    given: sse(START, piece({ ...callStart, function: { name: "other", arguments: "{}" } }), CALLED, DONE),
    want: { "tool-call-deltas": "pass", "tool-call": "fail" },
  },
  {
    title: "tool-call: pieces that join to arguments which the tool does not take",
    of: TOOLS,
    given: sse(START, piece(callStart), args('{"location":'), args(" 5}"), CALLED, DONE),
    want: { "tool-call-deltas": "pass", "tool-input": "warn" },
  },
  {
    title: "tool-call: a tool that is not among those allowed",
    of: { ...TOOLS, body: { ...Object(TOOLS.body), tool_choice: ALLOWED } },
    given: sse(START, piece(callStart), args('{"location": "Rome"}'), CALLED, DONE),
    want: { "tool-call": "fail" },
  },
  {
    title: "tool-call: a text for a tool that takes any",
    of: FREE,
    given: sse(START, piece(freeStart), typed("ls "), typed("-l"), CALLED, DONE),
    want: { "tool-call-deltas": "pass", "tool-call": "pass" },
  },
  {
    title: "tool-call: a text for a tool that nobody offered",
    of: FREE,
    given: sse(START, piece({ ...freeStart, custom: { name: "other", input: "" } }), typed("ls"), CALLED, DONE),
    want: { "tool-call-deltas": "pass", "tool-call": "fail" },
  },
  {
    title: "tool-call: arguments for a tool that takes a text",
    of: FREE,
    given: sse(START, piece({ ...callStart, function: { name: "shell", arguments: "{}" } }), CALLED, DONE),
    want: { "tool-call-deltas": "pass", "tool-call": "fail" },
  },
  {
    title: "tool-call-deltas: a text for a tool without a name",
    of: FREE,
    given: sse(START, piece({ ...freeStart, custom: { input: "" } }), typed("ls"), CALLED, DONE),
    want: { "tool-call-deltas": "fail", "tool-call": "fail" },
  },
  {
    title: "usage-sums: of a stream",
    of: USAGE,
    given: sse(START, HI, STOP, { ...COUNTS, usage: { ...COUNTS.usage, total_tokens: 9 } }, DONE),
    want: { "usage-sums": "fail" },
  },
  {
    title: "choice-count: one choice of two",
    of: { ...STREAM, body: { ...Object(STREAM.body), n: 2 } },
    given: sse(START, HI, STOP, DONE),
    want: { "choice-count": "fail" },
  },
  {
    title: "structured-output-choice: another text, in pieces",
    of: { ...STREAM, body: { ...Object(STREAM.body), structured_outputs: { choice: ["Ho"] } } },
    given: sse(START, HI, STOP, DONE),
    want: { "structured-output-choice": "fail" },
  },
  {
    title: "embeddings: lists of one length",
    of: VECTORS,
    given: vectors([1, 2], [3, 4]),
    want: { "embedding-encoding": "pass", "embedding-length": "pass", "embedding-distinct": "pass" },
  },
  {
    title: "embedding-distinct: one vector for two texts",
    of: VECTORS,
    given: vectors([1, 2, 3, 4], [1, 2, 3, 4]),
    want: { "embedding-distinct": "fail" },
  },
  {
    title: "embedding-not-zero: zeros for a text",
    of: VECTORS,
    given: vectors([1, 2, 3, 4], [0, 0, -0, 0]),
    want: { "embedding-not-zero": "warn", "embedding-distinct": "pass" },
  },
  {
    title: "embedding-not-zero: zeros in base64",
    of: BASE64,
    given: vectors(Buffer.alloc(16).toString("base64")),
    want: { "embedding-not-zero": "warn", "embedding-encoding": "pass" },
  },
  {
    title: "embedding-not-zero: zeros among other numbers",
    of: VECTORS,
    given: vectors([0, 0, 0, 1], [0, 0, 1, 0]),
    want: { "embedding-not-zero": "pass" },
  },
  {
    title: "embedding-length: two lengths",
    of: VECTORS,
    given: vectors([1, 2], [3]),
    want: { "embedding-length": "fail" },
  },
  {
    title: "embedding-length: not as asked",
    of: DIMENSIONS,
    given: vectors([1, 2]),
    want: { "embedding-length": "fail" },
  },
  {
    title: "embedding-length: as asked",
    of: DIMENSIONS,
    given: vectors([1, 2, 3, 4]),
    want: { "embedding-length": "pass" },
  },
  {
    title: "embedding-encoding: base64 of float32",
    of: BASE64,
    given: vectors(Buffer.alloc(16, 1).toString("base64")),
    want: { "embedding-encoding": "pass", "embedding-length": "pass" },
  },
  {
    title: "embedding-encoding: a list instead of base64",
    of: BASE64,
    given: vectors([1, 2, 3, 4]),
    want: { "embedding-encoding": "fail" },
  },
  {
    title: "embedding-encoding: base64 of no whole float32",
    of: BASE64,
    given: vectors(Buffer.alloc(15).toString("base64")),
    want: { "embedding-encoding": "fail" },
  },
  {
    title: "embedding-encoding: base64 that nobody asked for",
    of: DIMENSIONS,
    given: vectors(Buffer.alloc(16, 1).toString("base64")),
    want: { "embedding-encoding": "fail" },
  },
  {
    title: "errors: OpenAI's shape, no headers of AWS wanted",
    of: REFUSED,
    given: { status: 400, body: { error: { message: "messages must not be empty" } } },
    want: { status: "pass", "content-type": "pass", "response-schema": "pass", "error-message": "pass" },
  },
  {
    title: "errors: FastAPI's shape",
    of: REFUSED,
    given: { status: 422, body: { detail: [{ loc: ["body", "messages"], msg: "too short" }] } },
    want: { "response-schema": "pass", "error-message": "pass" },
  },
  {
    title: "errors: plain text for a refused request",
    of: REFUSED,
    given: { status: 400, text: "messages: too short", headers: { "content-type": "text/plain; charset=utf-8" } },
    want: { "content-type": "pass", "error-message": "pass" },
  },
  ...[{ error: { message: "" } }, { detail: "" }].map(
    (said): Row => ({
      title: `error-message: the body ${JSON.stringify(said)}`,
      of: REFUSED,
      given: { status: 400, body: said },
      want: { "error-message": "warn" },
    }),
  ),
  {
    title: "error-message: an event that says nothing",
    of: FAILURE,
    given: sse(START, { error: { message: "" } }, DONE),
    want: { "error-event": "pass", "error-message": "warn" },
  },
  {
    title: "errors: the message names nothing",
    of: REFUSED,
    given: { status: 400, body: { error: { message: "no" } } },
    want: { "error-message": "warn" },
  },
  {
    title: "errors: another shape",
    of: REFUSED,
    given: { status: 400, body: { message: "messages is empty" } },
    want: { "response-schema": "fail" },
  },
  {
    title: "errors: HTML",
    of: REFUSED,
    given: { status: 400, text: "<h1>messages</h1>", headers: { "content-type": "text/html" } },
    want: { "content-type": "fail" },
  },
  { title: "a right answer", of: TEXT, given: { body: TEXT.expect.body }, want: { "response-schema": "pass" } },
  { title: "an answer without choices", of: TEXT, given: { body: { ...head } }, want: { "response-schema": "fail" } },
];

test.each(rows)("$title", async ({ of, given, want }) => {
  const result = await resultOf(of, given);
  // The responses of these tests are of one model, whatever a case asks for.
  const own = result.checks.filter(({ id }) => id !== "model-asked");
  const checks = Object.fromEntries(own.map(({ id, outcome }) => [id, outcome]));
  const faults = Object.entries(checks).filter(([id, outcome]) => outcome !== "pass" || id in want);

  expect(Object.fromEntries(faults)).toEqual(want);
  expect(Object.keys(checks)).not.toContain("request-id");
  expect(Object.keys(checks)).not.toContain("error-type");
});

test("incremental-delivery: events as they are made", async () => {
  const parts = sseText(START, HI, HI, STOP).split(/(?<=\n\n)/);
  const result = await resultOf(STREAM, async (_request, response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    for (const part of parts) {
      response.write(part);
      await wait(100);
    }
    response.end();
  });

  expect(result.checks.find(({ id }) => id === "incremental-delivery")?.outcome).toBe("pass");
  expect(result.outcome).toBe("pass");
  expect(result.stream).toMatchObject({ frames: 5 });
});

test("a stream that breaks off is told, and what came before is checked", async () => {
  const result = await resultOf(STREAM, (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(sseText(HI).slice(0, -14), () => response.destroy());
  });

  expect(result.checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id)).toEqual([
    "sse-framing",
    "choice-order",
  ]);
});

test("a gateway that replays the examples answers with exactly their events", async () => {
  const events = STREAM.expect.body as readonly unknown[]; // The body of a stream is the list of its events.
  const same = await resultOf(STREAM, sse(...events, DONE), "exact");
  const other = await resultOf(STREAM, sse(START, HI, STOP, DONE), "exact");

  expect(same.outcome).toBe("pass");
  expect(same.checks.map(({ id }) => id)).toContain("response-equals-example");
  expect(other.checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id)).toEqual([
    "response-equals-example",
  ]);
});

test.each([
  { status: 401, reason: "the target refuses the credentials" },
  { status: 429, reason: "the target is too busy" },
])("a $status that nobody expects is not evidence", async ({ status, reason }) => {
  const result = await resultOf(TEXT, { status, body: { detail: "no" } });

  expect(result.outcome).toBe("not-testable");
  expect(result.reason).toContain(reason);
});

function sseText(...events: readonly unknown[]): string {
  return [...events.map((event) => JSON.stringify(event)), DONE].map((data) => `data: ${data}\n\n`).join("");
}

async function resultOf(given: Case, answer: TestAnswer, replay: "exact" | "none" = "none"): Promise<CaseResult> {
  await using server = await startServer(answer);
  const { cases } = await runSuite({
    target: {
      name: "test",
      endpoints: { gateway: `${server.url}/api/v1` },
      auth: "none",
      replay,
      features: { supported: ["scripted-errors"] },
    },
    cases: [given],
  });
  const [result] = cases;
  if (result === undefined) {
    throw new Error("there is no result");
  }
  return result;
}
