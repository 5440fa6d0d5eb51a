import http2 from "node:http2";
import https from "node:https";
import tls from "node:tls";
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttp2Handler } from "@smithy/node-http-handler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Mock, startMock } from "../start-mock.ts";
import { serialNumber } from "./make-certificate.ts";

let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ tls: true });
});
afterAll(() => mock.close());

test("has a serial number that is positive and as short as it can be, whatever was drawn", () => {
  for (let byte = 0; byte < 256; byte += 1) {
    expect(serialNumber(Buffer.alloc(16, byte))).toMatch(/^[4-7][0-9a-f]{31}$/);
  }
});

test("speaks HTTPS to those who trust its authority", async () => {
  expect(mock.url).toMatch(/^https:/);
  const status = await new Promise((resolve, reject) => {
    https
      .get(`${mock.url}/foundation-models`, { ca: mock.authority }, ({ statusCode }) => resolve(statusCode))
      .on("error", reject);
  });
  expect(status).toBe(200);
});

test("speaks HTTP/2 to the AWS SDK", async () => {
  const session = { ca: mock.authority };
  const requestHandler = new NodeHttp2Handler({ nodeHttp2ConnectOptions: session });
  const client = new BedrockRuntimeClient({ ...mock.clientConfig, requestHandler });
  const messages = [{ role: "user" as const, content: [{ text: "Hi" }] }];
  const { output } = await client.send(new ConverseCommand({ modelId: "amazon.nova-lite-v1:0", messages }));
  expect(output?.message?.content).toHaveLength(1);
  client.destroy();
});

test("chooses HTTP/2 where a client offers both", async () => {
  const socket = tls.connect(mock.port, "127.0.0.1", { ca: mock.authority, ALPNProtocols: ["h2", "http/1.1"] });
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  expect(socket.alpnProtocol).toBe("h2");
  socket.destroy();
  const session = http2.connect(mock.url, { ca: mock.authority });
  const stream = session.request({ ":path": "/_mock/health" });
  const [headers] = await new Promise<[http2.IncomingHttpHeaders]>((resolve) => {
    stream.once("response", (...all) => resolve([all[0]]));
  });
  expect(headers[":status"]).toBe(200);
  session.destroy();
});

test("stays where a client does not trust it, or speaks no TLS", async () => {
  await expect(fetch(mock.url)).rejects.toThrow();
  await expect(fetch(mock.url.replace("https:", "http:"))).rejects.toThrow();
  const status = await new Promise((resolve) => {
    https.get(`${mock.url}/_mock/health`, { ca: mock.authority }, ({ statusCode }) => resolve(statusCode));
  });
  expect(status).toBe(200);
});
