import { expect, test } from "vitest";
import { redactHeaders } from "./redact-headers.ts";

test("replaces the values of headers that carry secrets, and no others", () => {
  expect(
    redactHeaders({ Authorization: "Bearer key", "x-amz-security-token": "t", "x-amz-date": "20260101T000000Z" }),
  ).toEqual({
    Authorization: "REDACTED",
    "x-amz-security-token": "REDACTED",
    "x-amz-date": "20260101T000000Z",
  });
});
