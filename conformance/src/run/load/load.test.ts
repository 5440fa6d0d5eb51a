import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { startServer } from "../../../test/start-server.ts";
import { type Case, exitCodeOf, loadCases, runSuite } from "../../index.ts";
import { retryAfter } from "./patience.ts";

const READ = await caseById("management/GetFoundationModel/by-id");
const MODEL = "arn:aws:bedrock:us-east-1:111122223333:imported-model/";
const INVOKE = (await loadCases({ profile: ["format:bedrock-completion"] })).filter(
  ({ kind }) => kind === "documented",
);

test("a target that was too busy is asked again, and the result tells every attempt", async () => {
  await using server = await startServer(busyAtFirst(2));

  const results = await runSuite({ endpoint: server.url, auth: "none", cases: [READ] });
  const [result] = results.cases;

  expect(server.requests.length).toBe(3);
  expect(result?.outcome).toBe("pass");
  expect(result?.attempts?.map(({ status, errorType }) => `${status} ${errorType}`)).toEqual([
    "429 ThrottlingException",
    "429 ThrottlingException",
    "200 undefined",
  ]);
  expect(result?.attempts?.map(({ pauseMs }) => typeof pauseMs)).toEqual(["number", "number", "undefined"]);
  expect(exitCodeOf(results)).toBe(0);
});

test("Retry-After is the least that is waited", async () => {
  await using server = await startServer(busyAtFirst(1, { "retry-after": "1" }));

  const { cases } = await runSuite({ endpoint: server.url, auth: "none", cases: [READ] });

  expect(cases[0]?.attempts?.[0]?.pauseMs).toBeGreaterThanOrEqual(1_000);
});

test("a target that asks for more than a minute is not waited for", async () => {
  await using server = await startServer(busyAtFirst(1, { "retry-after": "3600" }));

  const { cases } = await runSuite({ endpoint: server.url, auth: "none", cases: [READ] });

  expect(server.requests.length).toBe(1);
  expect(cases[0]?.outcome).toBe("not-testable");
});

test.each([
  { title: "429 of any name", status: 429, type: "SomethingException", want: 2 },
  { title: "503", status: 503, type: "ServiceUnavailableException", want: 2 },
  { title: "a model that is not ready", status: 429, type: "ModelNotReadyException", want: 2 },
  { title: "500", status: 500, type: "InternalServerException", want: 1 },
  { title: "400", status: 400, type: "ValidationException", want: 1 },
])("after $title a request is sent $want times", async ({ status, type, want }) => {
  await using server = await startServer({ status, headers: { "x-amzn-errortype": type }, body: { message: "" } });

  await runSuite({ endpoint: server.url, auth: "none", cases: [READ], attempts: 2 });

  // The models that the target lists are asked for as often.
  const asked = server.requests.filter(({ url = "" }) => url.startsWith("/foundation-models/"));
  expect(asked.length).toBe(want);
});

test("a case that expects the error is not sent again", async () => {
  await using server = await startServer({
    status: 429,
    headers: { "x-amzn-errortype": "ThrottlingException" },
    body: { message: "" },
  });
  const throttled = await caseById("management/GetFoundationModel/throttled");
  const features = { supported: ["scripted-errors"] };
  const target = { name: "test", endpoints: { management: server.url }, auth: "none", features } as const;

  const { cases } = await runSuite({ target, cases: [throttled] });

  // Its twin, which is throttled too, is sent three times.
  expect(server.requests.length).toBe(1 + 3);
  expect(cases[0]?.attempts).toBeUndefined();
  expect(cases[0]).toMatchObject({ outcome: "not-testable", reason: expect.stringContaining("its valid twin") });
});

