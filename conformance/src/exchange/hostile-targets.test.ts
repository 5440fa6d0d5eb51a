import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createServer as createTlsServer } from "node:tls";
import { crc32 } from "node:zlib";
import { encodeFrame } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { spawnCli } from "../../test/run-cli.ts";
import { startServer } from "../../test/start-server.ts";
import { chunkFrame, startStreamServer } from "../../test/stream-server.ts";
import type { Case } from "../case.ts";
import { type RunOptions, runSuite } from "../index.ts";
import type { CaseResult, CheckResult, SuiteResults } from "../result.ts";
import { exitCodeOf } from "../results/summary.ts";
import { MAXIMUM_BODY_BYTES } from "./limits.ts";

const READ = await caseById("management/GetFoundationModel/by-id");
const STREAM = await caseById("bedrock-completion/InvokeModelWithResponseStream/hello");
const BODY = JSON.stringify(READ.expect.body);
const MEBIBYTE = Buffer.alloc(1024 * 1024, " ");
const OPEN_STREAM = {
  "content-type": "application/vnd.amazon.eventstream",
  "x-amzn-bedrock-content-type": "application/json",
};

test("a stream that is silent after its first frame ends with the time of the case", async () => {
  const frames = [chunkFrame({ generation: "a" }), chunkFrame({ generation: "b" })];
  await using server = await startStreamServer({ frames, delayMs: [0, 60_000] });

  const result = await resultOf(server.url, STREAM, { timeoutMs: 300 });

  expect(faultOf(result, "stream-end")).toMatchObject({
    message: "the stream is incomplete",
    received: expect.stringMatching(
      /^status 200, but no end of the body within 300 ms \(\d+ bytes so far\); 1 frames before$/,
    ),
  });
  expect(result.durationMs).toBeLessThan(3_000);
});

test("a stream that drips byte by byte ends with the time of the case", async () => {
  const bytes = [...chunkFrame({ generation: "a" })].map((byte) => Uint8Array.of(byte));
  await using server = await startStreamServer({ frames: bytes, delayMs: 20 });

  expect(faultOf(await resultOf(server.url, STREAM, { timeoutMs: 300 }), "stream-end")).toMatchObject({
    received: expect.stringContaining("within 300 ms"),
  });
});

test("a stream cut inside a frame keeps the frames before", async () => {
  const frame = chunkFrame({ generation: "a" });
  await using server = await startStreamServer({ frames: [frame, frame.subarray(0, 50)], isCut: true });

  const result = await resultOf(server.url, STREAM);

  expect(faultOf(result, "stream-end")).toMatchObject({
    received: expect.stringMatching(/^the connection broke off after \d+ bytes of the body: .*; 1 frames before$/),
  });
  expect(result.checks.find(({ id }) => id === "chunk-schema")?.outcome).toBe("pass");
});

test("a frame that claims 2 GB is refused from its prelude", async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(200, OPEN_STREAM);
    response.write(prelude(2 ** 31));
    const more = (): void => {
      while (!response.destroyed && response.write(MEBIBYTE)) {}
      response.once("drain", more);
    };
    more();
  });

  const result = await resultOf(server.url, STREAM);

  expect(faultOf(result, "frame-crc")).toMatchObject({
    received: "it claims 2147483648 bytes, at most 25165824 are allowed",
    frame: { index: 0, offset: 0, hex: expect.stringContaining("80000000 00000000") },
  });
  expect(result.stream?.bytes).toBeLessThan(2 * MEBIBYTE.length);
});

test.each([
  {
    title: "a JSON body of 300 MB",
    id: READ.id,
    path: "json",
    want: `the body is larger than ${MAXIMUM_BODY_BYTES} bytes`,
  },
  {
    title: "a JSON body that announces 300 MB",
    id: READ.id,
    path: "announced",
    want: `the body is larger than ${MAXIMUM_BODY_BYTES} bytes`,
  },
  { title: "a stream of 300 MB", id: STREAM.id, path: "stream", want: "the stream is longer than 33554432 bytes" },
])(
  "$title takes little memory",
  async ({ id, path, want }) => {
    const large = chunkFrame({ generation: "a".repeat(700_000) });
    await using server = await startServer(async (_request, response) => {
      const length = 300 * MEBIBYTE.length;
      // Each wait for room adds listeners until the end.
      response.setMaxListeners(0);
      const headers = path === "stream" ? OPEN_STREAM : { "content-type": "application/json" };
      response.writeHead(200, { ...headers, ...(path === "announced" ? { "content-length": length } : {}) });
      const piece = path === "stream" ? large : MEBIBYTE;
      for (let sent = 0; sent < length && !response.destroyed; sent += piece.length) {
        if (!response.write(piece)) {
          await Promise.race([once(response, "drain"), once(response, "close")]);
        }
      }
      response.end();
    });
    await using small = await startServer({ body: READ.expect.body });

    const before = await memoryOf(["--endpoint", small.url, "--run", READ.id]);
    const after = await memoryOf(["--endpoint", server.url, "--run", id]);

    expect(after.stdout).toContain(want);
    expect(after.code).toBe(1);

    expect(after.megabytes - before.megabytes).toBeLessThan(200);
  },
  30_000,
);

