import { encodeException, encodeFrame } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { checkRow, FRAMES, frameWith, resultOf, STREAMING, type StreamRow } from "../../../test/check-stream.ts";
import type { Case } from "../../case.ts";

const EXCEPTION = await caseById("bedrock-completion/InvokeModelWithResponseStream/model-error-in-stream");
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

/** A request that is wrong in a way that shows only once the stream has begun. */
const REFUSED: Case = {
  ...STREAMING,
  kind: "negative",
  expect: { status: [200, 400], names: "prompt", streamException: { type: "validationException", members: {} } },
};
const refused = (message: string): Uint8Array => encodeException("validationException", { message });

test.each<StreamRow>([
  {
    title: "stream-exception: a refusal before any chunk",
    of: REFUSED,
    given: { frames: [refused("The prompt is not open.")] },
    want: { "stream-exception": "pass", "error-message": "pass" },
  },
  {
    title: "stream-exception: a refusal after a chunk",
    of: REFUSED,
    given: { frames: [first, refused("The prompt is not open.")] },
    want: { "stream-exception": "pass" },
  },
  {
    title: "stream-exception: no refusal",
    of: REFUSED,
    given: { frames: FRAMES },
    want: { "stream-exception": "fail" },
  },
  {
    title: "error-message: a refusal that does not name what is wrong",
    of: REFUSED,
    given: { frames: [refused("No.")] },
    want: { "stream-exception": "pass", "error-message": "warn" },
  },
])("$title", checkRow);

test("a refusal in a stream counts as one", async () => {
  const result = await resultOf(REFUSED, { frames: [refused("The prompt is not open.")] });
  expect(result).toMatchObject({ outcome: "pass", isRefusal: true });
});

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
