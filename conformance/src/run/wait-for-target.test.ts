import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { startServer } from "../../test/start-server.ts";
import { hintsOf } from "../report/describe/hints.ts";
import { runSuite } from "./run-suite.ts";

const READ = await caseById("management/GetFoundationModel/by-id");

test("a target that begins to listen during the wait is tested", async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "x-amzn-requestid": "1" });
    response.end(JSON.stringify(READ.expect.body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  server.close();
  await once(server, "close");
  setTimeout(() => server.listen(port, "127.0.0.1"), 300);

  const start = performance.now();
  const { cases } = await runSuite({
    endpoint: `http://127.0.0.1:${port}`,
    auth: "none",
    cases: [READ],
    waitSeconds: 20,
  });
  server.close();

  expect(performance.now() - start).toBeLessThan(10_000);
  expect(cases[0]?.outcome).toBe("pass");
});

test("a target that never comes is told as without a wait", async () => {
  const { unreachable } = await runSuite({
    endpoint: "http://127.0.0.1:1",
    auth: "none",
    cases: [READ],
    waitSeconds: 0.3,
  });

  expect(unreachable.length).toBe(1);
});

test.each([
  { status: 404, want: [expect.stringContaining("Is the base path right?")] },
  { status: 500, want: [] },
])("answers of $status alone are asked about: $want", async ({ status, want }) => {
  await using server = await startServer({ status, body: { detail: "Not Found" } });
  const run = ["gateway/CreateEmbedding/{float,base64,plain}", "gateway/ListModels/models"];

  expect(hintsOf(await runSuite({ gatewayEndpoint: server.url, run, environment: {} }))).toEqual(want);
});