test("a body longer than its content-length is cut there, and spoils no other case", async () => {
  await using server = await rawServer(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n${BODY}`,
  );
  const cases = [READ, { ...READ, id: `${READ.id}/again` }];

  const results = await run(server.url, { cases, concurrency: 1 });

  expect(results.cases.map((result) => faultOf(result)?.id)).toEqual(["response-schema", "response-schema"]);
  expect(faultOf(results.cases[0])?.message).toMatch(/^the body is not valid JSON/);
});

test("a body shorter than its content-length is no whole answer", async () => {
  await using server = await rawServer(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99999\r\n\r\n${BODY}`,
  );

  expect(faultOf(await resultOf(server.url, READ))).toMatchObject({
    id: "answer",
    received: expect.stringMatching(/^the connection broke off after \d+ bytes of the body/),
  });
});

test("a chunked body without its last chunk is no whole answer", async () => {
  const chunk = `${BODY.length.toString(16)}\r\n${BODY}\r\n`;
  await using server = await rawServer(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`,
  );

  expect(faultOf(await resultOf(server.url, READ))?.id).toBe("answer");
});

test("invalid UTF-8 in a chunk is not JSON", async () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x7d]).toString("base64");
  const frame = chunkFrame({ generation: "a" });
  await using server = await startStreamServer({ frames: [rawChunk(bytes), frame] });

  expect(faultOf(await resultOf(server.url, STREAM), "chunk-payload")?.message).toBe(
    '"bytes" does not decode to JSON: it is not UTF-8',
  );
});

test("a redirect loop is one request, and credentials stay where they are", async () => {
  await using other = await startServer({ body: READ.expect.body });
  await using loop = await startServer((request, response) => {
    const target = request.url?.includes("haiku") ? (request.url ?? "/") : `${other.url}/`;
    response.writeHead(307, { location: target }).end();
  });
  const elsewhere = { ...READ, id: `${READ.id}/elsewhere`, parameters: { modelIdentifier: "anthropic.claude-v2" } };
  const environment = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret-secret" };

  const results = await run(loop.url, { auth: "auto", environment, cases: [READ, elsewhere] });

  expect(results.cases.map((result) => faultOf(result)?.message)).toEqual([
    "answers with a redirect, which is not followed",
    "answers with a redirect, which is not followed",
  ]);
  expect(loop.requests.map(({ headers }) => headers.authorization?.slice(0, 16))).toEqual([
    "AWS4-HMAC-SHA256",
    "AWS4-HMAC-SHA256",
  ]);
  expect(other.requests).toEqual([]);
});

test("a TLS handshake that fails is said once", async () => {
  // A server without a certificate, whose only cipher suites need none, agrees with no client.
  const server = createTlsServer({ ciphers: "ADH-AES256-SHA256:@SECLEVEL=0", maxVersion: "TLSv1.2" });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const results = await run(`https://127.0.0.1:${portOf(server.address())}`, {
    cases: [READ, STREAM],
    timeoutMs: 5_000,
  });
  server.close();

  expect(results.unreachable).toHaveLength(1);
  expect(results.unreachable[0]).toMatch(/the TLS connection failed: /);
  expect(exitCodeOf(results)).toBe(3);
});

test("a connection that is accepted and never answered ends with the time of the case", async () => {
  await using server = await rawServer(undefined);

  const results = await run(server.url, { cases: [STREAM], timeoutMs: 200 });

  expect(results.unreachable).toEqual([expect.stringContaining("no response within 200 ms")]);
});

test("headers without end are refused", async () => {
  await using server = await rawServer(`HTTP/1.1 200 OK\r\n${"x-more: ".concat("a".repeat(1000), "\r\n").repeat(200)}`);

  expect(faultOf(await resultOf(server.url, READ))?.id).toBe("answer");
});

async function resultOf(endpoint: string, of: Case, options: Partial<RunOptions> = {}): Promise<CaseResult> {
  const [result] = (await run(endpoint, { cases: [of], ...options })).cases;
  if (result === undefined) {
    throw new Error("There is no result");
  }
  return result;
}

function run(endpoint: string, options: Partial<RunOptions>): Promise<SuiteResults> {
  return runSuite({ endpoint, auth: "none", timeoutMs: 10_000, ...options });
}

function faultOf(result: CaseResult | undefined, id?: string): CheckResult | undefined {
  return result?.checks.find((check) => check.outcome === "fail" && (id === undefined || check.id === id));
}

/** The prelude of a frame of that length. */
function prelude(length: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(length);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  return bytes;
}

function rawChunk(bytes: string): Uint8Array {
  const headers = { ":event-type": "chunk", ":content-type": "application/json", ":message-type": "event" };
  return encodeFrame(headers, Buffer.from(JSON.stringify({ bytes })));
}

/** Runs the command, and says how much memory its process took at most. */
async function memoryOf(flags: readonly string[]): Promise<{ code: number | null; stdout: string; megabytes: number }> {
  const report = 'process.on("exit", () => console.error("rss=", process.resourceUsage().maxRSS))';
  const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(report)}` };
  const { code, stdout, stderr } = await spawnCli(flags, { environment });
  return { code, stdout, megabytes: Number(/rss= (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1024 };
}

/** A server that answers every request with these bytes and closes the connection a moment later; or never answers. */
async function rawServer(answer: string | undefined): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", async () => {
      if (answer !== undefined) {
        socket.write(answer);
        await delay(30);
        socket.end();
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

function portOf(address: string | { readonly port: number } | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}
