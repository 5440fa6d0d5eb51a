import { startMock } from "@bedrock-contract/mock";
import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { changed, faultsOf } from "../../test/faults-of.ts";
import { startServer } from "../../test/start-server.ts";
import { loadCases, runSuite } from "../index.ts";
import { afterResponse } from "./case-before.ts";

const GET = await caseById("runtime/GetAsyncInvoke/just-started");
const LIST = await caseById("runtime/ListAsyncInvokes/just-started");
const ARN = "arn:aws:bedrock:us-east-1:111122223333:async-invoke/defg12345678";

test("what is read was started just before, at the bucket of the manifest", async () => {
  await using mock = await startMock();
  const resources = { s3Uri: "s3://our-bucket/out/" };
  const features = { supported: ["writes"] };
  const target = { name: "near", endpoints: { runtime: mock.url }, auth: "none", features, resources } as const;
  const { cases } = await runSuite({ target, cases: [GET, LIST], environment: {} });

  expect(cases).toMatchObject([{ outcome: "pass" }, { outcome: "pass" }]);
  expect(cases[1]?.checks.map(({ id }) => id)).toContain("sought-values");
  const started = mock.requests.filter(({ operation }) => operation === "StartAsyncInvoke");
  expect(started.map(({ body }) => Object(body).outputDataConfig.s3OutputDataConfig.s3Uri)).toEqual([
    "s3://our-bucket/out/",
    "s3://our-bucket/out/",
  ]);
});

test("nothing is started where the manifest names no bucket, or nobody allows it", async () => {
  const cases = [GET, LIST];
  const near = { name: "near", endpoints: { runtime: "http://127.0.0.1:9" }, auth: "none" } as const;
  const features = { supported: ["writes"] };
  const other = await runSuite({
    target: { ...near, features, resources: { kms: "x" } },
    cases,
    environment: {},
  }).catch((reason: Error) => reason.message);
  const without = await runSuite({
    target: { ...near, features, resources: { jobIdentifier: "x" } },
    cases,
    environment: {},
  });

  expect(other).toContain('a resource for "kms"');
  expect(without.cases).toMatchObject([
    { outcome: "unsupported", reason: "the manifest names no resource for s3Uri" },
    { outcome: "unsupported", reason: "the manifest names no resource for s3Uri" },
  ]);
});

test("a target that does not offer what a flow begins with is sent none of it", async () => {
  const given = await caseById("management/ListTagsForResource/just-tagged");
  const near = { name: "near", endpoints: { management: "http://127.0.0.1:9" }, auth: "none" } as const;
  const features = [
    { supported: ["writes"], operations: ["TagResource", "ListTagsForResource"] },
    { supported: ["writes"], unsupported: ["operation:CreateProject"] },
  ];
  for (const each of features) {
    const { cases } = await runSuite({ target: { ...near, features: each }, cases: [given], environment: {} });
    expect(cases).toMatchObject([{ outcome: "unsupported", reason: expect.stringContaining("TagResource") }]);
  }
});

test("a target that remembers nothing is sent no flow", async () => {
  const features = { supported: ["writes", "existing-resource"], unsupported: ["memory"] };
  const target = { name: "near", endpoints: { runtime: "http://127.0.0.1:9" }, auth: "none", features } as const;
  const { cases } = await runSuite({ target, cases: [GET, LIST], environment: {} });

  expect(cases.map(({ reason }) => reason)).toEqual(["needs memory", "needs memory"]);
});

test("a start that is refused leaves what comes after it untested", async () => {
  await using server = await startServer({ status: 403, body: { message: "no" } });
  const features = { supported: ["writes", "existing-resource"] };
  const target = { name: "near", endpoints: { runtime: server.url }, auth: "none", features } as const;
  const { cases } = await runSuite({ target, cases: [GET], environment: {} });

  expect(cases).toMatchObject([{ outcome: "not-testable", reason: expect.stringContaining("StartAsyncInvoke/video") }]);
  expect(server.requests).toHaveLength(1);
});

