import { expect, test } from "vitest";
import { decodePathLabel, encodePathLabel } from "./path-label.ts";

test.each([
  { given: "anthropic.claude-v2:1", want: "anthropic.claude-v2%3A1" },
  {
    given: "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456",
    want: "arn%3Aaws%3Abedrock%3Aus-east-1%3A111122223333%3Aimported-model%2Fabcdef123456",
  },
  { given: "a b!'()*~_.-é", want: "a%20b%21%27%28%29%2A~_.-%C3%A9" },
])("encodes $given as the AWS SDKs do", ({ given, want }) => {
  expect(encodePathLabel(given)).toBe(want);
  expect(decodePathLabel(want)).toBe(given);
});

test("leaves a raw colon as it is when it decodes", () => {
  expect(decodePathLabel("anthropic.claude-v2:1")).toBe("anthropic.claude-v2:1");
});

test.each(["%", "%E0%A4%A", "%zz", "%ff"])("finds that %s is malformed", (given) => {
  expect(decodePathLabel(given)).toBeUndefined();
});
