import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFull } from "../../../.some-of.ts";
import { caseById } from "../../test/case-by-id.ts";
import { startServer } from "../../test/start-server.ts";
import { defineTarget, exitCodeOf, loadCases, runSuite, type SuiteResults } from "../index.ts";
import { CaseRecorder } from "../results/case-recorder.ts";
import { resultForEach } from "./run-suite.ts";

const READ = await caseById("management/GetFoundationModel/by-id");
const CREATE = await caseById("management/CreateProvisionedModelThroughput/by-the-hour");
const THROTTLED = await caseById("management/GetFoundationModel/throttled");
const INVOKE = (await loadCases({ profile: ["format:openai-completion"] })).filter(({ kind }) => kind === "documented");
const UNKNOWN_MODEL = await caseById("openai-completion/InvokeModel/unknown-model");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the embedded mock conforms in every case, strictly", { tags: "longer" }, async () => {
  const results = await runSuite({ profile: ["strict"], ...(isFull ? {} : { shard: { index: 2, count: 20 } }) });

  // Whether streams come all at once is judged by the clock, which a busy machine moves.
  const failed = results.cases.filter(({ checks }) =>
    checks.some(({ id, outcome }) => outcome === "fail" && id !== "incremental-delivery"),
  );
  expect(failed.map(({ id }) => id)).toEqual([]);
  expect(results.cases.filter(({ outcome }) => outcome !== "pass" && outcome !== "fail")).toEqual([]);
  expect(results.summary.pass).toBeGreaterThan(300);
  expect(results.cases.filter(({ stream }) => (stream?.frames ?? 0) > 1).length).toBeGreaterThan(10);
});

test("a filter stops the request", async () => {
  await using server = await startServer({ body: READ.expect.body });

  const results = await runSuite({ endpoint: server.url, auth: "none", run: [READ.id] });

  expect(results.cases.map(({ id }) => id)).toEqual([READ.id]);
  expect(server.requests.map(({ url }) => url)).toEqual([
    "/foundation-models/anthropic.claude-3-haiku-20240307-v1%3A0",
  ]);
});

test("what a target does not declare is unsupported, and not sent", async () => {
  await using server = await startServer({ body: {} });

  const results = await runSuite({ endpoint: server.url, auth: "none", cases: [CREATE, THROTTLED] });

  expect(results.cases.map(({ outcome, reason }) => `${outcome}: ${reason}`)).toEqual([
    "unsupported: needs writes",
    "unsupported: needs scripted-errors",
  ]);
  expect(server.requests).toEqual([]);
  expect(exitCodeOf(results)).toBe(3);
});

test("no target is made to download from public hosts, unless it says that it does", async () => {
  await using server = await startServer({ status: 500, body: {} });
  const options = { gatewayEndpoint: server.url, run: ["gateway/CreateChatCompletion/image-url"], environment: {} };

  expect((await runSuite(options)).cases[0]?.reason).toBe("needs remote-images");
  expect((await runSuite({ ...options, features: ["remote-images"] })).cases[0]?.outcome).toBe("fail");
});

test("what changes the account is sent to no target that does not say so, even where it is to be refused", async () => {
  await using server = await startServer({ body: {} });
  const run = ["management/Create*/*", "runtime/StartAsyncInvoke/*"];

  const { cases } = await runSuite({ endpoint: server.url, auth: "none", run, environment: {} });

  expect(server.requests).toEqual([]);
  expect(cases.length).toBeGreaterThan(50);
  expect(new Set(cases.map(({ outcome }) => outcome))).toEqual(new Set(["unsupported"]));
});

test("a preference goes only to targets that declare scripted errors", async () => {
  await using server = await startServer({
    status: 429,
    headers: { "x-amzn-errortype": "ThrottlingException" },
    body: { message: "" },
  });
  const endpoints = { management: server.url };
  const scripted = defineTarget({
    name: "test",
    endpoints,
    auth: "none",
    features: { supported: ["scripted-errors"] },
  });

  await runSuite({ target: scripted, cases: [THROTTLED, READ], concurrency: 1, attempts: 1 });

  expect(server.requests.map(({ headers }) => headers.prefer)).toEqual(["code=429, example=throttled", undefined]);
});