test("flows of several steps pass where resources are remembered", async () => {
  await using mock = await startMock();
  const cases = (await loadCases()).filter(({ api, after }) => api === "management" && after !== undefined);
  const run = await runSuite({ target: remembering(mock.url), cases, environment: {} });

  expect(cases.length).toBeGreaterThan(30);
  expect(run.leftBehind ?? []).toEqual([]);
  expect(run.cases.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
});

test("each step takes what it needs from the one before", async () => {
  await using mock = await startMock();
  const cases = [await caseById("management/GetProject/just-renamed")];
  const run = await runSuite({ target: remembering(mock.url), cases, environment: {} });
  const [created, renamed, read, removed] = mock.requests;

  expect(run.cases).toMatchObject([{ outcome: "pass" }]);
  expect([created, renamed, read, removed].map((request) => request?.operation)).toEqual([
    "CreateProject",
    "UpdateProject",
    "GetProject",
    "ArchiveProject",
  ]);
  expect(renamed?.path).toMatch(/^\/projects\/proj_[a-z2-7]{20}$/);
  expect(read?.path).toBe(renamed?.path);
});

test("the steps of a flow name the same alike, those of two flows do not", async () => {
  await using mock = await startMock();
  const cases = await Promise.all(
    ["name-just-taken", "repeated"].map((name) => caseById(`management/CreateCustomModel/${name}`)),
  );
  const run = await runSuite({ target: remembering(mock.url), cases, environment: {} });
  const bodies = mock.requests
    .filter(({ operation }) => operation === "CreateCustomModel")
    .map(({ body }) => Object(body));
  const namedTwice = (name: string) =>
    bodies.filter(({ modelName }, index) => {
      const first = bodies.findIndex((body) => body.modelName === modelName);
      return modelName.startsWith(`${name}-bc`) && first !== index;
    });

  expect(run.cases).toMatchObject([{ outcome: "pass" }, { outcome: "pass" }]);
  expect(namedTwice("looked-for")).toHaveLength(1);
  const [again, ...others] = namedTwice("repeated");
  expect([again, others]).toEqual([bodies.find(({ modelName }) => modelName === again.modelName), []]);
});

test("what was changed just before and is not kept is wrong", async () => {
  const given = { ...(await caseById("management/GetProject/just-renamed")), sought: { "/name": ["New name"] } };

  expect(await faultsOf(given, { body: given.expect.body })).toEqual([]);
  expect(await faultsOf(given, { body: changed(given.expect.body, { "/name": "Old name" }) })).toEqual([
    "sought-values",
  ]);
});

test.each([
  { was: "Completed", is: "InProgress", want: ["sought-values"] },
  { was: "InProgress", is: "Completed", want: [] },
])("an invocation goes from $was to $is: $want", async ({ was, is, want }) => {
  const again = await caseById("runtime/GetAsyncInvoke/asked-again");
  const response = changed(again.expect.body, { "/status": was });
  const given = afterResponse(again, { case: GET.id }, [{ given: GET, response }]);
  const endTime = is === "Completed" ? "2026-11-29T10:02:00Z" : undefined;

  const body = changed(again.expect.body, { "/status": is, "/endTime": endTime });
  expect(await faultsOf(given, { body })).toEqual(want);
});

test("each case that follows another follows one that there is", async () => {
  const cases = await loadCases();
  const ids = cases.map(({ id }) => id);
  const before = cases.flatMap(({ after }) => after?.case ?? []);

  expect(before.length).toBeGreaterThan(0);
  expect(before.filter((id) => !ids.includes(id))).toEqual([]);
});

test("a list without what was started is wrong", async () => {
  const { body } = LIST.expect;
  const given = { ...LIST, sought: { "/asyncInvokeSummaries/*/invocationArn": [ARN] } };

  expect(await faultsOf(given, { body })).toEqual([]);
  const at = Object(body).asyncInvokeSummaries.findIndex((each: object) => Object(each).invocationArn === ARN);
  expect(await faultsOf(given, { body: changed(body, { [`/asyncInvokeSummaries/${at}`]: undefined }) })).toEqual([
    "sought-values",
  ]);
});

/** A target whose time a run lets pass, so that no test waits. */
function remembering(management: string) {
  const features = { supported: ["writes", "existing-resource"] };
  const clock = `${management}/_mock/clock`;
  return { name: "near", endpoints: { management }, auth: "none", features, clock } as const;
}
