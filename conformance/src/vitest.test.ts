import { expect, test } from "vitest";
import { defineTarget } from "./index.ts";
import { describeConformance, replayCommand } from "./vitest.ts";

// Each selected case becomes a test of its own: these are their tests.
describeConformance("mock", { run: ["management/GetFoundationModel", "openai-completion/InvokeModel"] });
describeConformance("prism", { run: ["management/GetFoundationModel/{by-id,throttled}"] });

test.each([
  { given: { target: "gateway.yaml", profile: ["runtime"] }, want: "--target gateway.yaml" },
  {
    given: { endpoint: "http://127.0.0.1:1", allowWrites: true },
    want: "--endpoint http://127.0.0.1:1 --allow-writes",
  },
  {
    given: { target: defineTarget({ name: "ours", endpoints: { runtime: "http://127.0.0.1:1" }, auth: "none" }) },
    want: "--runtime-endpoint http://127.0.0.1:1 --auth none",
  },
])("the command that sends a case again goes to the same target: $want", ({ given, want }) => {
  expect(replayCommand(given)("runtime/InvokeModel/x")).toBe(
    `bedrock-conformance replay runtime/InvokeModel/x ${want}`,
  );
});
