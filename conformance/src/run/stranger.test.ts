import { startMock } from "@bedrock-contract/mock";
import { expect, test } from "vitest";
import { isFull, someOf } from "../../../.some-of.ts";
import { isWrite } from "../cases/case-tags.ts";
import { loadCases } from "../cases/load-cases.ts";
import { runSuite } from "../index.ts";
import { changesOthers, isRemoval, removalsLast } from "./removals.ts";

const all = (await loadCases()).filter(({ api, kind }) => isFull || (api === "management" && kind !== "negative"));
const cases = someOf(all, ({ operation }) => operation);
const OFFERED = ["writes", "existing-resource"];

// Nobody says here that it is the mock, which the suite would start for itself and of which it knows more.
test.each([
  { title: "read and written", supported: OFFERED, profile: [] },
  ...(isFull
    ? [
        { title: "only read", supported: [], profile: [] },
        { title: "looked at harder", supported: OFFERED, profile: ["strict"] },
      ]
    : []),
])(
  "the mock conforms as a server that nobody knows, $title",
  { timeout: 300_000, tags: "longer" },
  async ({ supported, profile }) => {
    await using mock = await startMock();
    const endpoints = { management: mock.url, runtime: mock.url };
    const clock = `${mock.url}/_mock/clock`;
    const target = { name: "near", endpoints, auth: "none", features: { supported }, clock } as const;

    const results = await runSuite({ target, cases, profile, environment: {} });

    const outcomes = new Set(["fail", "error", "not-testable"]);
    const writes = supported.length === 0 ? isWrite : () => false;
    const found = results.cases.filter(
      (each) => outcomes.has(each.outcome) && !cases.some((given) => given.id === each.id && writes(given)),
    );
    expect(
      found.map(({ id, outcome, reason, checks }) => [
        id,
        outcome,
        reason,
        checks.filter((check) => check.outcome === "fail"),
      ]),
    ).toEqual([]);
    expect(results.summary.pass).toBeGreaterThan(cases.length / 4);
    expect(results.leftBehind).toBeUndefined();
  },
);

test("what was there before the run is left alone, so that the next run finds it again", {
  tags: "longer",
}, async () => {
  await using mock = await startMock();
  const flows = all.filter(({ operation }) => /Guardrail$|PolicyBuildWorkflow$/.test(operation));
  const [endpoints, clock] = [{ management: mock.url }, `${mock.url}/_mock/clock`];
  const target = { name: "near", endpoints, auth: "none", features: { supported: OFFERED }, clock } as const;

  for (let run = 1; run <= 2; run++) {
    const results = await runSuite({ target, cases: flows, environment: {} });
    const left = results.cases.filter(({ outcome }) => outcome !== "pass" && outcome !== "unsupported");
    expect(left).toEqual([]);
  }
  expect(flows.filter(changesOthers).map(({ operation }) => operation)).toContain("DeleteGuardrail");
  expect(mock.requests.filter(({ operation }) => operation === "DeleteGuardrail").length).toBeGreaterThan(1);
});

test("what cannot be taken back is only asked of a target that the run starts, or that answers with the examples", async () => {
  await using mock = await startMock();
  const run = [
    "management/CreateProvisionedModelThroughput/{six-months,custom-model,unknown-commitment-duration}",
    "management/CreateFoundationModelAgreement/accept-an-offer",
    "management/PutUseCaseForModelAccess/form",
    "management/PutAccountDataRetention/provider-data-share",
  ];
  const features = { supported: OFFERED };
  const near = { name: "near", endpoints: { management: mock.url }, auth: "none", features } as const;
  const asked = { run, features: OFFERED, environment: {} } as const;

  const there = await runSuite({ ...asked, target: near });
  const known = await runSuite({ ...asked, target: { ...near, resources: { s3Uri: "s3://ours/", modelId: "ours" } } });
  expect(mock.requests).toEqual([]);
  for (const { cases } of [there, known]) {
    expect(cases).toHaveLength(6);
    expect(new Set(cases.map(({ reason }) => reason))).toEqual(
      new Set(["it cannot be undone", "it changes a resource that existed before the run"]),
    );
  }

  const own = await runSuite({ ...asked, target: { name: "own", start: "mock", features } });
  expect(own.cases.map(({ outcome }) => outcome)).toEqual(own.cases.map(() => "pass"));
  const exact = { ...near, replay: "exact" } as const;
  await runSuite({ ...asked, target: exact });
  expect(mock.requests.length).toBeGreaterThan(5);
});

test("capacity that can be given back is asked for", async () => {
  await using mock = await startMock();
  const features = { supported: OFFERED };
  const target = { name: "near", endpoints: { management: mock.url }, auth: "none", features } as const;
  const run = ["management/CreateProvisionedModelThroughput/{by-the-hour,without-commitment,model-units-zero}"];
  const { cases } = await runSuite({ target, run, environment: {} });

  expect(cases.map(({ outcome }) => outcome)).toEqual(["pass", "pass", "pass"]);
});

test("no manifest says that commitments are offered", async () => {
  const features = { supported: [...OFFERED, "commitments"] };
  const target = { name: "near", endpoints: { management: "http://127.0.0.1:9" }, auth: "none", features } as const;

  await expect(runSuite({ target, run: ["management/GetGuardrail/*"], environment: {} })).rejects.toThrow(/supported/);
});

test("what may delete what others read comes last, first what is below something else, and flows stay where they are", {
  tags: "longer",
}, () => {
  const ordered = removalsLast(cases);
  const operations = [...new Set(ordered.filter(isRemoval).map(({ operation }) => operation))];

  expect(ordered.findIndex(isRemoval)).toBe(ordered.length - ordered.filter(isRemoval).length);
  expect(operations.indexOf("DeleteAutomatedReasoningPolicyTestCase")).toBeLessThan(
    operations.indexOf("DeleteAutomatedReasoningPolicy"),
  );
  expect(operations).toContain("BatchDeleteEvaluationJob");
  expect(ordered.filter(({ after }) => after !== undefined).some(isRemoval)).toBe(false);
});
