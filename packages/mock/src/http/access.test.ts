import { once } from "node:events";
import http2 from "node:http2";
import net from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Mock, startMock } from "../start-mock.ts";
import { type AccessOptions, createAccess } from "./access.ts";
import type { MockRequest } from "./mock-request.ts";

const LOCAL = { host: "127.0.0.1" };
const NAMED = { host: "127.0.0.1", allowedHosts: ["mock.internal", "[2001:db8::1]"] };
const OPEN = { host: "0.0.0.0" };
const PAGES = { host: "127.0.0.1", allowedOrigins: ["https://app.example", "null"] };

function request({ hosts = ["127.0.0.1:4010"], ...more }: Partial<MockRequest>): MockRequest {
  const received = { method: "GET", target: "/", headers: [], body: new Uint8Array() };
  return { method: "GET", path: "/", query: "", headers: {}, body: received.body, received, hosts, ...more };
}

test.each([
  ["127.0.0.1:4010", LOCAL],
  ["127.8.9.1", LOCAL],
  ["localhost:4010", LOCAL],
  ["LOCALHOST.", LOCAL],
  ["bedrock.localhost:4010", LOCAL],
  ["[::1]:4010", LOCAL],
  ["[0:0:0:0:0:0:0:1]:4010", LOCAL],
  ["[::ffff:127.0.0.1]:4010", LOCAL],
  ["mock.internal:4010", NAMED],
  ["Mock.Internal", NAMED],
  ["[2001:db8::1]:4010", NAMED],
  ["0.0.0.0:4010", OPEN],
  ["192.0.2.7:4010", OPEN],
  ["[2001:db8::7]:4010", OPEN],
  ["mybox:4010", { host: "mybox" }],
] satisfies [string, AccessOptions][])("answers for the host %s", (host, options) => {
  expect(() => createAccess(options).check(request({ hosts: [host] }))).not.toThrow();
});

test.each([
  ["evil.example", LOCAL],
  ["evil.example:4010", LOCAL],
  ["localhost.evil.example", LOCAL],
  ["127.0.0.1.evil.example", LOCAL],
  ["evil.example:4010", OPEN],
  ["evil.example:4010", NAMED],
  ["mock.internal.evil.example", NAMED],
  ["192.0.2.7:4010", LOCAL],
  ["[2001:db8::7]:4010", LOCAL],
  ["[fe80::1]:4010", LOCAL],
  ["0.0.0.0:4010", LOCAL],
  ["evil.example@127.0.0.1", LOCAL],
  ["127.0.0.1:4010@evil.example", LOCAL],
  ["127.0.0.1/evil.example", LOCAL],
  ["127.0.0.1 evil.example", LOCAL],
  ["127.0.0.1, evil.example", LOCAL],
  ["[::1", LOCAL],
  ["", LOCAL],
] satisfies [string, AccessOptions][])("refuses the host %j, with the way out", (host, options) => {
  for (const hosts of [[host], ["127.0.0.1", host], [host, "127.0.0.1"]]) {
    expect(() => createAccess(options).check(request({ hosts }))).toThrow(
      `does not serve the host ${JSON.stringify(host)}. --allow-host, or allowedHosts, names it.`,
    );
  }
});

test.each([
  [undefined, LOCAL],
  ["http://localhost:3000", LOCAL],
  ["https://127.0.0.1", LOCAL],
  ["http://[::1]:3000", LOCAL],
  ["http://app.localhost:3000", LOCAL],
  ["https://app.example", PAGES],
  ["null", PAGES],
] satisfies [string | undefined, AccessOptions][])("serves pages of the origin %s", (origin, options) => {
  const headers: Record<string, string> = origin === undefined ? {} : { origin };
  expect(() => createAccess(options).check(request({ headers }))).not.toThrow();
});

