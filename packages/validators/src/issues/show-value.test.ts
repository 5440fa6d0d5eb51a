import { describe, expect, test } from "vitest";
import { showValue } from "./show-value.ts";

const BASE64 = "iVBORw0KGgoAAAANSUhEUg".repeat(100);

describe("showValue", () => {
  test.each([
    { given: undefined, want: "nothing" },
    { given: null, want: "null" },
    { given: 1.5, want: "1.5" },
    { given: "text", want: '"text"' },
    { given: 'a "quoted" text', want: '"a \\"quoted\\" text"' },
    { given: [1], want: "an array of 1 item" },
    { given: { a: 1, b: 2 }, want: "an object with 2 members" },
  ])("shows $given as $want", ({ given, want }) => {
    expect(showValue(given, "a")).toBe(want);
  });

  test("shortens long texts to sixty characters", () => {
    expect(showValue("word ".repeat(100), "a")).toBe(`"${"word ".repeat(100).slice(0, 59)}…" (500 characters)`);
  });

  test("cuts images", () => {
    expect(showValue(`data:image/png;base64,${BASE64}`, "a")).toBe('"data:image/png;base64,…" (2222 characters)');
    expect(showValue(BASE64, "a")).toBe('"iVBORw0KGgoA…" (2200 characters)');
  });

  test.each([
    { name: "Authorization", value: "AWS4-HMAC-SHA256 Credential=x" },
    { name: "secretAccessKey", value: "abc" },
    { name: "apiKey", value: "abc" },
    { name: "sessionToken", value: "abc" },
    { name: "a", value: "key AKIAABCDEFGHIJKLMNOP" },
    { name: "a", value: "Bearer abcdef" },
    { name: "a", value: "bedrock-api-key-YmVkcm9jaw" },
  ])("hides the secret in $name", ({ name, value }) => {
    expect(showValue(value, name)).toBe(`a hidden string of ${value.length} characters`);
  });

  test("hides a secret that is not a string", () => {
    expect(showValue(1234, "password")).toBe("a hidden value");
  });

  test("shows page tokens, which are not secret", () => {
    expect(showValue("not a token", "nextToken")).toBe('"not a token"');
  });
});
