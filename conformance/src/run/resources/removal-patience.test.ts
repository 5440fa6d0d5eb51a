import { expect, test } from "vitest";
import type { Answer } from "../../exchange/answer.ts";
import { RemovalPatience } from "./removal-patience.ts";

const BUSY = { status: 503, headers: {} } as unknown as Answer; // Nothing else of it is read.
const TOO_EARLY = { status: 400, headers: { "x-amzn-errortype": "ConflictException" } } as unknown as Answer;

test("what one removal waited for in vain, no further one waits for", () => {
  const patience = new RemovalPatience();
  const pauses = [1, 2, 3, 4, 5].map((attempt) => patience.pauseAfter(BUSY, attempt));

  expect(pauses).toEqual([...Array.from({ length: 4 }, () => expect.any(Number)), undefined]);
  expect(patience.pauseAfter(BUSY, 1)).toBeUndefined();
});

test("a resource that cannot be removed yet says nothing about the others", () => {
  const patience = new RemovalPatience();

  expect(patience.pauseAfter(TOO_EARLY, 5)).toBeUndefined();
  expect(patience.pauseAfter(TOO_EARLY, 1)).toEqual(expect.any(Number));
});

test("of a target that does not answer nothing more is asked", () => {
  const patience = new RemovalPatience();
  patience.observe({ kind: "broken", message: "the connection broke off" });
  expect(patience.silence).toBeUndefined();
  patience.observe({ kind: "timeout", message: "no whole answer within 30000 ms" });
  expect(patience.silence).toBe("no whole answer within 30000 ms");
});
