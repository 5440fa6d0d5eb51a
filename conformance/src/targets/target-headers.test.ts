import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { startServer } from "../../test/start-server.ts";
import { runSuite } from "../index.ts";

const READ = await caseById("management/GetFoundationModel/by-id");
const CANARY = "canary-7d1e40b2";

test("headers of a manifest are sent, and what the environment puts into them is in no result", async () => {
  await using server = await startServer((request, response) => {
    const echoed = JSON.stringify({ message: request.headers["x-key"] });
    response.writeHead(500, { "content-type": "application/json" }).end(echoed);
  });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: It is what a manifest holds.
  const headers = { "X-Tenant": "a", "x-key": "key ${GATEWAY_KEY}" };
  const target = { name: "test", endpoints: { management: server.url }, auth: "none", headers } as const;

  const results = await runSuite({ target, cases: [READ], environment: { GATEWAY_KEY: CANARY } });

  expect(server.requests[0]?.headers).toMatchObject({ "x-tenant": "a", "x-key": `key ${CANARY}` });
  expect(results.cases[0]?.outcome).toBe("fail");
  expect(JSON.stringify(results)).not.toContain(CANARY);
});

test("a header whose variable is not set is wrong usage, and nothing is sent", async () => {
  await using server = await startServer({ body: {} });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: It is what a flag holds.
  const options = { endpoint: server.url, headers: { "x-key": "${GATEWAY_KEY}" }, cases: [READ], environment: {} };

  await expect(runSuite(options)).rejects.toThrow("The header x-key");
  expect(server.requests).toEqual([]);
});

test.each([
  { given: { headers: { "x key": "a" } }, want: 'The header "x key" of the target' },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: It is what a flag holds.
  { given: { headers: { "x-key": "${KEY}" } }, want: 'The header "x-key" of the target' },
  { given: { auth: "bearer" as const }, want: "The key in AWS_BEARER_TOKEN_BEDROCK cannot be sent" },
  { given: { auth: "auto" as const }, want: "The AWS session token cannot be sent" },
])("a header of several lines is wrong usage, not a fault of the target: $want", async ({ given, want }) => {
  await using server = await startServer({ body: {} });
  const key = `${CANARY}\n`;
  const session = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: key };
  const environment = { KEY: key, AWS_BEARER_TOKEN_BEDROCK: key, ...session };
  const run = runSuite({ endpoint: server.url, cases: [READ], environment, ...given });

  await expect(run).rejects.toThrow(want);
  await expect(run).rejects.not.toThrow(CANARY);
  expect(server.requests).toEqual([]);
});
