import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { startServer } from "../../test/start-server.ts";
import { type RunOptions, runSuite } from "../index.ts";
import type { CaseResult, SuiteResults } from "../result.ts";
import { exitCodeOf } from "../results/summary.ts";

const READ = await caseById("management/GetFoundationModel/by-id");
const FIVE = Array.from({ length: 5 }, (_, index) => ({ ...READ, id: `${READ.id}/${index}` }));

test("a target at which nothing listens is said once, and is incomplete", async () => {
  const { url } = await closedServer();

  const results = await run(url, { cases: FIVE });

  expect(results.unreachable).toEqual([`${url} cannot be reached: nothing listens there (ECONNREFUSED)`]);
  expect(results.summary["not-testable"]).toBe(5);
  expect(exitCodeOf(results)).toBe(3);
});

test("a host name that does not resolve is said once", async () => {
  const results = await run("http://no-such-host.invalid", { cases: FIVE });

  expect(results.unreachable).toHaveLength(1);
  expect(results.unreachable[0]).toMatch(/^http:\/\/no-such-host\.invalid cannot be reached: .*does not resolve/);
});

test("TLS to a server without TLS is said once", async () => {
  await using server = await startServer({ body: {} });
  const results = await run(server.url.replace("http:", "https:"), { cases: FIVE });

  expect(results.unreachable).toHaveLength(1);
  expect(results.unreachable[0]).toContain("it does not speak TLS; try http:// instead of https://");
});

test.each([1, 5])(
  "a target that closes the connection of whoever does not speak TLS is asked about it once: %i cases",
  async (count) => {
    const server = createServer((socket) => socket.on("data", () => socket.end()));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // It listens on TCP.

    const results = await run(`http://127.0.0.1:${port}`, { cases: FIVE.slice(0, count) });
    server.close();

    expect(results.unreachable).toEqual([expect.stringContaining("; if the target speaks TLS, it is https://;")]);
    expect(results.summary).toMatchObject({ fail: 0, "not-testable": count });
    expect(exitCodeOf(results)).toBe(3);
  },
);

test("a redirect is not followed", async () => {
  await using other = await startServer({ body: READ.expect.body });
  await using server = await startServer({ status: 307, headers: { location: `${other.url}/x` }, text: "" });

  const check = faultOf(await run(server.url));

  expect(check).toMatchObject({ id: "status", received: `307 redirect to ${other.url}/x application/json, no body` });
  expect(other.requests).toHaveLength(0);
});

test("a body that drips ends with the time of the case", async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  });

  const results = await run(server.url, { timeoutMs: 300 });

  expect(faultOf(results)).toMatchObject({
    id: "answer",
    received: expect.stringMatching(/^status 200, but no end of the body within 300 ms/),
  });
  expect(results.cases[0]?.durationMs).toBeLessThan(3_000);
});

test.each([1, 5])("a target that never says a word is said once, and is incomplete: %i cases", async (count) => {
  await using server = await startServer(() => {});

  const results = await run(server.url, { timeoutMs: 100, cases: FIVE.slice(0, count), concurrency: 1 });

  expect(results.unreachable).toEqual([
    `${server.url} accepted connections but did not respond: no response within 100 ms; nothing more was sent there`,
  ]);
  expect(results.cases.map(({ outcome }) => outcome)).toEqual(FIVE.slice(0, count).map(() => "not-testable"));
  // The first case, and the endpoint itself.
  expect(server.requests.map(({ url }) => url)).toEqual([expect.stringContaining("foundation-models"), "/"]);
  expect(exitCodeOf(results)).toBe(3);
});

test("a target that answers something else, but not this, is at fault", async () => {
  await using server = await startServer(({ url }, response) => {
    if (url === "/") response.writeHead(404).end();
    else response.socket?.destroy();
  });

  const results = await run(server.url, { cases: FIVE, concurrency: 5 });

  expect(results.cases.map(({ outcome }) => outcome)).toEqual(FIVE.map(() => "fail"));
  expect(exitCodeOf(results)).toBe(1);
});

test("a body without end is cut off", async () => {
  const mebibyte = Buffer.alloc(1024 * 1024, " ");
  await using server = await startServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const more = (): void => {
      while (!response.destroyed && response.write(mebibyte)) {}
      response.once("drain", more);
    };
    more();
  });

  expect(faultOf(await run(server.url))).toMatchObject({
    id: "answer",
    received: expect.stringContaining("larger than 25000000 bytes"),
  });
});

test.each([
  {
    title: "a body shorter than its content-length",
    given: "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
    want: /broke off after 1 bytes/,
  },
  { title: "what is no HTTP", given: "HELLO\r\n\r\n", want: /not valid HTTP\/1\.1/ },
])("$title is a fault of the target", async ({ given, want }) => {
  const server = await rawServer((socket) => socket.end(given));

  const check = faultOf(await run(server.url));
  server.close();

  expect(check).toMatchObject({ id: "answer", level: "MUST", received: expect.stringMatching(want) });
});

test("invalid UTF-8 is not JSON", async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(Buffer.from([0x7b, 0xff, 0x7d]));
  });

  expect(faultOf(await run(server.url))).toMatchObject({
    id: "response-schema",
    message: "the body is not valid JSON: the body is not UTF-8",
  });
});

test("a kept-alive connection that the server closes costs no case", async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(READ.expect.body));
    setImmediate(() => response.socket?.destroy());
  });

  const results = await run(server.url, { cases: FIVE, concurrency: 1 });

  expect(results.summary.fail).toBe(0);
});

function run(endpoint: string, options: Partial<RunOptions> = {}): Promise<SuiteResults> {
  return runSuite({ endpoint, auth: "none", cases: [READ], timeoutMs: 10_000, ...options });
}

function faultOf({ cases }: SuiteResults): CaseResult["checks"][number] | undefined {
  return cases[0]?.checks.find(({ outcome }) => outcome === "fail");
}

async function closedServer(): Promise<{ url: string }> {
  await using server = await startServer({});
  return { url: server.url };
}

async function rawServer(answer: (socket: Socket) => void): Promise<{ url: string; close(): void }> {
  const server = createServer((socket) => {
    socket.once("data", () => answer(socket));
    socket.on("error", () => {});
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
