import { isOperationName, operations } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { FRAMES } from "../../../test/check-stream.ts";
import { defined } from "../../defined.ts";
import { createSseAnswer, createStreamAnswer } from "../../exchange/answer.ts";
import { exceptionValidators } from "../../exchange/exchange-validators.ts";
import { SseReader } from "../../exchange/sse/sse-reader.ts";
import { StreamReader } from "../../exchange/stream/stream-reader.ts";
import { incrementalDelivery } from "./incremental-delivery.ts";

// The times are given, not taken: the outcome must not depend on how busy the machine is.
const given = await caseById("runtime/InvokeModelWithResponseStream/hello");
const operation = operations[isOperationName(given.operation) ? given.operation : "InvokeModelWithResponseStream"];
const frame = FRAMES[0] ?? new Uint8Array(0);
const event = Buffer.from('data: {"choices":[]}\n\n');

interface Row {
  readonly title: string;
  /** When each piece arrives, in milliseconds since the request. */
  readonly times: readonly (number | undefined)[];
  /** When the stream ends. */
  readonly durationMs?: number;
  /** How long the suite waited until then. Default: all the time. */
  readonly idleMs?: number;
  readonly want: string;
}

const rows: readonly Row[] = [
  { title: "pieces as they are made", times: [100, 200, 300, 400], durationMs: 400, want: "holds" },
  { title: "pieces in quick succession after a pause", times: [900, 920, 940, 1000], durationMs: 1000, want: "holds" },
  {
    title: "a model that thinks for long and then writes fast",
    times: [3000, 3010, 3020, 3030],
    durationMs: 3031,
    want: "holds",
  },
  { title: "all at the end", times: [400, 400, 400, 400], durationMs: 401, want: "fault" },
  {
    title: "all in one go, read late",
    times: [400, 400, 400, 400],
    durationMs: 401,
    idleMs: 40,
    want: "not-applicable",
  },
  { title: "three pieces", times: [400, 400, 400], durationMs: 401, want: "not-applicable" },
  { title: "a short time", times: [240, 240, 240, 240], durationMs: 249, want: "not-applicable" },
  { title: "no times, as of a recording", times: [undefined, undefined, undefined, undefined], want: "not-applicable" },
];

test.each(rows)("frames: $title", ({ times, want, durationMs, idleMs = durationMs }) => {
  const reader = new StreamReader();
  for (const time of times) reader.push(frame, time);
  const answer = createStreamAnswer(
    200,
    {},
    { stream: reader.end(defined({ durationMs, idleMs })), beginning: Buffer.alloc(0) },
  );
  expect(kindOf(answer)).toBe(want);
});

test.each(rows)("events: $title", ({ times, want, durationMs, idleMs = durationMs }) => {
  const reader = new SseReader();
  for (const time of times) reader.push(event, time);
  const answer = createSseAnswer(
    200,
    {},
    { sse: reader.end(defined({ durationMs, idleMs })), beginning: Buffer.alloc(0) },
  );
  expect(kindOf(answer)).toBe(want);
});

function kindOf(answer: ReturnType<typeof createSseAnswer>): string {
  const context = { case: given, operation, answer, validators: {}, exceptions: exceptionValidators };
  const verdict = incrementalDelivery.verdict({ ...context, isDeterministic: false });
  return typeof verdict === "object" ? "fault" : verdict;
}
