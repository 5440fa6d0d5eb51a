import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { EVENT_STREAM_MEDIA_TYPE } from "@bedrock-contract/wire";
import { describe, expect, it } from "vitest";
import { call, frames, modelId, request, texts } from "../../test/call-stream.ts";
import { expectedSignature } from "../../test/expected-signature.ts";
import { startHttp2Server } from "../../test/start-http2-server.ts";
import { answerJson, startServer } from "../../test/start-server.ts";
import { invokeModel } from "./invoke-model.ts";
import { createRuntimeClient } from "./runtime-client.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const generated = { generation: " A rainbow is formed", stop_reason: "length" };

function invoke(client: BedrockRuntimeClient) {
  return invokeModel(client, "bedrock-completion", modelId, request);
}

/** A server that does with each connection what it is told. */
async function startTcpServer(onConnection: (socket: Socket) => void) {
  const server = createServer((socket) => onConnection(socket.on("error", () => {}))).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${Object(server.address()).port}`, [Symbol.dispose]: () => void server.close() };
}

describe("an endpoint that speaks HTTP/1.1 only", () => {
  it("is called with HTTP/1.1, signed as it is sent", async () => {
    await using server = await startServer(answerJson(200, generated));
    const client = createRuntimeClient({ endpoint: server.url, credentials });
    expect((await invoke(client)).body.generation).toBe(" A rainbow is formed");
    expect((await invoke(client)).body.generation).toBe(" A rainbow is formed");
    expect(server.received).toHaveLength(2);
    for (const received of server.received) {
      expect(received.headers.host).toBe(new URL(server.url).host);
      const signature = /Signature=(\w+)/.exec(received.headers.authorization ?? "")?.[1];
      expect(signature).toBe(expectedSignature(received, credentials.secretAccessKey));
    }
    client.destroy();
  });

  it("streams, and takes several requests at once", async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-type": EVENT_STREAM_MEDIA_TYPE });
      response.end(Buffer.concat(frames));
    });
    const client = createRuntimeClient({ endpoint: server.url, credentials });
    const read = async () => {
      const received: unknown[] = [];
      for await (const chunk of await call(client)) {
        received.push(chunk.generation);
      }
      return received;
    };
    expect(await Promise.all([read(), read(), read()])).toEqual([texts, texts, texts]);
    client.destroy();
  });

  it("throws its exceptions", async () => {
    await using server = await startServer(
      answerJson(400, { message: "No." }, { "x-amzn-errortype": "ValidationException" }),
    );
    const client = createRuntimeClient({ endpoint: server.url, credentials });
    await expect(invoke(client)).rejects.toMatchObject({ code: "ValidationException", status: 400 });
    client.destroy();
  });

  it("may close a connection that it does not understand", async () => {
    const body = JSON.stringify(generated);
    using server = await startTcpServer((socket) =>
      socket.once("data", (data) => {
        const isHttp1 = data.toString("latin1").startsWith("POST");
        socket.end(isHttp1 ? `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}` : "");
      }),
    );
    const client = createRuntimeClient({ endpoint: server.url, credentials });
    expect((await invoke(client)).body.generation).toBe(" A rainbow is formed");
    client.destroy();
  });

  it("may refuse HTTP/2 in the TLS handshake", async () => {
    const offers: boolean[] = [];
    // The alert no_application_protocol: https://www.rfc-editor.org/rfc/rfc7301#section-3.2
    const alert = Uint8Array.of(0x15, 3, 3, 0, 2, 2, 120);
    using server = await startTcpServer((socket) =>
      socket.once("data", (hello) => {
        offers.push(hello.includes("\u0002h2"));
        socket.end(alert);
      }),
    );
    const client = createRuntimeClient({ endpoint: server.url.replace("http:", "https:"), credentials });
    await expect(invoke(client)).rejects.toMatchObject({
      code: "NetworkError",
      message: expect.stringContaining("requestHandler: new NodeHttpHandler()"),
    });
    expect(offers).toEqual([true, false]);
    client.destroy();
  });

  it("differs from one that speaks neither", async () => {
    using server = await startTcpServer((socket) => socket.end("220 mail.example ESMTP\r\n"));
    const client = createRuntimeClient({ endpoint: server.url, credentials });
    await expect(invoke(client)).rejects.toMatchObject({ code: "NetworkError", status: undefined });
    client.destroy();
  });

  it("needs another handler where the client is the AWS SDK's own, and the error says so", async () => {
    await using server = await startServer(answerJson(200, generated));
    const client = new BedrockRuntimeClient({ endpoint: server.url, region: "us-east-1", credentials });
    await expect(invoke(client)).rejects.toMatchObject({
      code: "NetworkError",
      message: expect.stringContaining("requestHandler: new NodeHttpHandler()"),
    });
    client.destroy();
  });
});

it("keeps to HTTP/2 once it has got a response over it", async () => {
  let count = 0;
  await using server = await startHttp2Server((response) => {
    count += 1;
    if (count === 1) {
      response.end(JSON.stringify(generated));
    } else {
      response.stream.session?.destroy();
    }
  });
  const client = createRuntimeClient({ endpoint: server.url, credentials, sdk: { maxAttempts: 1 } });
  await invoke(client);
  await expect(invoke(client)).rejects.toMatchObject({ code: "NetworkError", status: undefined });
  expect(server.received).toHaveLength(2);
  client.destroy();
});