test.each([
  ["null", LOCAL],
  ["", LOCAL],
  ["http://evil.example", LOCAL],
  ["http://evil.example", OPEN],
  ["http://evil.example", PAGES],
  ["http://app.example", PAGES],
  ["https://app.example:8443", PAGES],
  ["https://app.example.evil.example", PAGES],
  ["http://localhost.evil.example", LOCAL],
  ["http://localhost@evil.example", LOCAL],
  ["http://localhost:3000/", LOCAL],
  ["http://192.0.2.7", LOCAL],
  ["file://", LOCAL],
  ["chrome-extension://abcdef", LOCAL],
  ["http://localhost, http://evil.example", LOCAL],
] satisfies [string, AccessOptions][])("refuses pages of the origin %j, with the way out", (origin, options) => {
  expect(() => createAccess(options).check(request({ headers: { origin } }))).toThrow(
    `does not serve pages of the origin ${JSON.stringify(origin)}. --allow-origin, or allowedOrigins, names it.`,
  );
});

test("refuses what a page of another site asks for without its origin", () => {
  const access = createAccess(LOCAL);
  expect(() => access.check(request({ headers: { "sec-fetch-site": "cross-site" } }))).toThrow("their origin");
  for (const site of ["none", "same-origin", "same-site"]) {
    expect(() => access.check(request({ headers: { "sec-fetch-site": site } }))).not.toThrow();
  }
});

describe("a mock", () => {
  let mock: Mock;
  beforeAll(async () => {
    mock = await startMock({ allowedOrigins: ["https://app.example"] });
  });
  afterAll(() => mock.close());

  test("is called by no web page, whatever its request looks like", async () => {
    const body = JSON.stringify({ messages: [{ role: "user", content: "Hello" }] });
    const model = encodeURIComponent("arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456");
    for (const origin of ["http://evil.example", "null"]) {
      const response = await fetch(`${mock.url}/model/${model}/invoke`, {
        method: "POST",
        body,
        headers: { origin, "content-type": "text/plain" },
      });
      expect(response.status).toBe(403);
      expect(response.headers.get("x-amzn-errortype")).toMatch(/^AccessDeniedException:/);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
    const chat = await fetch(`${mock.gatewayUrl}/chat/completions`, {
      method: "POST",
      body,
      headers: { origin: "http://evil.example" },
    });
    expect([chat.status, await chat.json()]).toEqual([403, { detail: expect.stringContaining("evil.example") }]);
  });

  test.each([
    "GET /foundation-models HTTP/1.1\r\nhost: evil.example\r\n",
    "GET http://evil.example/foundation-models HTTP/1.1\r\nhost: 127.0.0.1\r\n",
    "GET http://127.0.0.1/foundation-models HTTP/1.1\r\nhost: evil.example\r\n",
    "GET /foundation-models HTTP/1.1\r\nhost: 127.0.0.1\r\nhost: evil.example\r\n",
  ])("is not rebound: %j", async (head) => {
    expect(await raw(`${head}connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  test("is not rebound over HTTP/2", async () => {
    const session = http2.connect(mock.url);
    try {
      for (const authority of ["evil.example", `evil.example:${mock.port}`]) {
        const stream = session.request({ ":path": "/foundation-models", ":authority": authority });
        const [headers] = await once(stream, "response");
        expect(headers[":status"]).toBe(403);
        stream.close();
      }
      const stream = session.request({ ":path": "/foundation-models" });
      const [headers] = await once(stream, "response");
      expect(headers[":status"]).toBe(200);
      stream.close();
    } finally {
      session.close();
    }
  });

  test("answers those who do not name a host, as HTTP/1.0 does", async () => {
    expect(await raw("GET /foundation-models HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("lets a page whose origin is named ask and read", async () => {
    const origin = "https://app.example";
    const asked = { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" };
    const preflight = await fetch(`${mock.gatewayUrl}/chat/completions`, { method: "OPTIONS", headers: asked });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "content-type",
      vary: "origin",
    });
    for (const path of ["/foundation-models", "/nowhere"]) {
      const response = await fetch(`${mock.url}${path}`, { headers: { origin } });
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    }
    const other = await fetch(`${mock.url}/foundation-models`, { headers: { origin: "http://localhost:3000" } });
    expect([other.status, other.headers.get("access-control-allow-origin")]).toEqual([200, null]);
  });

  async function raw(text: string): Promise<string> {
    const socket = net.connect(mock.port, "127.0.0.1");
    socket.end(text);
    let received = "";
    for await (const piece of socket) {
      received += String(piece);
    }
    return received;
  }
});