test("the manifest's model replaces that of valid cases, and no model means unsupported", async () => {
  await using server = await startServer({ body: {} });
  const [first] = INVOKE;
  const cases = [...(first === undefined ? [] : [first]), UNKNOWN_MODEL];
  const endpoints = { runtime: server.url };

  await runSuite({
    target: { name: "test", endpoints, auth: "none" },
    models: { "openai-completion": "my:model" },
    cases,
    concurrency: 1,
  });
  const without = await runSuite({
    target: { name: "test", endpoints, auth: "none", models: { "titan-text": "x" } },
    cases,
  });

  expect(server.requests[0]?.url).toBe("/model/my%3Amodel/invoke");
  expect(server.requests[1]?.url).not.toContain("my%3Amodel");
  expect(without.cases[0]?.reason).toBe("the manifest names no model for openai-completion");
});

test("resources of the manifest stand in for those of the examples", async () => {
  await using server = await startServer({ body: {} });
  const given = await caseById("management/GetModelCustomizationJob/completed");
  const target = {
    name: "test",
    endpoints: { management: server.url },
    auth: "none",
    resources: { jobIdentifier: "mine" },
  } as const;

  await runSuite({ target, cases: [given] });

  expect(server.requests[0]?.url).toBe("/model-customization-jobs/mine");
});

test("a request that breaks the specs is the suite's own fault, and is not sent", async () => {
  await using server = await startServer({ body: {} });
  const wrong = { ...CREATE, body: { modelUnits: 0 } };

  const results = await runSuite({ endpoint: server.url, auth: "none", features: ["writes"], cases: [wrong] });

  expect(results.cases[0]?.outcome).toBe("error");
  expect(results.cases[0]?.reason).toContain("the body that this case sends would break the specs");
  expect(server.requests).toEqual([]);
  expect(exitCodeOf(results)).toBe(3);
});

test.each([
  { status: 403, type: "ExpiredTokenException", want: "not-testable" },
  { status: 429, type: "ThrottlingException", want: "not-testable" },
  { status: 403, type: "AccessDeniedException", want: "fail" },
  { status: 429, type: "WhateverException", want: "fail" },
])("$status $type where something else is expected is $want", async ({ status, type, want }) => {
  await using server = await startServer({ status, headers: { "x-amzn-errortype": type }, body: { message: "no" } });

  const results = await runSuite({ endpoint: server.url, auth: "none", cases: [READ] });

  expect(results.cases[0]?.outcome).toBe(want);
});

test.each([
  { title: "a whole case", given: READ.id, answer: { modelDetails: 7 }, want: ["expected-fail", 0] },
  { title: "one check", given: `${READ.id}#response-schema`, answer: { modelDetails: 7 }, want: ["expected-fail", 0] },
  { title: "another check", given: `${READ.id}#content-type`, answer: { modelDetails: 7 }, want: ["fail", 1] },
  { title: "a case that conforms", given: READ.id, answer: READ.expect.body, want: ["pass", 1] },
  { title: "a check that holds", given: `${READ.id}#status`, answer: READ.expect.body, want: ["pass", 1] },
  {
    title: "a case that does not exist",
    given: "management/Nothing/at-all",
    answer: READ.expect.body,
    want: ["pass", 1],
  },
  { title: "a case that is not selected", given: CREATE.id, answer: READ.expect.body, want: ["pass", 0] },
])("a baseline that lists $title", async ({ given, answer, want }) => {
  await using server = await startServer({ body: answer });
  const baseline = join(folder, "baseline.yaml");
  await writeFile(baseline, `- case: ${given}\n  reason: known\n`);

  const results = await runSuite({
    endpoint: server.url,
    auth: "none",
    baseline,
    cases: [READ, CREATE],
    run: [READ.id],
  });

  expect([results.cases[0]?.outcome, exitCodeOf(results)]).toEqual(want);
});

