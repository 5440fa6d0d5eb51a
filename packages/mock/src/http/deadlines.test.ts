import { type EventEmitter, once } from "node:events";
import http2 from "node:http2";
import net from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonAnswer } from "./answer.ts";
import { createHttpFront, refuseAsBedrock } from "./http-front.ts";

const SHORT = { head: 300, body: 600, idle: 600 };
const front = createHttpFront(
  async ({ path }) => {
    if (path === "/slow") {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    }
    return jsonAnswer(200, {});
  },
  refuseAsBedrock,
  { deadlines: SHORT },
);
let port = 0;

beforeAll(async () => {
  ({ port } = await front.listen(0, "127.0.0.1"));
});
afterAll(() => front.close());

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const SETTINGS = "\0\0\0\u0004\0\0\0\0\0";

test.each([
  { title: "nothing", start: "", drip: "", least: 300 },
  { title: "one letter", start: "P", drip: "", least: 300 },
  { title: "half a head", start: "GET / HTTP/1.1\r\nhost: h\r\n", drip: "", least: 300 },
  { title: "a head by drips", start: "GET / HTTP/1.1\r\nhost: h\r\n", drip: "x: y\r\n", least: 300 },
  {
    title: "half a body",
    start: "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 9999\r\n\r\nhalf",
    drip: "",
    least: 600,
  },
  {
    title: "a body by drips",
    start: "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 9999\r\n\r\n",
    drip: "x",
    least: 600,
  },
  {
    title: "a chunked body by drips",
    start: "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n",
    drip: "1\r\nx\r\n",
    least: 600,
  },
  { title: "a second head by drips", start: "GET / HTTP/1.1\r\nhost: h\r\n\r\nGET /", drip: "x", least: 300 },
  { title: "half of the beginning of HTTP/2", start: "PRI * HTTP", drip: "", least: 300 },
  { title: "HTTP/2 and nothing more", start: PREFACE + SETTINGS, drip: "", least: 300 },
  {
    title: "HTTP/2 and pings",
    start: PREFACE + SETTINGS,
    drip: `\0\0\u0008\u0006\0\0\0\0\0${"p".repeat(8)}`,
    least: 300,
  },
])("closes a connection that says $title", async ({ start, drip, least }) => {
  const begin = performance.now();
  const socket = net.connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(start, "latin1");
  const timer = setInterval(() => socket.write(drip, "latin1"), 50);
  socket.resume();
  await closed(socket);
  clearInterval(timer);
  expect(performance.now() - begin).toBeGreaterThan(least - 50);
  expect(performance.now() - begin).toBeLessThan(5_000);
});

test("ends an HTTP/2 request whose body does not end, and then its connection", async () => {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  const stream = session.request({ ":method": "POST", ":path": "/" });
  stream.on("error", () => undefined);
  const ends = closed(session);
  const timer = setInterval(() => stream.write("x"), 50);
  stream.resume();
  await new Promise((resolve) => stream.once("aborted", resolve));
  clearInterval(timer);
  // A client that still has something to write holds its own connection open.
  stream.destroy();
  await ends;
});

test("waits for no client while it answers, over HTTP/1.1 and HTTP/2", async () => {
  expect((await fetch(`http://127.0.0.1:${port}/slow`)).status).toBe(200);
  const session = http2.connect(`http://127.0.0.1:${port}`);
  const stream = session.request({ ":path": "/slow" });
  stream.resume();
  const [headers] = await once(stream, "response");
  expect(headers[":status"]).toBe(200);
  await closed(stream);
  session.close();
});

test("leaves a connection open between requests that do not wait too long", async () => {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  for (let time = 0; time < 4; time += 1) {
    const stream = session.request({ ":path": "/" });
    stream.resume();
    await closed(stream);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  expect(session.closed).toBe(false);
  session.close();
});

/** Waits for the end, whether it comes with an error or not: a client may still write when its peer ends. */
function closed(connection: EventEmitter): Promise<void> {
  connection.on("error", () => undefined);
  return new Promise((resolve) => connection.once("close", () => resolve()));
}
