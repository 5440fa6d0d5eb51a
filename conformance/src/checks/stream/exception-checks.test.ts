import { encodeException, encodeFrame } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { checkRow, FRAMES, frameWith, resultOf, STREAMING, type StreamRow } from "../../../test/check-stream.ts";

const EXCEPTION = await caseById("runtime/InvokeModelWithResponseStream/model-error-in-stream");
const [first = new Uint8Array(0)] = FRAMES;

const rows: readonly StreamRow[] = [
  {
    title: "stream-end: a frame after an exception",
    of: EXCEPTION,
    given: { frames: [first, exceptionFrame(), first] },
    want: { "stream-end": "fail", "stream-exception": "pass" },
  },
  {
    title: "stream-exception: the expected one",
    of: EXCEPTION,
    given: { frames: [first, exceptionFrame()] },
    want: { "stream-exception": "pass", "stream-end": "pass", "frame-headers": "pass" },
  },
  {
    title: "stream-exception: an unexpected one",
    given: { frames: [first, encodeException("modelTimeoutException", { message: "too slow" })] },
    want: { "stream-exception": "fail" },
  },
  {
    title: "stream-exception: dropped",
    of: EXCEPTION,
    given: { frames: [first] },
    want: { "stream-exception": "fail", "chunk-order": "fail", "invocation-metrics": "warn" },
  },
  {
    title: "stream-exception: another one",
    of: EXCEPTION,
    given: { frames: [first, encodeException("validationException", { message: "no" })] },
    want: { "stream-exception": "fail" },
  },
  {
    title: "stream-exception: none that the stream has",
    of: EXCEPTION,
    given: { frames: [first, encodeException("modelNotReadyException", { message: "no" })] },
    want: { "stream-exception": "fail" },
  },
  {
    title: "stream-exception: its payload is a text",
    of: EXCEPTION,
    given: { frames: [first, frameWith(exceptionHeaders(), "It failed.")] },
    want: { "stream-exception": "fail" },
  },
  {
    title: "stream-exception: sent as an error",
    of: EXCEPTION,
    given: {
      frames: [
        first,
        encodeFrame({ ":message-type": "error", ":error-code": "500", ":error-message": "no" }, new Uint8Array(0)),
      ],
    },
    want: { "stream-exception": "fail" },
  },
];

test.each(rows)("$title", checkRow);

test("an unexpected exception is told with its message", async () => {
  const { checks } = await resultOf(STREAMING, {
    frames: [encodeException("modelTimeoutException", { message: "too slow" })],
  });

  expect(checks.find(({ id }) => id === "stream-exception")?.received).toBe('modelTimeoutException "too slow"');
});

test("so is an error that no model has", async () => {
  const headers = { ":message-type": "error", ":error-code": "InternalError", ":error-message": "it broke" };
  const { checks } = await resultOf(STREAMING, { frames: [encodeFrame(headers, new Uint8Array(0))] });

  expect(checks.find(({ id }) => id === "stream-exception")?.received).toBe('InternalError "it broke"');
});

test("throttling inside a stream that expects none is not evidence", async () => {
  const result = await resultOf(STREAMING, {
    frames: [first, encodeException("throttlingException", { message: "slow down" })],
  });

  expect([result.outcome, result.reason]).toEqual([
    "not-testable",
    "the target is too busy: throttlingException slow down",
  ]);
});

function exceptionFrame(): Uint8Array {
  const { type = "", members = {} } = EXCEPTION.expect.streamException ?? {};
  return encodeException(type, members);
}

function exceptionHeaders(): Readonly<Record<string, string>> {
  const type = EXCEPTION.expect.streamException?.type ?? "";
  return { ":exception-type": type, ":content-type": "application/json", ":message-type": "exception" };
}
