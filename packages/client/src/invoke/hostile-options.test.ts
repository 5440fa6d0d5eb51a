import type { Http2ServerResponse } from "node:http2";
import { describe, expect, it } from "vitest";
import { modelId, request } from "../../test/call-stream.ts";
import { startHttp2Server } from "../../test/start-http2-server.ts";
import { answerJson, startServer } from "../../test/start-server.ts";
import { invokeModel } from "./invoke-model.ts";
import { invokeModelStream } from "./invoke-model-stream.ts";
import type { InvokeOptions } from "./invoke-options.ts";
import { createRuntimeClient, type RuntimeClientOptions } from "./runtime-client.ts";

const generated = { generation: "a", prompt_token_count: 1, generation_token_count: 1, stop_reason: "stop" };

function answerGenerated(response: Http2ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(generated));
}

const IDENTITIES: readonly RuntimeClientOptions[] = [
  { bearerToken: "a-key" },
  { credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" } },
  { unsigned: true },
];
const GUARDRAIL = { guardrailIdentifier: "grabc123", guardrailVersion: "1" };

/** What files, shells and users put around a value, or into it. */
const SPOILS: readonly ((value: string) => string)[] = [
  (value) => `${value}\n`,
  (value) => `${value}\r\n`,
  (value) => ` ${value}`,
  (value) => `${value} `,
  (value) => `${value}\t`,
  (value) => `${value}\r\nx-injected: 1`,
  (value) => `${value}\0`,
  (value) => `${value}\u00a0`,
  (value) => `${value}é`,
  (value) => `\ufeff${value}`,
];

const VALUES: InvokeOptions = {
  ...GUARDRAIL,
  trace: "ENABLED",
  performanceConfigLatency: "optimized",
  serviceTier: "flex",
};

describe.each(Object.entries(VALUES))("the option %s", (name, value) => {
  it.each([true, false])(
    "is held to what a header can hold before anything is sent; validate: %s",
    async (validate) => {
      await using server = await startHttp2Server(answerGenerated);
      for (const identity of IDENTITIES) {
        const client = createRuntimeClient({ endpoint: server.url, ...identity, sdk: { maxAttempts: 1 } });
        for (const spoil of SPOILS) {
          const options = { ...GUARDRAIL, [name]: spoil(String(value)), validate };
          for (const call of [invokeModel, invokeModelStream]) {
            await expect(call(client, "bedrock-completion", modelId, request, options)).rejects.toMatchObject({
              code: "InvalidRequest",
              message: expect.stringContaining(name),
              issues: [{ pointer: `/${name}` }],
            });
          }
        }
        client.destroy();
      }
      expect(server.received).toEqual([]);
    },
  );
});

describe("options", () => {
  it.each([
    { guardrailIdentifier: "GR_1", guardrailVersion: "1" },
    { guardrailIdentifier: "gr1", guardrailVersion: "latest" },
    { guardrailIdentifier: "", guardrailVersion: "1" },
    { guardrailVersion: "1" },
    { trace: "enabled" },
    { performanceConfigLatency: "fast" },
    { serviceTier: "gold" },
  ])("are held to the patterns of the spec: %j", async (wrong) => {
    await using server = await startHttp2Server(answerGenerated);
    const client = createRuntimeClient({ endpoint: server.url, unsigned: true });
    // As a program without types would write it.
    const options: InvokeOptions = JSON.parse(JSON.stringify(wrong));
    const call = invokeModel(client, "bedrock-completion", modelId, request, options);
    await expect(call).rejects.toMatchObject({
      code: "InvalidRequest",
      issues: [{ pointer: expect.stringMatching(/^\/\w+$/) }],
    });
    expect(server.received).toEqual([]);
    client.destroy();
  });

  it("arrive as they are, all of them, over HTTP/2", async () => {
    await using server = await startHttp2Server(answerGenerated);
    const client = createRuntimeClient({ endpoint: server.url, bearerToken: "a-key" });
    const requestMetadata = { project: "support", Größe: "línea\nуказ 🌈", "\u2028": "\u007f" };
    await invokeModel(client, "bedrock-completion", modelId, request, { ...VALUES, requestMetadata });
    const [{ headers }] = server.received as unknown as readonly [{ headers: Record<string, string> }];
    expect(headers).toMatchObject({
      "x-amzn-bedrock-guardrailidentifier": "grabc123",
      "x-amzn-bedrock-guardrailversion": "1",
      "x-amzn-bedrock-trace": "ENABLED",
      "x-amzn-bedrock-performanceconfig-latency": "optimized",
      "x-amzn-bedrock-service-tier": "flex",
      authorization: "Bearer a-key",
    });
    expect(JSON.parse(headers["x-amzn-bedrock-request-metadata"] ?? "")).toEqual(requestMetadata);
    client.destroy();
  });
});

describe("createRuntimeClient", () => {
  it.each([
    { bearerToken: "a-key\r\nx-injected: 1" },
    { bearerToken: () => "a key" },
    { bearerToken: "" },
    { credentials: { accessKeyId: "AKID\nEXAMPLE", secretAccessKey: "secret" } },
    { credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "to\nken" } },
  ])("sends nothing with what no header can hold: %j", async (identity) => {
    await using server = await startHttp2Server(answerGenerated);
    const client = createRuntimeClient({ endpoint: server.url, ...identity, sdk: { maxAttempts: 1 } });
    const call = invokeModel(client, "bedrock-completion", modelId, request);
    await expect(call).rejects.toMatchObject({ code: "CredentialsError" });
    await expect(call).rejects.not.toThrow(/injected|a key|AKID|to.ken/s);
    expect(server.received).toEqual([]);
    client.destroy();
  });

  it("leaves out what a file has around a key", async () => {
    await using server = await startServer(answerJson(200, generated));
    const client = createRuntimeClient({ endpoint: server.url, bearerToken: " a-key\n" });
    await invokeModel(client, "bedrock-completion", modelId, request);
    expect(server.received[0]?.headers.authorization).toBe("Bearer a-key");
    client.destroy();
  });

  it.each(["http://user:password@127.0.0.1:4010", "file:///etc/passwd", "127.0.0.1:4010"])(
    "refuses the endpoint %s",
    (endpoint) => {
      expect(() => createRuntimeClient({ endpoint, unsigned: true })).toThrow(/^The endpoint must/);
    },
  );
});
