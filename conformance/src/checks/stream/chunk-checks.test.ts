import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import {
  CHUNKS,
  checkRow,
  FRAMES,
  frameWith,
  HEADERS,
  resultOf,
  STREAMING,
  type StreamRow,
} from "../../../test/check-stream.ts";
import { chunkFrame } from "../../../test/stream-server.ts";

const CHAT = await caseById("openai-chat-completion/InvokeModelWithResponseStream/several-choices");
const NOVA = await caseById("amazon-nova/InvokeModelWithResponseStream/hello");
const novaChunks = NOVA.expect.body as readonly object[]; // The example's chunks.
const novaFrames = novaChunks.map((chunk) => chunkFrame(chunk));
const INTERVENED = { "amazon-bedrock-guardrailAction": "INTERVENED" };
const GENERATIONS = await caseById("cohere-command/InvokeModelWithResponseStream/several-generations");
const [first = new Uint8Array(0)] = FRAMES;
const metrics = { inputTokenCount: 1, outputTokenCount: 1, invocationLatency: 1, firstByteLatency: 1 };
const choice = (index: number, text: string, finish_reason: string | null): unknown => ({
  choices: [{ index, delta: { content: text }, finish_reason }],
});
const ending = { choices: [], "amazon-bedrock-invocationMetrics": metrics };

const rows: readonly StreamRow[] = [
  {
    title: "chunk-payload: without padding",
    given: { frames: CHUNKS.map((chunk) => chunkFrame(chunk, 0)) },
    want: { "chunk-payload": "pass" },
  },
  {
    title: "chunk-payload: the bare event",
    given: { frames: CHUNKS.map((chunk) => frameWith(HEADERS, chunk)) },
    want: { "chunk-payload": "fail" },
  },
  {
    title: "chunk-payload: bytes that are no base64",
    given: { frames: [...FRAMES, frameWith(HEADERS, { bytes: "{}" })] },
    want: { "chunk-payload": "fail", "chunk-schema": "pass" },
  },
  {
    title: "chunk-payload: bytes that are no JSON",
    given: { frames: [...FRAMES, frameWith(HEADERS, { bytes: btoa("data: {}") })] },
    want: { "chunk-payload": "fail" },
  },
  {
    title: "chunk-schema: further members",
    given: { frames: [...FRAMES.slice(0, -1), chunkFrame({ ...Object(CHUNKS.at(-1)), new: 1 })] },
    want: { "chunk-schema": "pass" },
  },
  {
    title: "null-members: an optional member of a chunk",
    given: {
      frames: [chunkFrame({ ...Object(CHUNKS[0]), "amazon-bedrock-invocationMetrics": null }), ...FRAMES.slice(1)],
    },
    want: { "chunk-schema": "pass", "null-members": "warn" },
  },
  {
    title: "chunk-schema: a required member of a chunk is null",
    given: { frames: [chunkFrame({ ...Object(CHUNKS[0]), generation: null }), ...FRAMES.slice(1)] },
    want: { "chunk-schema": "fail" },
  },
  {
    title: "chunk-schema: a chunk of another format",
    given: { frames: [chunkFrame({ completion: "Hel" }), ...FRAMES] },
    want: { "chunk-schema": "fail" },
  },
  {
    title: "known-values: another stop reason",
    given: { frames: [...FRAMES.slice(0, -1), chunkFrame({ ...Object(CHUNKS.at(-1)), stop_reason: "tired" })] },
    want: { "known-values": "warn" },
  },
  {
    title: "count-values: a negative latency",
    given: {
      frames: [
        chunkFrame({ generation: "a", stop_reason: "stop" }),
        chunkFrame({ "amazon-bedrock-invocationMetrics": { ...metrics, firstByteLatency: -5 } }),
      ],
    },
    want: { "count-values": "fail" },
  },
  {
    title: "count-values: a negative count of the model",
    given: {
      frames: [
        chunkFrame({ generation: "a", stop_reason: "stop", prompt_token_count: -1 }),
        chunkFrame({ "amazon-bedrock-invocationMetrics": { ...metrics, inputTokenCount: -1 } }),
      ],
    },
    want: { "count-values": "fail", "metrics-counts": "pass" },
  },
  {
    title: "chunk-order: no beginning of the message",
    of: NOVA,
    given: { frames: novaFrames.slice(1) },
    want: { "chunk-order": "fail" },
  },
  {
    title: "chunk-order: no beginning of what a guardrail says",
    of: NOVA,
    given: { frames: novaChunks.slice(1).map((chunk) => chunkFrame({ ...chunk, ...INTERVENED })) },
    want: { "chunk-order": "pass" },
  },
  {
    title: "chunk-order: metrics in a chunk of their own",
    given: {
      frames: [
        chunkFrame({ generation: "a", stop_reason: "stop" }),
        chunkFrame({ "amazon-bedrock-invocationMetrics": metrics }),
      ],
    },
    want: { "chunk-order": "pass", "invocation-metrics": "pass" },
  },
  {
    title: "chunk-order: text after the stop reason",
    given: {
      frames: [...FRAMES.slice(0, -1), chunkFrame({ generation: "a", stop_reason: "stop" }), ...FRAMES.slice(1)],
    },
    want: { "chunk-order": "fail" },
  },
  {
    title: "chunk-order: one stop reason for every choice",
    of: GENERATIONS,
    given: {
      frames: [
        chunkFrame({ index: 0, is_finished: false, text: "a" }),
        chunkFrame({ index: 1, is_finished: false, text: "b" }),
        chunkFrame({ finish_reason: "COMPLETE", is_finished: true, "amazon-bedrock-invocationMetrics": metrics }),
      ],
    },
    want: { "chunk-order": "pass" },
  },
  {
    title: "chunk-order: no stop reason for one of the choices",
    of: GENERATIONS,
    given: {
      frames: [
        chunkFrame({ index: 0, is_finished: false, text: "a" }),
        chunkFrame({ index: 1, is_finished: false, text: "b" }),
        chunkFrame({
          index: 1,
          finish_reason: "COMPLETE",
          is_finished: true,
          "amazon-bedrock-invocationMetrics": metrics,
        }),
      ],
    },
    want: { "chunk-order": "fail" },
  },
  {
    title: "chunk-order: an empty stop reason",
    of: CHAT,
    given: {
      frames: [
        chunkFrame({
          choices: [
            { index: 0, delta: { content: "a" }, finish_reason: "" },
            { index: 1, delta: { content: "b" }, finish_reason: null },
          ],
        }),
        chunkFrame(choice(0, "", "stop")),
        chunkFrame(choice(1, "", "stop")),
        chunkFrame(ending),
      ],
    },
    want: { "chunk-order": "fail", "known-values": "warn" },
  },
  {
    title: "chunk-order: a chunk after the metrics",
    given: { frames: [...FRAMES, chunkFrame({ generation: "" })] },
    want: { "chunk-order": "fail" },
  },
  {
    title: "chunk-order: no stop reason",
    given: {
      frames: [
        chunkFrame({ generation: "a", prompt_token_count: 1 }),
        chunkFrame({ generation: "", "amazon-bedrock-invocationMetrics": metrics }),
      ],
    },
    want: { "chunk-order": "fail", "metrics-counts": "pass" },
  },
  {
    title: "chunk-order: a guardrail stops without a stop reason",
    given: { frames: [chunkFrame({ generation: "No.", "amazon-bedrock-guardrailAction": "INTERVENED" })] },
    want: { "chunk-order": "pass" },
  },
  {
    title: "chunk-order: choices that stop one after the other",
    of: CHAT,
    given: {
      frames: [choice(1, "b", null), choice(0, "a", null), choice(0, "", "stop"), choice(1, "b", "length"), ending].map(
        (chunk) => chunkFrame(chunk),
      ),
    },
    want: { "chunk-order": "pass", "invocation-metrics": "pass" },
  },
  {
    title: "chunk-order: a choice that goes on after its stop reason",
    of: CHAT,
    given: {
      frames: [choice(1, "b", "stop"), choice(0, "a", "stop"), choice(1, "c", null), ending].map((chunk) =>
        chunkFrame(chunk),
      ),
    },
    want: { "chunk-order": "fail" },
  },
  {
    title: "chunk-order: one of two choices never stops",
    of: CHAT,
    given: { frames: [choice(0, "a", "stop"), choice(1, "b", null), ending].map((chunk) => chunkFrame(chunk)) },
    want: { "chunk-order": "fail" },
  },
  {
    title: "metrics-counts: another number of tokens than the chunks count",
    given: {
      frames: [
        chunkFrame({
          generation: "a",
          generation_token_count: 2,
          stop_reason: "stop",
          "amazon-bedrock-invocationMetrics": metrics,
        }),
      ],
    },
    want: { "metrics-counts": "warn" },
  },
  {
    title: "invocation-metrics: none",
    given: { frames: [chunkFrame({ generation: "a", stop_reason: "stop" })] },
    want: { "invocation-metrics": "warn" },
  },
  {
    title: "response-equals-example: the same chunks, padded otherwise",
    replay: "exact",
    given: { frames: CHUNKS.map((chunk, index) => chunkFrame(chunk, index * 9)) },
    want: { "response-equals-example": "pass" },
  },
  {
    title: "response-equals-example: another text",
    replay: "exact",
    given: { frames: [chunkFrame({ ...Object(CHUNKS[0]), generation: "Bye" }), ...FRAMES.slice(1)] },
    want: { "response-equals-example": "fail" },
  },
  {
    title: "response-equals-example: a chunk is missing",
    replay: "exact",
    given: { frames: FRAMES.slice(1) },
    want: { "response-equals-example": "fail" },
  },
];

