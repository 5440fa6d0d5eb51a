import { type CaseResult, exitCodeOf, runSuite } from "@bedrock-contract/conformance";
import { expect, test, vi } from "vitest";
import { startAimock, startMockLlm, startMoto } from "./start-targets.ts";

const folder = new URL("../../../conformance/targets/", import.meta.url).pathname;

test("aimock conforms as a gateway, but for what its manifest and its baseline list", async () => {
  await using aimock = await startAimock();
  const results = await runSuite({ target: `${folder}aimock.yaml`, gatewayEndpoint: aimock.url, profile: ["gateway"] });

  expect(results.cases.filter(({ outcome }) => outcome === "fail" || outcome === "error")).toEqual([]);
  expect(results.stale).toEqual([]);
  expect(exitCodeOf(results)).toBe(0);
  expect(outcomesOf(results.cases, "gateway/CreateEmbedding/base64")).toMatchObject({
    "response-schema": "pass",
    "embedding-encoding": "expected-fail",
  });
  expect(outcomesOf(results.cases, "gateway/CreateChatCompletion/streaming-tool-call")).toMatchObject({
    "sse-framing": "pass",
    "chunk-schema": "pass",
    "choice-order": "pass",
    "tool-call-deltas": "pass",
    "usage-chunk": "pass",
    "done-marker": "pass",
  });
});

const AIMOCK_CASES = [
  ...["hello", "system-text", "max-tokens", "structured-output", "missing-messages", "text-empty"].map(
    (name) => `anthropic-messages/InvokeModel/${name}`,
  ),
  ...["hello", "thinking", "missing-messages"].map(
    (name) => `anthropic-messages/InvokeModelWithResponseStream/${name}`,
  ),
  ...["hello", "system", "tool-choice-named", "structured-output", "malformed-json", "unknown-message-role"].map(
    (name) => `runtime/Converse/${name}`,
  ),
  ...["hello", "several-turns", "tool-choice-named", "message-without-role"].map(
    (name) => `runtime/ConverseStream/${name}`,
  ),
];

test("aimock conforms as a Bedrock, but for what its baseline lists", async () => {
  await using aimock = await startAimock("");
  const target = `${folder}aimock-runtime.yaml`;
  const results = await runSuite({ target, runtimeEndpoint: aimock.url, run: AIMOCK_CASES });

  expect(results.cases.filter(({ outcome }) => outcome === "fail" || outcome === "error")).toEqual([]);
  expect([results.stale, results.cases.length]).toEqual([[], AIMOCK_CASES.length]);
  expect(outcomesOf(results.cases, "anthropic-messages/InvokeModel/system-text")).toMatchObject({
    "response-schema": "pass",
    "request-id": "warn",
  });
  expect(outcomesOf(results.cases, "anthropic-messages/InvokeModelWithResponseStream/hello")).toMatchObject({
    "frame-crc": "pass",
    "chunk-payload": "expected-fail",
  });
});

test("mock-llm conforms in nothing but what its manifest and its baseline do not list", async () => {
  await using mockLlm = await startMockLlm();
  const target = `${folder}mock-llm.yaml`;
  const results = await runSuite({ target, gatewayEndpoint: mockLlm.url, profile: ["gateway"] });

  expect(results.cases.filter(({ outcome }) => outcome === "fail" || outcome === "error")).toEqual([]);
  expect(results.stale).toEqual([]);
  expect(exitCodeOf(results)).toBe(0);
  expect(missingOf(results.cases, "gateway/CreateChatCompletion/text")).toEqual([
    "/created",
    "/usage",
    "/choices/0/index",
  ]);
  expect(outcomesOf(results.cases, "gateway/CreateChatCompletion/streaming-usage")).toMatchObject({
    "sse-framing": "pass",
    "chunk-schema": "expected-fail",
    "usage-chunk": "expected-fail",
    "done-marker": "pass",
  });
  expect(results.cases.filter(({ reason }) => reason === "needs embeddings").length).toBeGreaterThan(10);
});

const moto = process.env.MOTO_SERVER;

// moto is written in Python, and comes with no package of ours: MOTO_SERVER=…/moto_server names it where it is
// installed.
test.skipIf(moto === undefined)("moto conforms, but for what its manifest and its baseline list", async () => {
  await using server = await startMoto(moto ?? "");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret-secret");
  const results = await runSuite({ target: "moto", managementEndpoint: server.url, auth: "sigv4" });
  vi.unstubAllEnvs();

  expect(results.cases.filter(({ outcome }) => outcome === "fail" || outcome === "error")).toEqual([]);
  expect([results.stale, results.leftBehind, exitCodeOf(results)]).toEqual([[], undefined, 0]);
});

function outcomesOf(cases: readonly CaseResult[], id: string): Readonly<Record<string, string>> {
  const checks = cases.find((each) => each.id === id)?.checks ?? [];
  return Object.fromEntries(checks.map((check) => [check.id, check.outcome]));
}

function missingOf(cases: readonly CaseResult[], id: string): readonly string[] {
  const check = cases.find((each) => each.id === id)?.checks.find((each) => each.id === "response-schema");
  return check?.differences?.map(({ pointer }) => pointer) ?? [];
}
