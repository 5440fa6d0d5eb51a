import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, getCACertificates, type Server, setDefaultCACertificates } from "node:tls";
import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  InvokeModelWithBidirectionalStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Mock, startMock } from "./index.ts";

const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const hasOpenSsl = works("openssl", "version");

/** As behind a load balancer that ends TLS: what the client sends encrypted comes to the mock as it is. */
describe.skipIf(!hasOpenSsl)("the mock behind TLS (skipped where there is no openssl)", () => {
  let mock: Mock;
  let server: Server;
  let client: BedrockRuntimeClient;
  const known = getCACertificates("default");
  const protocols: (string | false | null)[] = [];

  beforeAll(async () => {
    mock = await startMock({ credentials: CREDENTIALS, chunkDelayMs: 0 });
    const pair = certificate();
    setDefaultCACertificates([...known, pair.cert]);
    server = createServer({ ...pair, ALPNProtocols: ["h2"] }, (socket) => {
      protocols.push(socket.alpnProtocol);
      const upstream: Socket = connect(Number(new URL(mock.url).port), "127.0.0.1");
      for (const side of [socket, upstream]) side.on("error", () => {});
      socket.pipe(upstream).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // It listens on a port.
    client = new BedrockRuntimeClient({
      endpoint: `https://localhost:${port}`,
      region: "us-east-1",
      credentials: CREDENTIALS,
    });
  });
  afterAll(async () => {
    client.destroy();
    server.close();
    setDefaultCACertificates(known);
    await mock.close();
  });

  test("holds a session over HTTP/2, both sides streaming and signed", async () => {
    const { body = [] } = await client.send(
      new InvokeModelWithBidirectionalStreamCommand({ modelId: "amazon.nova-2-sonic-v1:0", body: spoken() }),
    );
    const names: string[] = [];
    for await (const { chunk } of body) {
      names.push(...Object.keys(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()).event));
    }
    expect(names).toContain("audioOutput");
    expect(names.at(-1)).toBe("completionEnd");
    expect(protocols.every((protocol) => protocol === "h2")).toBe(true);
  });

  test("streams a conversation", async () => {
    const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];
    const { stream = [] } = await client.send(
      new ConverseStreamCommand({ modelId: "amazon.nova-lite-v1:0", messages }),
    );
    const names: string[] = [];
    for await (const event of stream) names.push(...Object.keys(event));
    expect([names[0], names.at(-1)]).toEqual(["messageStart", "metadata"]);
  });
});

async function* spoken(): AsyncGenerator<{ chunk: { bytes: Uint8Array } }> {
  const of = { promptName: "p1", contentName: "c1" };
  for (const event of [
    { sessionStart: { inferenceConfiguration: { maxTokens: 1024 } } },
    { promptStart: { promptName: "p1" } },
    { contentStart: { ...of, type: "AUDIO", interactive: true, role: "USER" } },
    { audioInput: { ...of, content: "AQID" } },
    { contentEnd: of },
    { promptEnd: { promptName: "p1" } },
    { sessionEnd: {} },
  ]) {
    yield { chunk: { bytes: Buffer.from(JSON.stringify({ event })) } };
  }
}

/** A key and a certificate of localhost that it signs itself, made for this test alone. */
function certificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "mock-tls-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    execFileSync("openssl", ["req", "-x509", ...curve, "-days", "1", ...subject, "-keyout", key, "-out", cert], {
      stdio: "ignore",
    });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function works(program: string, ...options: readonly string[]): boolean {
  try {
    execFileSync(program, options, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