test.each(rows)("$title", checkRow);

test("where a format says so, metrics count the tokens of tool calls otherwise", async () => {
  const judged = async (id: string): Promise<string | undefined> => {
    const given = await caseById(`anthropic-messages/InvokeModelWithResponseStream/${id}`);
    const frames = (given.expect.body as readonly unknown[]).map((chunk) => {
      const text = JSON.stringify(chunk).replace(
        /("outputTokenCount":)(\d+)/,
        (_, name, count) => `${name}${count - 1}`,
      );
      return chunkFrame(JSON.parse(text));
    });
    const { checks } = await resultOf(given, { frames });
    return checks.find((check) => check.id === "metrics-counts")?.outcome;
  };

  expect(await judged("hello")).toBe("warn");
  expect(await judged("tools")).toBe("pass");
});

test("a chunk's fault points into the chunk", async () => {
  const { checks } = await resultOf(STREAMING, { frames: [first, chunkFrame({ generation: 7 })] });

  expect(checks.find(({ id }) => id === "chunk-schema")).toMatchObject({
    pointer: "/generation",
    received: "7",
    frame: { index: 1, offset: first.length },
  });
});

test("an empty stop reason in every chunk is told as such", async () => {
  const frames = [choice(0, "a", ""), choice(1, "b", ""), choice(0, "", ""), ending].map((each) => chunkFrame(each));
  const { checks } = await resultOf(CHAT, { frames });

  expect(checks.find(({ id }) => id === "chunk-order")).toMatchObject({
    outcome: "fail",
    message: "the empty string is not a stop reason",
    pointer: "/choices/*/finish_reason",
    received: '""',
  });
});
