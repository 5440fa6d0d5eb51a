import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { assembleConverseStream, converseResponse, converseStreamEvent } from "./converse.ts";
import type { OperationEvent } from "./types.ts";

const EXAMPLES = new URL("../../../specs/gen/examples/runtime/", import.meta.url);
const RECORDINGS = new URL("../../../../shared/recordings/exchanges.jsonl", import.meta.url);

type Event = OperationEvent<"ConverseStream">;
type Delta = NonNullable<Event["contentBlockDelta"]>["delta"];

const start: Event = { messageStart: { role: "assistant" } };
const stop: Event = { messageStop: { stopReason: "end_turn" } };
const usage = { inputTokens: 1, outputTokens: 2, totalTokens: 3 };
const metadata: Event = { metadata: { usage, metrics: { latencyMs: 4 } } };

function delta(contentBlockIndex: number, of: Delta): Event {
  return { contentBlockDelta: { contentBlockIndex, delta: of, p: "abc" } };
}

function call(contentBlockIndex: number): Event {
  return { contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId: "t", name: "clock" } } } };
}

/** The blocks that events make. */
function contentOf(...events: readonly Event[]): unknown {
  return assembleConverseStream([start, ...events, stop, metadata]).output.message?.content;
}

describe("assembleConverseStream", () => {
  test("gives the message, why it ended and what it cost, without padding", () => {
    const events = [
      delta(0, { text: "Rain" }),
      delta(0, { text: "bow" }),
      { contentBlockStop: { contentBlockIndex: 0 } },
    ];
    expect(assembleConverseStream([start, ...events, stop, metadata])).toEqual({
      output: { message: { role: "assistant", content: [{ text: "Rainbow" }] } },
      stopReason: "end_turn",
      usage,
      metrics: { latencyMs: 4 },
    });
  });

  const citation = { title: "Manual", location: { documentChar: { documentIndex: 0, start: 0, end: 3 } } };
  const cited = [{ citationsContent: { content: [{ text: "So." }], citations: [citation, citation] } }];
  test.each([
    {
      title: "the arguments of a call as JSON",
      given: [call(0), delta(0, { toolUse: { input: '{"zone"' } }), delta(0, { toolUse: { input: ':"UTC"}' } })],
      want: [{ toolUse: { toolUseId: "t", name: "clock", input: { zone: "UTC" } } }],
    },
    {
      title: "arguments that the limit cut off as they came",
      given: [call(0), delta(0, { toolUse: { input: '{"zone"' } })],
      want: [{ toolUse: { toolUseId: "t", name: "clock", input: '{"zone"' } }],
    },
    {
      title: "a call without arguments",
      given: [call(0), delta(0, { toolUse: { input: "" } }), call(1)],
      want: [0, 1].map(() => ({ toolUse: { toolUseId: "t", name: "clock", input: {} } })),
    },
    {
      title: "reasoning with its signature",
      given: [
        delta(0, { reasoningContent: { text: "Well" } }),
        delta(0, { reasoningContent: { text: "." } }),
        delta(0, { reasoningContent: { signature: "sig" } }),
      ],
      want: [{ reasoningContent: { reasoningText: { text: "Well.", signature: "sig" } } }],
    },
    {
      title: "encrypted reasoning byte by byte",
      given: [
        delta(0, { reasoningContent: { redactedContent: "ZW5jcnk=" } }),
        delta(0, { reasoningContent: { redactedContent: "cHRlZA==" } }),
      ],
      want: [{ reasoningContent: { redactedContent: btoa("encrypted") } }],
    },
    {
      title: "citations before what they support",
      given: [delta(0, { citation }), delta(0, { citation }), delta(0, { text: "So." })],
      want: cited,
    },
    {
      title: "citations after what they support",
      given: [delta(0, { text: "So" }), delta(0, { text: "." }), delta(0, { citation }), delta(0, { citation })],
      want: cited,
    },
    {
      title: "the result of a provider's tool",
      given: [
        { contentBlockStart: { contentBlockIndex: 0, start: { toolResult: { toolUseId: "t", type: "found" } } } },
        delta(0, { toolResult: [{ json: { a: 1 } }] }),
        delta(0, { toolResult: [{ text: "b" }] }),
      ],
      want: [{ toolResult: { toolUseId: "t", type: "found", content: [{ json: { a: 1 } }, { text: "b" }] } }],
    },
    {
      title: "the blocks by their numbers",
      given: [delta(1, { text: "b" }), delta(0, { text: "a" })],
      want: [{ text: "a" }, { text: "b" }],
    },
    { title: "a message that says nothing", given: [], want: [] },
  ])("gives $title", ({ given, want }) => {
    expect(contentOf(...given)).toEqual(want);
    const whole = assembleConverseStream([start, ...given, stop, metadata]);
    expect(converseResponse.issues(whole)).toEqual([]);
  });

  test("gives what came of a stream that broke off, and nothing without events", () => {
    expect(assembleConverseStream([start, delta(0, { text: "Ra" })])).toEqual({
      output: { message: { role: "assistant", content: [{ text: "Ra" }] } },
    });
    expect(assembleConverseStream([])).toBeUndefined();
  });
});

interface Example {
  readonly name: string;
  readonly status: number;
  readonly request: unknown;
  readonly response: readonly Event[];
  readonly streamException?: unknown;
}

describe("the examples of ConverseStream", () => {
  const streams = examplesOf("ConverseStream").filter(
    ({ status, streamException }) => status === 200 && !streamException,
  );
  const wholes = examplesOf("Converse");

  test.each(streams)("$name makes a response of Converse", ({ response }) => {
    expect(response.flatMap((event) => converseStreamEvent.issues(event))).toEqual([]);
    expect(converseResponse.issues(assembleConverseStream(response))).toEqual([]);
  });

  const twins = streams.flatMap(({ name, request, response }) => {
    const twin = wholes.find((each) => each.name === name && isDeepStrictEqual(each.request, request));
    return twin ? [{ name, response, twin: twin.response }] : [];
  });

  test("has enough of the same name in both operations", () => expect(twins.length).toBeGreaterThan(20));

  test.each(twins)("$name says the same as the example of Converse", ({ response, twin }) => {
    expect(timeless(assembleConverseStream(response))).toEqual(timeless(twin));
  });
});

/** A response without how long it took, and without undocumented counts. */
function timeless(response: unknown): unknown {
  return JSON.parse(JSON.stringify(response, (name, value) => (name === "latencyMs" ? undefined : value)));
}

function examplesOf(operation: string): readonly Example[] {
  return JSON.parse(readFileSync(new URL(`${operation}.json`, EXAMPLES), "utf8")).examples;
}

test.skipIf(!existsSync(RECORDINGS))("recorded streams make valid responses (skipped where there are none)", () => {
  const exchanges = readFileSync(RECORDINGS, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const answered = exchanges.filter(
    ({ operation, response }) => operation === "ConverseStream" && response.status < 300,
  );
  expect(answered.length).toBeGreaterThan(50);
  for (const { id, response } of answered) {
    const events: Event[] = response.events.map((event: RecordedEvent) => ({
      [event.headers[":event-type"] ?? ""]: event.payload,
    }));
    expect([id, converseResponse.issues(assembleConverseStream(events))]).toEqual([id, []]);
  }
});

interface RecordedEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: unknown;
}
