import type { ServerResponse } from "node:http";
import { startMock } from "@bedrock-contract/mock";
import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { faultsOf } from "../../test/faults-of.ts";
import { startServer, type TestServer } from "../../test/start-server.ts";
import { runSuite } from "../index.ts";

const PAGES = await caseById("management/ListAutomatedReasoningPolicyTestCases/every-page");
const END = await caseById("management/GetEvaluationJob/just-ended");
const FEATURES = {
  supported: ["writes", "existing-resource"],
  unsupported: ["operation:DeleteAutomatedReasoningPolicy", "operation:StopEvaluationJob"],
};
const NEAR = { name: "near", auth: "none", features: FEATURES } as const;

test("three things are created, and their list is read to its last page", async () => {
  await using mock = await startMock();
  const features = { supported: FEATURES.supported };
  const target = { ...NEAR, endpoints: { management: mock.url }, features };
  const run = await runSuite({ target, cases: [PAGES], environment: {} });

  expect(run.cases).toMatchObject([{ outcome: "pass" }]);
  expect(mock.requests.map(({ operation }) => operation)).toEqual([
    "CreateAutomatedReasoningPolicy",
    ...Array<string>(3).fill("CreateAutomatedReasoningPolicyTestCase"),
    ...Array<string>(3).fill("ListAutomatedReasoningPolicyTestCases"),
    "DeleteAutomatedReasoningPolicy",
  ]);
});

test.each([
  { title: "each once", listed: [3, 2, 1], wanted: [] },
  { title: "with a gap", listed: [3, 1], wanted: ["sought-values"] },
  { title: "with a double", listed: [3, 2, 2, 1], wanted: ["item-identity"] },
  { title: "in circles", listed: [3, 2, 1], circle: 1, wanted: ["sought-values", "item-identity"] },
  { title: "two at once", listed: [3, 2, 1], size: 2, wanted: ["as-asked"] },
])("pages that show what there is $title are judged together", async ({ listed, wanted, size = 1, circle }) => {
  const summaries = Object(PAGES.expect.body).testCases;
  let made = 0;
  await using server = await startServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://near");
    const start = Number(searchParams.get("nextToken") ?? 0);
    const end = start + size;
    const testCases = listed.slice(start, end).map((each) => ({ ...summaries[0], testCaseId: `TESTCASE000${each}` }));
    const { policyArn } = PAGES.parameters;
    made += request.method === "POST" && pathname.endsWith("/test-cases") ? 1 : 0;
    const ofPolicy = { policyArn, testCaseId: `TESTCASE000${made}`, definitionHash: "a".repeat(128) };
    const times = { name: "leave", version: "DRAFT", createdAt: TIME, updatedAt: TIME };
    const page = { testCases, ...(end < listed.length && { nextToken: String(circle ?? end) }) };
    write(response, request.method === "POST" ? { ...ofPolicy, ...times } : page);
  });
  const target = { ...NEAR, endpoints: { management: server.url } };
  const run = await runSuite({ target, cases: [PAGES], environment: {} });

  expect(failed(run.cases[0])).toEqual(wanted);
});

test.each([
  { title: "ends", states: ["InProgress", "Completed"], outcome: "pass" },
  { title: "fails", states: ["InProgress", "Failed"], outcome: "pass" },
  { title: "goes on", states: ["InProgress"], outcome: "not-testable" },
  { title: "goes on though time passes", states: ["InProgress"], isTimed: true, outcome: "fail" },
  { title: "ends when time passes", states: ["InProgress", "Completed"], isTimed: true, outcome: "pass" },
])("a job that $title is asked about until then", async ({ states, outcome, isTimed = false }) => {
  let asked = 0;
  await using server: TestServer = await startServer((request, response) => {
    if (request.url === "/clock") {
      write(response, {});
    } else if (request.method === "POST") {
      write(response, { jobArn: END.parameters.jobIdentifier }, 202);
    } else {
      const { jobName } = JSON.parse(server.requests[0]?.body ?? "{}");
      write(response, { ...Object(END.expect.body), jobName, status: states[Math.min(asked++, states.length - 1)] });
    }
  });
  const clock = isTimed ? { clock: `${server.url}/clock` } : {};
  const target = { ...NEAR, endpoints: { management: server.url }, limits: { jobMs: 300 }, ...clock };
  const run = await runSuite({ target, cases: [END], environment: {} });

  expect(run.cases).toMatchObject([{ outcome }]);
  expect(failed(run.cases[0])).toEqual(outcome === "fail" ? ["end-state"] : []);
});

test("what should have ended and has not is wrong", async () => {
  const body = { ...Object(END.expect.body) };

  expect(await faultsOf(END, { body })).toEqual([]);
  expect(await faultsOf(END, { body: { ...body, status: "InProgress" } })).toEqual(["end-state"]);
});

test("nobody waits for a job that may take days", async () => {
  const target = { ...NEAR, endpoints: { management: "http://far.example" } };
  const { cases } = await runSuite({ target, cases: [END], environment: {} });

  expect(cases).toMatchObject([{ outcome: "unsupported", reason: expect.stringContaining("limits.jobMs") }]);
});

const TIME = "2026-03-09T09:00:00Z";

function write(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { "content-type": "application/json", "x-amzn-requestid": "1" });
  response.end(JSON.stringify(body));
}

function failed(result: { readonly checks: readonly { id: string; outcome: string }[] } | undefined) {
  return result?.checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
}
