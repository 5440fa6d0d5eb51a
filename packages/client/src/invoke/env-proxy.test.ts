import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startMock } from "@bedrock-contract/mock";
import { expect, test } from "vitest";

const SCRIPT = `
import { createManagementClient, createRuntimeClient, invokeModel } from "../index.ts";
const options = { endpoint: process.argv[1], region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" } };
const { modelSummaries } = await createManagementClient(options).call("ListFoundationModels", {});
const client = createRuntimeClient(options);
const { body } = await invokeModel(client, "titan-embed-text", "amazon.titan-embed-text-v2:0", { inputText: "Hello" });
client.destroy();
console.log(modelSummaries.length > 0, body.embedding.length > 0);
`;

// A process of its own: Node.js reads these variables when it starts.
test("both clients go through HTTPS_PROXY where Node.js is told to, and trust NODE_EXTRA_CA_CERTS", async () => {
  const mock = await startMock({ tls: true });
  const folder = await mkdtemp(join(tmpdir(), "tls-"));
  const authority = join(folder, "authority.pem");
  await writeFile(authority, mock.authority ?? "");
  const tunnels: string[] = [];
  const proxy = createServer().listen(0, "127.0.0.1");
  proxy.on("connect", ({ url = "" }, socket) => {
    tunnels.push(url);
    const target = connect(mock.port, "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    target.pipe(socket).pipe(target);
    target.on("error", () => socket.destroy());
    socket.on("error", () => target.destroy());
  });
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo; // It listens on TCP.
  const called = async (more: Record<string, string>) => {
    const flags = ["--conditions=@bedrock-contract/source", "--input-type=module", "--eval", SCRIPT, mock.url];
    const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: authority, NODE_USE_ENV_PROXY: "1", ...more };
    return (await promisify(execFile)(process.execPath, flags, { cwd: import.meta.dirname, env })).stdout;
  };
  const HTTPS_PROXY = `http://127.0.0.1:${port}`;

  expect(await called({ HTTPS_PROXY })).toBe("true true\n");
  expect(tunnels).toEqual([new URL(mock.url).host, new URL(mock.url).host]);
  expect(await called({ HTTPS_PROXY, NO_PROXY: "127.0.0.1" })).toBe("true true\n");
  expect(tunnels).toHaveLength(2);
  proxy.closeAllConnections();
  proxy.close();
  await mock.close();
  await rm(folder, { recursive: true });
});