test.each([
  { options: { run: ["nothing/*"] }, want: /^None of the \d+ cases matches "nothing\/\*"/ },
  {
    options: { run: ["management/*", "management/GetFoundationModle"] },
    want: /^None of the \d+ cases matches "management\/GetFoundationModle"\./,
  },
  { options: { run: ["management/*"], profile: ["runtime"] }, want: /^None of the \d+ cases is selected/ },
  { options: { profile: ["managment"] }, want: /There is no profile "managment". Expected one of: .*management/ },
  {
    options: { target: "nowhere" },
    want: /There is no target "nowhere". Expected one of aimock, aimock-runtime, bedrock, /,
  },
  { options: { endpoint: "localhost:1" }, want: /is not an endpoint. Expected a URL such as/ },
  { options: { endpoint: "http://a:b@localhost:1" }, want: /not have credentials/ },
  { options: { target: "mock", endpoint: "http://localhost:1" }, want: /no endpoint can be given/ },
  {
    options: { models: { gpt: "x" } },
    want: /"gpt", which is neither a role nor a format. Expected one of: chat, .*bedrock-completion/,
  },
  { options: { models: { "openai-complet": "x" } }, want: /did you mean "openai-completion"\?/ },
  {
    options: { without: ["streamin"] },
    want: /declares "streamin" unsupported, but there is no such feature; did you mean "streaming"\?/,
  },
  { options: { without: ["operation:InvokeModle"] }, want: /did you mean "operation:InvokeModel"\?/ },
  {
    options: { without: ["everything"] },
    want: /there is no such feature. Expected one of: .*, operation:<Name>, format:<id>/,
  },
  { options: { resources: { jobId: "x" } }, want: /a resource for "jobId", which is neither a path parameter nor/ },
  { options: { target: "bedrock", paid: true }, want: /needs a region/ },
  {
    options: { target: "bedrock", paid: true, region: "eu-west-1", auth: "bearer" as const },
    want: /AWS_BEARER_TOKEN_BEDROCK, which is not set/,
  },
])("refuses $options", async ({ options, want }) => {
  await expect(runSuite({ ...options, environment: {} })).rejects.toThrow(want);
});

test("a report that cannot be written keeps no other from being written", async () => {
  await using server = await startServer({ body: READ.expect.body });
  const written: string[] = [];
  const reporters = [
    { end: () => Promise.reject(new Error("the disk is full")) },
    { end: ({ cases }: SuiteResults) => void written.push(...cases.map(({ id }) => id)) },
  ];

  const run = runSuite({ endpoint: server.url, auth: "none", cases: [READ], reporters });

  await expect(run).rejects.toThrow("the disk is full");
  expect(written).toEqual([READ.id]);
});

test("an abort keeps what is there", async () => {
  const interruption = new AbortController();
  await using server = await startServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(READ.expect.body));
  });
  const cases = [READ, { ...READ, id: "management/GetFoundationModel/second" }];
  const reporters = [{ result: () => interruption.abort() }];

  const results = await runSuite({
    endpoint: server.url,
    auth: "none",
    cases,
    concurrency: 1,
    signal: interruption.signal,
    reporters,
  });

  expect(results.cases.map(({ outcome }) => outcome)).toEqual(["pass", "not-testable"]);
  expect(exitCodeOf(results)).toBe(130);
});

const first = new CaseRecorder(READ).checked([]);
const second = new CaseRecorder(CREATE).checked([]);

test.each([
  { title: "all are there", results: [first, second], want: ["pass", "pass"] },
  { title: "one is missing at the end", results: [first], want: ["pass", "error"] },
  { title: "one is missing before", results: [undefined, second], want: ["error", "pass"] },
  { title: "one came twice", results: [first, first], want: ["pass", "error"] },
  { title: "there are too many", results: [first, second, first], want: ["pass", "pass"] },
  { title: "there are none", results: [], want: ["error", "error"] },
])("each case has exactly one outcome where $title", ({ results, want }) => {
  const cases = resultForEach([READ, CREATE], results);

  expect(cases.map(({ id }) => id)).toEqual([READ.id, CREATE.id]);
  expect(cases.map(({ outcome }) => outcome)).toEqual(want);
});
