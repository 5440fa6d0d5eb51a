import { expect, test } from "vitest";
import { fillPath, matchPath } from "./path-template.ts";

test("fills a label with its encoded value", () => {
  expect(fillPath("/model/{modelId}/invoke", { modelId: "anthropic.claude-v2:1" })).toBe(
    "/model/anthropic.claude-v2%3A1/invoke",
  );
});

test("throws for a label without a value", () => {
  expect(() => fillPath("/model/{modelId}/invoke", {})).toThrow("{modelId}");
});

test.each([
  { given: "/model/anthropic.claude-v2:1/invoke", want: { modelId: "anthropic.claude-v2:1" } },
  { given: "/model/anthropic.claude-v2%3A1/invoke", want: { modelId: "anthropic.claude-v2:1" } },
  { given: "/model/a%2Fb/invoke", want: { modelId: "a/b" } },
  { given: "/model/%E0%A4%A/invoke", want: { modelId: "%E0%A4%A" } },
  { given: "/model/a/b/invoke", want: undefined },
  { given: "/model//invoke", want: undefined },
  { given: "/model/a/invoke/", want: undefined },
])("matches $given with $want", ({ given, want }) => {
  expect(matchPath("/model/{modelId}/invoke", given)).toEqual(want);
});