test("what may have been created is not sent again after a 503, but looked for and removed", async () => {
  await using server = await startServer((request, response) => {
    response.writeHead(request.method === "POST" ? 503 : 404, { "content-type": "application/json" }).end("{}");
  });
  const create = await caseById("management/CreateProvisionedModelThroughput/by-the-hour");

  await runSuite({ endpoint: server.url, auth: "none", features: ["writes"], cases: [create] });

  expect(server.requests.map(({ method }) => method)).toEqual(["POST", "DELETE"]);
});

test("a target that stays busy is not asked again for ever", async () => {
  await using server = await startServer({
    status: 429,
    headers: { "x-amzn-errortype": "ThrottlingException" },
    body: { message: "" },
  });

  const results = await runSuite({
    endpoint: server.url,
    auth: "none",
    cases: copies(READ, 10),
    attempts: 2,
    concurrency: 1,
  });

  // Three cases in vain, then one request each.
  expect(server.requests.length).toBe(3 * 2 + 7);
  expect(results.summary["not-testable"]).toBe(10);
});

test("no more cases are under way at once than the target and each model take, and a busy model holds up no other", async () => {
  const begun: string[] = [];
  const underWay = new Set<IncomingMessage>();
  const most = { all: 0, one: 0 };
  let open = (): void => {};
  const barrier = new Promise<void>((resolve) => {
    open = resolve;
  });
  await using server = await startServer(async (request, response) => {
    underWay.add(request);
    begun.push(request.url ?? "");
    most.all = Math.max(most.all, underWay.size);
    most.one = Math.max(most.one, [...underWay].filter(({ url }) => url?.includes("one")).length);
    if (begun.length === 4) {
      open();
    }
    await barrier;
    underWay.delete(request);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  const [given = READ] = INVOKE;
  const cases = copies(given, 20).map((each, index) => ({
    ...each,
    // The model ids are none that the specs know: of a negative case that is not a fault.
    kind: "negative" as const,
    parameters: { ...given.parameters, modelId: `${MODEL}${index < 12 ? "one" : `other${index}`}` },
  }));

  const { cases: results } = await runSuite({
    target: { name: "test", endpoints: { runtime: server.url }, auth: "none" },
    cases,
    concurrency: 4,
    concurrencyPerModel: 2,
  });

  expect(results.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
  expect(begun.length).toBe(20);
  expect(begun.slice(0, 4).filter((url) => url.includes("one")).length).toBe(2);
  expect(most).toEqual({ all: 4, one: 2 });
});

test("requests begin evenly spread", async () => {
  await using server = await startServer({ body: READ.expect.body });
  const begin = performance.now();

  await runSuite({ endpoint: server.url, auth: "none", cases: copies(READ, 11), requestsPerSecond: 50 });

  expect(performance.now() - begin).toBeGreaterThanOrEqual(195);
});

test.each([
  { given: undefined, want: 0 },
  { given: "3", want: 3_000 },
  { given: "Thu, 01 Jan 2026 00:00:05 GMT", want: 5_000 },
  { given: "Wed, 31 Dec 2025 00:00:00 GMT", want: 0 },
  { given: "soon", want: 0 },
])("Retry-After $given is $want ms", ({ given, want }) => {
  expect(retryAfter(given, Date.UTC(2026, 0, 1))).toBe(want);
});

function copies(given: Case, count: number): readonly Case[] {
  return Array.from({ length: count }, (_, index) => ({ ...given, id: `${given.id}/${index}` }));
}

/** Answers with the example, but the first times that there is too much to do. */
function busyAtFirst(times: number, headers: Readonly<Record<string, string>> = {}) {
  let count = 0;
  return (_: IncomingMessage, response: ServerResponse): void => {
    count += 1;
    const isBusy = count <= times;
    response.writeHead(isBusy ? 429 : 200, {
      "content-type": "application/json",
      "x-amzn-requestid": "1",
      ...(isBusy ? { "x-amzn-errortype": "ThrottlingException", ...headers } : {}),
    });
    response.end(JSON.stringify(isBusy ? { message: "slow down" } : READ.expect.body));
  };
}
