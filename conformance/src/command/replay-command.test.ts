import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { runCli } from "../../test/run-cli.ts";
import { startServer } from "../../test/start-server.ts";

const READ = await caseById("management/GetFoundationModel/by-id");
const KEY = "canary-2b8e01f7";

test("replay sends one case and shows the whole exchange, without secrets", async () => {
  await using server = await startServer((request, response) => {
    response.writeHead(200, { "content-type": "application/json", "x-echo": String(request.headers.authorization) });
    response.end(JSON.stringify(READ.expect.body));
  });
  const environment = { AWS_BEARER_TOKEN_BEDROCK: KEY };

  const flags = ["replay", READ.id, "--endpoint", server.url, "--auth", "bearer"];
  const { code, stdout } = await runCli(flags, { environment });

  expect(server.requests.length).toBe(1);
  expect(stdout).toContain(`> GET ${server.url}/foundation-models/anthropic.claude-3-haiku-20240307-v1%3A0`);
  expect(stdout).toContain("> authorization: Bearer REDACTED");
  expect(stdout).toContain('<   "modelDetails": {');
  expect(stdout).toContain("warn         request-id");
  expect(stdout).toMatch(/! pass \(.* ms\)\n$/);
  expect(stdout).not.toContain(KEY);
  expect(code).toBe(0);
});

test("replay of a case that fails says why, as JSON too: exit 1", async () => {
  await using server = await startServer({ status: 500, text: "broken" });

  const { code, stdout } = await runCli(["replay", READ.id, "--endpoint", server.url, "--json"]);

  const result = JSON.parse(stdout);
  expect(result).toMatchObject({
    id: READ.id,
    outcome: "fail",
    exchange: { response: { status: 500, body: "broken" } },
  });
  expect(code).toBe(1);
});

test("replay shows the frames of a stream", async () => {
  const { stdout } = await runCli(["replay", "openai-completion/InvokeModelWithResponseStream/hello"]);

  expect(stdout).toMatch(/< frame 0 at byte 0, \d+ bytes, after \d+ ms\n< :event-type: chunk/);
});

test.each([
  { id: "management/GetFoundationModel", want: `did you mean "${READ.id}"?` },
  { id: "management/GetFoundationModel/by-ids", want: `did you mean "${READ.id}"?` },
  { id: "nothing", want: 'There is no case "nothing". `bedrock-conformance list`' },
])("$id is not a case: nothing is sent", async ({ id, want }) => {
  await using server = await startServer({ body: {} });

  const { code, stderr } = await runCli(["replay", id, "--endpoint", server.url]);

  expect([code, stderr]).toEqual([2, expect.stringContaining(want)]);
  expect(server.requests).toEqual([]);
});
