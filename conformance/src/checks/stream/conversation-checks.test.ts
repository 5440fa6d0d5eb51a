import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { changed, faultsOf } from "../../../test/faults-of.ts";

/** A wrong answer: what an example's answer becomes. */
interface Row {
  readonly check: string;
  readonly title: string;
  readonly of: string;
  /** New values by pointer; of a stream the first key is the event. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Of a stream: the events in another order, by their numbers in the example. */
  readonly order?: readonly number[];
}

const WHOLE = "runtime/Converse";
const STREAM = "runtime/ConverseStream";
const GUARDRAIL = "runtime/ApplyGuardrail";

// messageStart, three pieces of a text, its end, a tool call's start, three pieces, its end, messageStop, metadata.
const TOOL = `${STREAM}/tool-call-after-text`;
const INPUT = "/output/message/content/0/toolUse/input";

const rows: readonly Row[] = [
  { check: "block-order", title: "no beginning", of: TOOL, order: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  { check: "block-order", title: "two beginnings", of: TOOL, order: [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  { check: "block-order", title: "no end of a block", of: TOOL, order: [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11] },
  { check: "block-order", title: "no end of the last block", of: TOOL, order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11] },
  {
    check: "block-order",
    title: "a piece of another block",
    of: TOOL,
    set: { "/2/contentBlockDelta/contentBlockIndex": 1 },
  },
  { check: "block-order", title: "a number left out", of: TOOL, order: [0, 5, 6, 7, 8, 9, 10, 11] },
  {
    check: "block-order",
    title: "a piece of another kind",
    of: TOOL,
    set: { "/6/contentBlockDelta/delta": { text: "" } },
  },
  {
    check: "usage-sums",
    title: "a total without the cache",
    of: `${WHOLE}/cache-read`,
    set: { "/usage/totalTokens": 1 },
  },
  { check: "usage-sums", title: "a wrong total", of: TOOL, set: { "/11/metadata/usage/totalTokens": 1 } },
  {
    check: "stop-reason",
    title: "a stop sequence of nobody",
    of: `${WHOLE}/hello`,
    set: { "/stopReason": "stop_sequence" },
  },
  { check: "known-values", title: "an unknown stop reason", of: `${WHOLE}/hello`, set: { "/stopReason": "tired" } },
  {
    check: "tool-call",
    title: "an unknown tool",
    of: `${WHOLE}/tool-call`,
    set: { "/output/message/content/0/toolUse/name": "other" },
  },
  { check: "tool-input", title: "another input", of: `${WHOLE}/tool-call`, set: { [INPUT]: {} } },
  {
    check: "strict-tool-input",
    title: "another input in pieces",
    of: `${STREAM}/strict-tool`,
    set: { "/2/contentBlockDelta/delta/toolUse/input": '{"town' },
  },
  {
    check: "response-schema",
    title: "a role of the user",
    of: `${WHOLE}/hello`,
    set: { "/output/message/role": "user" },
  },
  { check: "response-schema", title: "no latency", of: `${WHOLE}/hello`, set: { "/metrics": {} } },
  { check: "response-schema", title: "a negative latency", of: `${WHOLE}/hello`, set: { "/metrics/latencyMs": -1 } },
  { check: "chunk-schema", title: "a role of the user", of: TOOL, set: { "/0/messageStart/role": "user" } },
  { check: "event-types", title: "an unknown event", of: TOOL, set: { "/3": { contentBlockOther: {} } } },
  {
    check: "guardrail-action",
    title: "a block that lets pass",
    of: `${GUARDRAIL}/topic`,
    set: { "/action": "NONE", "/outputs": [] },
  },
  {
    check: "guardrail-action",
    title: "an intervention without content",
    of: `${GUARDRAIL}/topic`,
    set: { "/outputs": [] },
  },
  {
    check: "guardrail-action",
    title: "content without an intervention",
    of: `${GUARDRAIL}/hello`,
    set: { "/outputs": [{ text: "No." }] },
  },
  {
    check: "guardrail-counts",
    title: "more characters guarded than there are",
    of: `${GUARDRAIL}/topic`,
    set: { "/guardrailCoverage/textCharacters/guarded": 1_000_000 },
  },
  {
    check: "guardrail-counts",
    title: "more characters guarded in an assessment than there are",
    of: `${GUARDRAIL}/topic`,
    set: { "/assessments/0/invocationMetrics/guardrailCoverage/textCharacters/guarded": 1_000_000 },
  },
  {
    check: "guardrail-counts",
    title: "fewer units in all than in an assessment",
    of: `${GUARDRAIL}/topic`,
    set: { "/assessments/0/invocationMetrics/usage/topicPolicyUnits": 7 },
  },
  {
    check: "response-schema",
    title: "a negative number of units",
    of: `${GUARDRAIL}/topic`,
    set: { "/usage/topicPolicyUnits": -1 },
  },
  {
    check: "guardrail-action",
    title: "a stop of no guardrail",
    of: `${WHOLE}/guardrail-full-trace`,
    set: { "/stopReason": "guardrail_intervened" },
  },
];

test.each(rows)("$check catches $title", async ({ check, of, set = {}, order }) => {
  const given = await caseById(of);
  const answer = (body: unknown) => (Array.isArray(body) ? { chunks: body } : { body });
  const { body } = given.expect;
  const ordered = order === undefined ? body : order.map((index) => Reflect.get(Object(body), index));

  expect(await faultsOf(given, answer(body))).toEqual([]);
  expect(await faultsOf(given, answer(changed(ordered, set)))).toContain(check);
});
