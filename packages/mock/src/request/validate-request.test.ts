import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Mock, startMock } from "../start-mock.ts";

let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});
afterAll(() => mock.close());

const GUARDRAIL = "x-amzn-bedrock-guardrailidentifier";
const VERSION = "x-amzn-bedrock-guardrailversion";
const both = { [GUARDRAIL]: "abc123", [VERSION]: "DRAFT" };
const body = { prompt: "\n\nHuman: Hi\n\nAssistant:", max_tokens_to_sample: 10 };
const configured = { ...body, "amazon-bedrock-guardrailConfig": { tagSuffix: "xyz" } };

interface Sent {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

describe.each(["invoke", "invoke-with-response-stream"])("%s", (path) => {
  function post({ headers = {}, body: value = body }: Sent): Promise<Response> {
    return fetch(`${mock.url}/model/anthropic.claude-v2/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(value),
    });
  }

  test.each<{ title: string; sent: Sent; names: string }>([
    { title: "another trace", sent: { headers: { "x-amzn-bedrock-trace": "on" } }, names: "Trace" },
    { title: "another tier", sent: { headers: { "x-amzn-bedrock-service-tier": "fast" } }, names: "Service-Tier" },
    {
      title: "another latency",
      sent: { headers: { "x-amzn-bedrock-performanceconfig-latency": "low" } },
      names: "PerformanceConfig-Latency",
    },
    { title: "a malformed guardrail", sent: { headers: { ...both, [GUARDRAIL]: "A!" } }, names: "GuardrailIdentifier" },
    { title: "a malformed version", sent: { headers: { ...both, [VERSION]: "0" } }, names: "GuardrailVersion" },
    {
      title: "long metadata",
      sent: { headers: { "x-amzn-bedrock-request-metadata": "m".repeat(8501) } },
      names: "Request-Metadata",
    },
    { title: "a guardrail without version", sent: { headers: { [GUARDRAIL]: "abc123" } }, names: "guardrailVersion" },
    {
      title: "a guardrail with another content type",
      sent: { headers: { ...both, "content-type": "application/octet-stream" } },
      names: "contentType",
    },
    { title: "a guardrail's configuration without one", sent: { body: configured }, names: "guardrailIdentifier" },
  ])("refuses $title", async ({ sent, names }) => {
    const response = await post(sent);
    expect(response.status).toBe(400);
    expect(response.headers.get("x-amzn-errortype")).toMatch(/^ValidationException:.*com\.amazon\.bedrock\/$/);
    expect(await response.json()).toEqual({ message: expect.stringContaining(names) });
  });

  test.each<{ title: string; sent: Sent }>([
    { title: "a guardrail with its version", sent: { headers: both } },
    { title: "JSON in other letters", sent: { headers: { ...both, "content-type": "Application/JSON" } } },
    { title: "a guardrail's configuration beside it", sent: { headers: both, body: configured } },
    { title: "the longest metadata", sent: { headers: { "x-amzn-bedrock-request-metadata": "m".repeat(8500) } } },
    {
      title: "another content type without a guardrail",
      sent: { headers: { "content-type": "application/octet-stream" } },
    },
    ...["ENABLED", "DISABLED", "ENABLED_FULL"].map((trace) => ({
      title: `the trace ${trace}`,
      sent: { headers: { "x-amzn-bedrock-trace": trace } },
    })),
  ])("takes $title, and repeats nothing of it", async ({ sent }) => {
    const response = await post(sent);
    expect(response.status).toBe(200);
    const names = [...response.headers.keys()].filter((name) =>
      /guardrail|trace|metadata|service-tier|latency/.test(name),
    );
    expect(names).toEqual(path === "invoke" ? ["x-amzn-bedrock-invocation-latency"] : []);
    await response.arrayBuffer();
  });

  test.each([
    ...["priority", "default", "flex", "reserved"].map((value) => ({ name: "x-amzn-bedrock-service-tier", value })),
    ...["standard", "optimized"].map((value) => ({ name: "x-amzn-bedrock-performanceconfig-latency", value })),
  ])("repeats $name: $value", async ({ name, value }) => {
    const response = await post({ headers: { [name]: value } });
    expect(response.status).toBe(200);
    expect(response.headers.get(name)).toBe(value);
    await response.arrayBuffer();
  });
});
