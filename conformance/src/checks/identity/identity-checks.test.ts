import { readPointer } from "@bedrock-contract/validators";
import { describe, expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { changed, faultsOf, type GivenAnswer } from "../../../test/faults-of.ts";
import type { Case } from "../../case.ts";

const CHAT = "openai-chat-completion/InvokeModel";
const STREAM = `${CHAT}WithResponseStream`;
const GATEWAY = "gateway/CreateChatCompletion";

const CALLS = await caseById(`${GATEWAY}/streaming-tool-call`);
const FRAMES = await caseById(`${STREAM}/several-tool-calls`);
const NAMED = await caseById(`${STREAM}/tool-choice-named`);
const SEVERAL = await caseById(`${STREAM}/several-choices`);

const head = {
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_740_545_550,
  model: readPointer(CALLS.body, "/model"),
};
const metrics = { inputTokenCount: 9, outputTokenCount: 9, invocationLatency: 1, firstByteLatency: 1 };

/** A stream of chunks, each of which adds something to a choice. */
function stream(...deltas: readonly (readonly [delta: unknown, choice?: number])[]): GivenAnswer {
  const choices = [...new Set(deltas.map(([, choice = 0]) => choice))];
  const piece = (index: number, delta: unknown, finish_reason: string | null = null): unknown => ({
    ...head,
    choices: [{ index, delta, finish_reason }],
  });
  return {
    chunks: [
      ...choices.map((choice) => piece(choice, { role: "assistant", content: "" })),
      ...deltas.map(([delta, choice = 0]) => piece(choice, delta)),
      ...choices.map((choice) => piece(choice, {}, "tool_calls")),
    ],
  };
}

/** The first piece of a tool call. */
function call(index: number, id: unknown = `call-${index}`): readonly [unknown] {
  const tool = { name: "get_current_weather", arguments: '{"location":"Rome"}' };
  return [{ tool_calls: [{ index, id, type: "function", function: tool }] }];
}

describe("the indexes of tool calls in a stream", () => {
  const rows = [
    { indexes: [0], want: [] },
    { indexes: [0, 1], want: [] },
    { indexes: [-1], want: ["element-index"] },
    { indexes: [1], want: ["element-index"] },
    { indexes: [0, 2], want: ["element-index"] },
    { indexes: [1, 0], want: ["element-index"] },
  ];

  test.each(rows)("$indexes", async ({ indexes, want }) => {
    expect(await faultsOf(CALLS, stream(...indexes.map((index) => call(index))))).toEqual(want);
  });

  test("of frames, too", async () => {
    const chunks = FRAMES.expect.body as readonly unknown[]; // As its example file shows it.
    const shifted = JSON.parse(
      JSON.stringify(chunks).replaceAll(/"tool_calls":\[\{"index":(\d)/g, (text, digit) =>
        text.replace(digit, String(Number(digit) + 1)),
      ),
    );

    expect(await faultsOf(FRAMES, { chunks })).toEqual([]);
    expect(await faultsOf(FRAMES, { chunks: shifted })).toEqual(["element-index"]);
  });

  test("a demanded tool may be numbered as its choice, as vLLM does", async () => {
    const request = { ...Object(NAMED.body), n: 2 };
    const tool = { name: "get_weather", arguments: '{"city":"Rome"}' };
    const piece = (index: number): unknown => ({
      tool_calls: [{ index, id: `call-${index}`, type: "function", function: tool }],
    });
    const given: Case = { ...NAMED, body: request };
    const { chunks = [] } = stream([piece(0), 0], [piece(1), 1]);
    const answer = { chunks: [...chunks, { ...head, choices: [], "amazon-bedrock-invocationMetrics": metrics }] };

    expect(await faultsOf(given, answer)).toEqual([]);
    expect(await faultsOf({ ...given, body: { ...request, tool_choice: "required" } }, answer)).toEqual([
      "element-index",
    ]);
  });
});

describe("the ids of tool calls", () => {
  const rows = [
    { title: "two of their own", calls: [call(0), call(1)], want: [] },
    { title: "an empty one", calls: [call(0, "")], want: ["tool-call-ids"] },
    { title: "none", calls: [call(0, null)], want: ["tool-call-ids"] },
    { title: "the same twice", calls: [call(0, "a"), call(1, "a")], want: ["tool-call-ids"] },
    { title: "one that is said again", calls: [call(0), [{ tool_calls: [{ index: 0, id: "call-0" }] }]], want: [] },
    { title: "one that is emptied later", calls: [call(0), [{ tool_calls: [{ index: 0, id: null }] }]], want: [] },
    {
      title: "one that changes",
      calls: [call(0), [{ tool_calls: [{ index: 0, id: "call-9" }] }]],
      want: ["tool-call-ids"],
    },
  ] as const;

  test.each(rows)("in a stream: $title", async ({ calls, want }) => {
    expect(await faultsOf(CALLS, stream(...calls))).toEqual(want);
  });

  test.each([
    { of: `${CHAT}/several-tool-calls`, set: {}, want: [] },
    { of: `${CHAT}/several-tool-calls`, set: { "/choices/0/message/tool_calls/0/id": "" }, want: ["tool-call-ids"] },
    {
      of: `${GATEWAY}/parallel-tool-calls`,
      set: { "/choices/0/message/tool_calls/0/id": "a", "/choices/0/message/tool_calls/1/id": "a" },
      want: ["tool-call-ids"],
    },
  ])("in a body: $of with $set", async ({ of, set, want }) => {
    const given = await caseById(of);

    expect(await faultsOf(given, { body: changed(given.expect.body, set) })).toEqual(want);
  });
});

describe("choices and vectors", () => {
  const TWO = `${CHAT}/several-choices`;
  const VECTORS = "gateway/CreateEmbedding/several-texts";

  test.each([
    { of: TWO, set: {}, want: [] },
    { of: TWO, set: { "/choices/1/index": 0 }, want: ["element-index"] },
    { of: TWO, set: { "/choices/0/index": 1, "/choices/1/index": 0 }, want: ["element-index"] },
    { of: TWO, set: { "/choices/0/index": 0.0 }, want: [] },
    { of: `${GATEWAY}/text`, set: { "/choices/0/index": 1 }, want: ["element-index"] },
    { of: VECTORS, set: {}, want: [] },
    { of: VECTORS, set: { "/data/1/index": 0 }, want: ["element-index"] },
    { of: VECTORS, set: { "/data/0/index": -1 }, want: ["element-index"] },
    { of: VECTORS, set: { "/data/1": undefined }, want: ["embedding-count"] },
    { of: "gateway/CreateEmbedding/token-array", set: {}, want: [] },
  ])("$of with $set", async ({ of, set, want }) => {
    const given = await caseById(of);

    expect(await faultsOf(given, { body: changed(given.expect.body, set) })).toEqual(want);
  });

  test("two vectors for one text", async () => {
    const given = await caseById(VECTORS);
    const body = { ...Object(given.body), input: "one text" };

    expect(await faultsOf({ ...given, body }, { body: given.expect.body })).toEqual(["embedding-count"]);
  });

  test("the choices of a stream have no gap, and may be begun in any order", async () => {
    const chunks = SEVERAL.expect.body as readonly unknown[]; // As its example file shows it.
    const renumbered = (from: string, to: string): readonly unknown[] =>
      JSON.parse(JSON.stringify(chunks).replaceAll(`"choices":[{"index":${from}`, `"choices":[{"index":${to}`));
    const backwards = JSON.parse(
      JSON.stringify(renumbered("0", "7"))
        .replaceAll('{"index":1', '{"index":0')
        .replaceAll('{"index":7', '{"index":1'),
    );

    expect(await faultsOf(SEVERAL, { chunks })).toEqual([]);
    expect(await faultsOf(SEVERAL, { chunks: backwards })).toEqual([]);
    expect(await faultsOf(SEVERAL, { chunks: renumbered("1", "2") })).toEqual(["element-index"]);
    expect(await faultsOf(SEVERAL, { chunks: renumbered("1", "-1") })).toEqual(["element-index"]);
  });
});

describe("the id of a stream", () => {
  const given = [
    { of: `${GATEWAY}/streaming`, want: "stream-id" },
    { of: `${STREAM}/hello`, want: "stream-id" },
    { of: "openai-completion/InvokeModelWithResponseStream/hello", want: "stream-id" },
  ];

  test.each(given)("changes in each chunk: $of", async ({ of, want }) => {
    const streamed = await caseById(of);
    const chunks = streamed.expect.body as readonly object[]; // As its example file shows it.
    const other = chunks.map((chunk, index) => ({ ...chunk, id: `cmpl-${index}` }));
    const none = chunks.map((chunk) => ({ ...chunk, id: "" }));

    expect(await faultsOf(streamed, { chunks })).toEqual([]);
    expect(await faultsOf(streamed, { chunks: other })).toEqual([want]);
    expect(await faultsOf(streamed, { chunks: none })).toEqual([]);
  });
});

describe("what is of the whole response, in its stream", () => {
  const IMPORTED = "openai-completion/InvokeModelWithResponseStream/hello";

  test.each([
    { of: `${GATEWAY}/streaming`, member: "created", value: 1_700_000_000, want: ["stream-id"] },
    { of: `${GATEWAY}/streaming`, member: "model", value: "other", want: ["stream-constant"] },
    { of: `${STREAM}/hello`, member: "model", value: "other", want: ["stream-constant"] },
    { of: IMPORTED, member: "model", value: "other", want: ["stream-constant"] },
    // No document speaks of the time of each chunk there.
    { of: IMPORTED, member: "created", value: 1_700_000_000, want: [] },
  ])("$member changes: $of", async ({ of, member, value, want }) => {
    const streamed = await caseById(of);
    const chunks = streamed.expect.body as readonly object[]; // As its example file shows it.
    const others = chunks.map((chunk, index) => (member in chunk && index > 0 ? { ...chunk, [member]: value } : chunk));
    const none = chunks.map((chunk, index) => (index > 0 ? { ...chunk, [member]: undefined } : chunk));

    expect(await faultsOf(streamed, { chunks: others })).toEqual(want);
    const without = await faultsOf(streamed, { chunks: none });
    expect(without.filter((id) => id.startsWith("stream-"))).toEqual([]);
  });

  test.each([{ model: "another" }, { created_at: 1 }])("%j in the last event of a response", async (other) => {
    const streamed = await caseById("responses/CreateResponse/streaming-text");
    const chunks = streamed.expect.body as readonly object[]; // As its example file shows it.
    const end = Object(chunks.at(-1));
    const changedEnd = { ...end, response: { ...end.response, ...other } };

    expect(await faultsOf(streamed, { chunks })).not.toContain("stream-constant");
    expect(await faultsOf(streamed, { chunks: chunks.with(-1, changedEnd) })).toContain("stream-constant");
  });
});

describe("ARNs in responses of AWS's APIs", () => {
  const JOB = "management/GetModelCustomizationJob/completed";
  const LIST = "management/ListFoundationModels/all";
  const INVOCATIONS = "runtime/ListAsyncInvokes/all";
  const places: Readonly<Record<string, string>> = {
    [JOB]: "/roleArn",
    [LIST]: "/modelSummaries/0/modelArn",
    [INVOCATIONS]: "/asyncInvokeSummaries/0/modelArn",
  };

  test.each([
    { of: LIST, arn: "arn:aws:bedrock:::foundation-model/amazon.nova-lite-v1:0", want: [] },
    { of: JOB, arn: "arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:model-customization-job/a.b:1/c", want: [] },
    { of: JOB, arn: "", want: ["arns"] },
    { of: JOB, arn: "abcdef123456", want: ["arns"] },
    { of: JOB, arn: "arn:aws:bedrock:us-east-1:11112222:model-customization-job/a", want: ["arns"] },
    { of: JOB, arn: "arn:aws:bedrock:us-east-1:model-customization-job/a", want: ["arns"] },
    { of: JOB, arn: "arn:aws:bedrock:us-east-1:111122223333:", want: ["arns"] },
    { of: JOB, arn: "aws:bedrock:us-east-1:111122223333:model-customization-job/a", want: ["arns"] },
    { of: JOB, arn: "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/a b", want: ["arns"] },
    { of: INVOCATIONS, arn: "", want: ["arns"] },
    { of: INVOCATIONS, arn: "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-reel-v1:0", want: [] },
  ])("$arn", async ({ of, arn, want }) => {
    const given = await caseById(of);

    expect(await faultsOf(given, { body: changed(given.expect.body, { [places[of] ?? ""]: arn }) })).toEqual(want);
  });
});

describe("the accounts of ARNs", () => {
  const JOB = "management/GetModelCustomizationJob/completed";
  const JOBS = "management/ListModelCustomizationJobs/all";
  const INVOCATIONS = "runtime/ListAsyncInvokes/all";
  const jobOf = (account: string): string =>
    `arn:aws:bedrock:us-east-1:${account}:model-customization-job/amazon.nova-lite-v1:0:300k/abcdef123456`;

  test.each([
    { of: JOBS, at: "/modelCustomizationJobSummaries/1/jobArn", arn: jobOf("222233334444"), want: ["arn-account"] },
    { of: JOBS, at: "/modelCustomizationJobSummaries/1/jobArn", arn: jobOf("123456789012"), want: [] },
    { of: JOB, at: "/outputModelArn", arn: jobOf("222233334444"), want: ["arn-account"] },
    { of: JOB, at: "/sourceModelArn", arn: jobOf("222233334444"), want: [] },
    {
      of: INVOCATIONS,
      at: "/asyncInvokeSummaries/1/invocationArn",
      arn: "arn:aws:bedrock:us-east-1:222233334444:async-invoke/abcdef123456",
      want: ["arn-account"],
    },
  ])("$arn at $at", async ({ of, at, arn, want }) => {
    const given = await caseById(of);

    expect(await faultsOf(given, { body: changed(given.expect.body, { [at]: arn }) })).toEqual(want);
  });

  test("one of another account than the request names", async () => {
    const of = "management/GetPromptRouter/nova";
    const given = await caseById(of);
    const body = JSON.parse(JSON.stringify(given.expect.body).replaceAll("111122223333", "222233334444"));

    expect(await faultsOf(given, { body: given.expect.body })).toEqual([]);
    expect(await faultsOf(given, { body })).toContain("arn-account");
  });
});

describe("the model of a response", () => {
  test.each([
    { told: () => "another-model", want: true },
    { told: (asked: string) => `${asked}-2026-01-31`, want: false },
    { told: (asked: string) => `bedrock/${asked}`, want: false },
    { told: (asked: string) => asked.toUpperCase(), want: false },
  ])("is the one that is asked for, or not: $want", async ({ told, want }) => {
    const given = await caseById(`${GATEWAY}/text`);
    const model = told(String(readPointer(given.body, "/model")));
    const found = await faultsOf(given, { body: changed(given.expect.body, { "/model": model }) });

    expect(found).toEqual(want ? ["model-asked"] : []);
  });

  test.each([
    { model: "another-model", want: true },
    { model: readPointer(CALLS.body, "/model"), want: false },
  ])("is that of a stream, too: $model", async ({ model, want }) => {
    const body = [CALLS.expect.body].flat().map((event) => ({ ...Object(event), model }));
    const found = await faultsOf(CALLS, { chunks: body });

    expect(found.includes("model-asked")).toBe(want);
  });
});

describe("the identifiers of items", () => {
  test.each([
    { of: "management/ListFoundationModels/all", at: "/modelSummaries/1/modelArn", from: "/modelSummaries/0/modelArn" },
    { of: "management/ListFoundationModels/all", at: "/modelSummaries/0/modelId", from: undefined },
    {
      of: "runtime/ListAsyncInvokes/all",
      at: "/asyncInvokeSummaries/1/invocationArn",
      from: "/asyncInvokeSummaries/0/invocationArn",
    },
    { of: "gateway/ListModels/models", at: "/data/1/id", from: "/data/0/id" },
    { of: "responses/CreateResponse/parallel-function-calls", at: "/output/1/id", from: "/output/0/id" },
    { of: "responses/CreateResponse/text", at: "/output/0/id", from: undefined },
  ])("$at of $of", async ({ of, at, from }) => {
    const given = await caseById(of);
    const value = from === undefined ? "" : readPointer(given.expect.body, from);

    expect(await faultsOf(given, { body: given.expect.body })).toEqual([]);
    expect(await faultsOf(given, { body: changed(given.expect.body, { [at]: value }) })).toContain("item-identity");
  });
});

describe("the times of a resource", () => {
  test.each([
    { of: "runtime/GetAsyncInvoke/completed", at: "/endTime" },
    { of: "runtime/ListAsyncInvokes/all", at: "/asyncInvokeSummaries/0/lastModifiedTime" },
  ])("$at of $of is not before the first", async ({ of, at }) => {
    const given = await caseById(of);

    expect(await faultsOf(given, { body: given.expect.body })).toEqual([]);
    const early = changed(given.expect.body, { [at]: "2026-01-01T00:00:00Z" });
    expect(await faultsOf(given, { body: early })).toEqual(["times-in-order"]);
  });

  test.each([
    { of: "runtime/GetAsyncInvoke/completed", time: undefined },
    { of: "runtime/GetAsyncInvoke/failed", time: null },
    { of: "runtime/GetAsyncInvoke/in-progress", time: "2026-11-29T10:02:00Z" },
  ])("the end of $of is not $time", async ({ of, time }) => {
    const given = await caseById(of);

    expect(await faultsOf(given, { body: changed(given.expect.body, { "/endTime": time }) })).toContain("ended-time");
  });

  test("nobody knows whether something has ended that has no status", async () => {
    const given = await caseById("runtime/GetAsyncInvoke/completed");
    const body = changed(given.expect.body, { "/endTime": undefined, "/status": undefined });

    expect(await faultsOf(given, { body })).not.toContain("ended-time");
  });
});
