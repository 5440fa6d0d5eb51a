import { once } from "node:events";
import http2 from "node:http2";
import net from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { frameAnswer, jsonAnswer } from "./answer.ts";
import { createHttpFront } from "./http-front.ts";
import { MAX_BODY_LENGTH } from "./read-body.ts";

const front = createHttpFront(async ({ method, path, query, headers, body }) => {
  if (path === "/fault") {
    throw new Error("on purpose");
  }
  if (path === "/slow") {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return jsonAnswer(200, { method, path, query, host: headers.host, list: headers["x-list"], length: body.byteLength });
});
let port = 0;
let url = "";

beforeAll(async () => {
  ({ port } = await front.listen(0, "127.0.0.1"));
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => front.close());

test("answers HTTP/1.1 with JSON, its length, a request id and no CORS headers", async () => {
  const response = await fetch(`${url}/a%3Ab?c=d`, { method: "POST", body: "four" });
  expect(await response.json()).toMatchObject({ method: "POST", path: "/a%3Ab", query: "c=d", length: 4 });
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  expect(response.headers.get("date")).not.toBeNull();
  expect(response.headers.get("content-length")).not.toBeNull();
  expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
});

test("answers HTTP/2 with prior knowledge on the same port", async () => {
  const session = http2.connect(url);
  try {
    const stream = session.request({ ":method": "POST", ":path": "/a%3Ab?c=d", "x-list": "1" });
    stream.end("four");
    const [headers] = await once(stream, "response");
    expect(headers).toMatchObject({ ":status": 200, "content-type": "application/json" });
    expect(JSON.parse(await text(stream))).toMatchObject({ path: "/a%3Ab", query: "c=d", list: "1", length: 4 });
  } finally {
    session.close();
  }
});

test("answers HTTP/2 whose first bytes come one by one", async () => {
  const socket = net.connect(port, "127.0.0.1");
  for (const byte of "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") {
    socket.write(byte);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const [data] = await once(socket, "data");
  // A SETTINGS frame comes first. https://www.rfc-editor.org/rfc/rfc9113#section-3.4
  expect(data[3]).toBe(4);
  socket.destroy();
});

test("takes P, PR and PRI as the beginning of HTTP/1.1 methods too", async () => {
  expect(await raw(["P", "OST / HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"])).toContain(
    '"method":"POST"',
  );
  expect(await raw(["PR", "OPFIND / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"])).toContain(
    '"method":"PROPFIND"',
  );
});

test("serves several requests on one connection", async () => {
  const request = "GET /x HTTP/1.1\r\nhost: h\r\n\r\n";
  const last = "GET /y HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
  const received = await raw([request, last]);
  expect(received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
});

test("answers a client that has ended its side, however long that takes", async () => {
  const socket = net.connect(port, "127.0.0.1");
  socket.end("GET /slow HTTP/1.1\r\nhost: h\r\n\r\n");
  expect(await text(socket)).toContain('"path":"/slow"');
});

test("takes a whole URL in the request line", async () => {
  const received = await raw(["GET http://other.example:1/x?y=z HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"]);
  expect(received).toContain('"path":"/x","query":"y=z"');
});

test.each([
  { given: "hello\r\n\r\n" },
  { given: "GET / HTTP/9.9\r\n\r\n" },
  { given: "GET / HTTP/1.1\r\nbad header\r\n\r\n" },
  { given: "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: abc\r\n\r\n" },
  { given: "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n" },
  { given: `GET / HTTP/1.1\r\nhost: h\r\nlong: ${"x".repeat(20_000)}\r\n\r\n` },
  { given: "CONNECT host:443 HTTP/1.1\r\nhost: h\r\n\r\n" },
  { given: "PX" },
  { given: "P" },
  { given: "PR" },
  { given: "" },
  { given: "\u0016\u0003\u0001\u0002\u0000\u0001" },
])("refuses bytes that are no HTTP request as AWS would: $given", async ({ given }) => {
  const received = await raw([given], true);
  expect(received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(received).toContain(
    "x-amzn-errortype: ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/",
  );
  expect(JSON.parse(received.split("\r\n\r\n")[1] ?? "")).toEqual({ message: expect.any(String) });
});

test("survives connections that say nothing, or only begin", async () => {
  for (const start of [
    "",
    "P",
    "PRI",
    "PRI * HTTP/2.0\r\n\r\nnonsense that is not a frame",
    "POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\nhalf",
  ]) {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write(start);
    await new Promise((resolve) => setTimeout(resolve, 10));
    socket.resetAndDestroy();
  }
  expect((await fetch(url)).status).toBe(200);
});

test("takes a body of 25,000,000 bytes and refuses a longer one", async () => {
  const body = new Uint8Array(MAX_BODY_LENGTH);
  const taken = await fetch(url, { method: "POST", body });
  expect(await taken.json()).toMatchObject({ length: MAX_BODY_LENGTH });
  const refused = await fetch(url, { method: "POST", body: new Uint8Array(MAX_BODY_LENGTH + 1) });
  expect(refused.status).toBe(400);
  expect(refused.headers.get("x-amzn-errortype")).toMatch(/^ValidationException:/);
  expect(await refused.json()).toEqual({ message: "The request body must not be longer than 25000000 bytes." });
});

test("refuses an oversized body over HTTP/2 too", async () => {
  const session = http2.connect(url);
  try {
    const stream = session.request({ ":method": "POST", ":path": "/" });
    stream.end(Buffer.alloc(MAX_BODY_LENGTH + 1));
    const [headers] = await once(stream, "response");
    expect(headers[":status"]).toBe(400);
    expect(await text(stream)).toContain("25000000");
  } finally {
    session.close();
  }
});

test("answers a body that never ends after 100 MB, while it still comes", async () => {
  const socket = net.connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write("POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n");
  const chunk = Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(0x100000), Buffer.from("\r\n")]);
  let received = "";
  socket.on("data", (data) => {
    received += data.toString("latin1");
  });
  for (let sent = 0; sent < 200 && received === ""; sent += 1) {
    await new Promise((resolve) => socket.write(chunk, resolve));
  }
  socket.destroy();
  expect(received).toMatch(/^HTTP\/1\.1 400 /);
});

test("survives HTTP/2 clients that go away while they send, and while they wait", async () => {
  for (const isWaiting of [false, true]) {
    const session = http2.connect(url);
    session.on("error", () => undefined);
    const stream = session.request({ ":method": "POST", ":path": "/slow" });
    stream.on("error", () => undefined);
    stream.write("half");
    if (isWaiting) {
      stream.end();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    stream.close(http2.constants.NGHTTP2_CANCEL);
    session.destroy();
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await fetch(url)).status).toBe(200);
});

test("turns a fault of its own into an InternalServerException", async () => {
  const response = await fetch(`${url}/fault`);
  expect(response.status).toBe(500);
  expect(response.headers.get("x-amzn-errortype")).toMatch(/^InternalServerException:/);
  expect(await response.json()).toEqual({ message: "The mock failed: on purpose" });
});

test.each([
  {
    title: "a response whose header HTTP does not admit",
    broken: createHttpFront(async () => jsonAnswer(200, {}, { "x broken": "a" })),
  },
  {
    title: "a refusal that fails",
    broken: createHttpFront(
      () => Promise.reject(new Error("the request")),
      () => Promise.reject(new Error("the refusal")),
    ),
  },
])("answers with a fault, and stays up, over HTTP/1.1 and HTTP/2, after $title", async ({ broken }) => {
  const { port: brokenPort } = await broken.listen(0, "127.0.0.1");
  const brokenUrl = `http://127.0.0.1:${brokenPort}`;
  const session = http2.connect(brokenUrl);
  try {
    for (let time = 0; time < 2; time += 1) {
      const stream = session.request({ ":path": "/" });
      const [headers] = await once(stream, "response");
      expect(headers[":status"]).toBe(500);
      stream.close();
      const response = await fetch(brokenUrl);
      expect(response.status).toBe(500);
      expect(response.headers.get("x-amzn-errortype")).toMatch(/^InternalServerException:/);
      expect(await response.json()).toEqual({ message: expect.stringContaining("The mock failed: ") });
    }
  } finally {
    session.close();
    await broken.close();
  }
});

test("breaks off a stream that fails, over HTTP/1.1 and HTTP/2", async () => {
  function* frames(): Generator<Uint8Array> {
    yield Buffer.from("one");
    throw new Error("on purpose");
  }
  const broken = createHttpFront(async () => frameAnswer(200, { frames: frames(), delay: 0 }, {}));
  const { port: brokenPort } = await broken.listen(0, "127.0.0.1");
  const session = http2.connect(`http://127.0.0.1:${brokenPort}`);
  try {
    const response = await fetch(`http://127.0.0.1:${brokenPort}`);
    await expect(response.text()).rejects.toThrow();
    const stream = session.request({ ":path": "/" });
    stream.resume();
    const [error] = await once(stream, "error");
    expect(error.message).toContain("NGHTTP2_INTERNAL_ERROR");
  } finally {
    session.destroy();
    await broken.close();
  }
});

test("sends no body with the response to HEAD", async () => {
  const response = await fetch(url, { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("");
});

test("closes at once, with connections of both kinds open", async () => {
  const other = createHttpFront(async () => jsonAnswer(200, {}));
  const { port: otherPort } = await other.listen(0, "127.0.0.1");
  const session = http2.connect(`http://127.0.0.1:${otherPort}`);
  session.on("error", () => undefined);
  const idle = net.connect(otherPort, "127.0.0.1");
  idle.on("error", () => undefined);
  await Promise.all([once(session, "connect"), once(idle, "connect")]);
  await other.close();
  await expect(fetch(`http://127.0.0.1:${otherPort}`)).rejects.toThrow();
});

async function raw(pieces: readonly string[], isEnded = false): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  // Whatever the server does to the connection, what came before counts.
  socket.on("error", () => undefined);
  for (const piece of pieces) {
    socket.write(piece, "latin1");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  if (isEnded) {
    socket.end();
  }
  return text(socket);
}

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
