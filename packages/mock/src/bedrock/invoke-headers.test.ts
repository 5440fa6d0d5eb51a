import { formats as listed, loadDescription } from "@bedrock-contract/validators";
import { expect, test } from "vitest";
import { echoHeaders, type Invocation, workHeaders } from "./invoke-headers.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

const anyFormat = formats.find(({ kind }) => kind === "text");

test.each([
  {
    pointers: { inputTokens: "/usage/in", outputTokens: "/usage/out" },
    answer: { usage: { in: 3, out: 0 } },
    want: ["3", "0"],
  },
  {
    pointers: { inputTokens: "/in", outputTokens: "/results/*/count" },
    answer: { in: 1, results: [{ count: 2 }, { count: 5 }] },
    want: ["1", "7"],
  },
  { pointers: { inputTokens: "/a~1b", outputTokens: "/none" }, answer: { "a/b": 4 }, want: ["4", undefined] },
  { pointers: { outputTokens: "/usage/out" }, answer: { usage: null }, want: [undefined, undefined] },
  { pointers: {}, answer: { text: "It is low tide." }, want: ["3", "5"] },
  { pointers: { inputTokens: "/in" }, answer: { in: null }, want: [undefined, undefined] },
])("reads the token counts at $pointers", ({ pointers, answer, want }) => {
  const headers = workHeaders(invocation({ answer, pointers }));
  expect([headers["x-amzn-bedrock-input-token-count"], headers["x-amzn-bedrock-output-token-count"]]).toEqual(want);
});

test("tells a latency of at least one millisecond, and whole ones", () => {
  expect(workHeaders(invocation({ latency: 0.2 }))["x-amzn-bedrock-invocation-latency"]).toBe("1");
  expect(workHeaders(invocation({ latency: 12.6 }))["x-amzn-bedrock-invocation-latency"]).toBe("13");
});

test("echoes only what the request asked for", () => {
  expect(echoHeaders(invocation({ headers: { "x-amzn-bedrock-service-tier": "flex", other: "x" } }))).toEqual({
    "x-amzn-bedrock-service-tier": "flex",
    "x-amzn-bedrock-performanceconfig-latency": undefined,
  });
});

const PROMPT = new TextEncoder().encode(JSON.stringify({ prompt: "Which tide?" }));

interface Facts {
  readonly answer?: unknown;
  readonly latency?: number;
  readonly headers?: Record<string, string>;
  readonly pointers?: { readonly inputTokens?: string; readonly outputTokens?: string };
}

function invocation({ answer = {}, latency = 1, headers = {}, pointers = {} }: Facts): Invocation {
  if (anyFormat?.kind !== "text") {
    throw new Error("The specs describe no format of text");
  }
  const received = { method: "POST", target: "/", headers: Object.entries(headers) };
  const request = { method: "POST", path: "/", query: "", hosts: [], headers, body: PROMPT, received };
  const asked = { prompt: "/prompt", maxTokens: "/max" };
  const format = { ...anyFormat, request: asked, response: { text: "/text", stopReason: "/stop", ...pointers } };
  return { request, format, answer, latency };
}
