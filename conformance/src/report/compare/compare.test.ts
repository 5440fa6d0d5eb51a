import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFaultyTarget } from "../../../test/faulty-target.ts";
import { runCli } from "../../../test/run-cli.ts";
import type { CaseOutcome, CaseResult, CheckOutcome, CheckResult } from "../../result.ts";
import { type Comparison, compareResults } from "../../results/compare-results.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each<{ title: string; before: CaseResult; after: CaseResult; want: readonly (keyof Comparison)[] }>([
  {
    title: "passed, and fails",
    before: result("pass"),
    after: result("fail", { status: "fail" }),
    want: ["regressions"],
  },
  { title: "failed, and passes", before: result("fail", { status: "fail" }), after: result("pass"), want: ["fixes"] },
  {
    title: "fails as before",
    before: result("fail", { status: "fail" }),
    after: result("fail", { status: "fail" }),
    want: [],
  },
  {
    title: "fails another check that held",
    before: result("fail", { status: "pass", "request-id": "pass", "error-type": "fail" }),
    after: result("fail", { status: "pass", "request-id": "fail", "error-type": "fail" }),
    want: ["regressions"],
  },
  {
    title: "gets farther, and fails a check that was not made before",
    before: result("fail", { status: "fail" }),
    after: result("fail", { status: "pass", "response-schema": "fail" }),
    want: ["fixes", "found"],
  },
  {
    title: "is excused where it was not",
    before: result("fail", { status: "fail" }),
    after: result("expected-fail", { status: "expected-fail" }),
    want: [],
  },
  {
    title: "is not excused any more",
    before: result("expected-fail", { status: "expected-fail" }),
    after: result("fail", { status: "fail" }),
    want: [],
  },
  {
    title: "fails, and the baseline knows",
    before: result("pass"),
    after: result("expected-fail", { status: "expected-fail" }),
    want: ["excused"],
  },
  {
    title: "is fixed, and was excused",
    before: result("expected-fail", { status: "expected-fail" }),
    after: result("pass"),
    want: ["fixes"],
  },
  { title: "is not testable any more", before: result("pass"), after: result("not-testable"), want: ["lost"] },
  { title: "is not offered any more", before: result("pass"), after: result("unsupported"), want: ["lost"] },
  { title: "is in error", before: result("fail", { status: "fail" }), after: result("error"), want: ["lost"] },
  { title: "passes by its envelope only", before: result("pass"), after: result("pass (envelope)"), want: ["lost"] },
  { title: "passes by its body, too", before: result("pass (envelope)"), after: result("pass"), want: [] },
  {
    title: "passed by its envelope only, and fails",
    before: result("pass (envelope)"),
    after: result("fail", { "response-schema": "fail" }),
    want: ["found"],
  },
  {
    title: "was not offered, and fails",
    before: result("unsupported"),
    after: result("fail", { status: "fail" }),
    want: ["found"],
  },
  { title: "was not offered, and passes", before: result("unsupported"), after: result("pass"), want: [] },
  { title: "warns", before: result("pass"), after: result("pass", { "request-id": "warn" }), want: [] },
  { title: "passes as before", before: result("pass"), after: result("pass"), want: [] },
])("a case that $title", ({ before, after, want }) => {
  const comparison = compareResults({ cases: [before] }, { cases: [after] });

  const there = Object.entries(comparison).filter(([, changes]) => changes.length > 0);
  expect(there.map(([name]) => name)).toEqual(want);
});

test("cases that only one side has are told, and are no regressions", () => {
  const gone = { ...result("pass"), id: "a/gone" };
  const added = { ...result("fail", { status: "fail" }), id: "a/new" };

  expect(compareResults({ cases: [gone] }, { cases: [added] })).toMatchObject({
    regressions: [],
    gone: [{ caseId: "a/gone", outcome: "pass" }],
    added: [{ caseId: "a/new", outcome: "fail" }],
  });
});

test("runs compare by their files: exit 1 only where something that held fails", { timeout: 120_000 }, async () => {
  const good = join(folder, "good.json");
  const bad = join(folder, "bad.json");
  await using target = await startFaultyTarget((answer, { url }) => {
    answer.status = url.includes("foundation-models") ? 500 : answer.status;
  });
  const run = ["--run", "management/{List*,GetFoundationModel}/*"];
  await runCli([...run, "--reporter", `json=${good}`]);
  await runCli(["--endpoint", target.url, "--auth", "none", ...run, "--reporter", `json=${bad}`]);

  const worse = await runCli(["compare", good, bad]);
  const better = await runCli(["compare", bad, good]);
  const same = await runCli(["compare", good, good, "--reporter", "json"]);
  const markdown = await runCli(["compare", good, bad, "--reporter", "markdown"]);
  const table = await runCli(["compare", "--table", good, bad, "--reporter", "markdown"]);
  const three = await runCli(["compare", good, bad, good]);

  expect([worse.code, better.code, same.code, markdown.code, table.code, three.code]).toEqual([1, 0, 0, 1, 0, 0]);
  expect(worse.stdout).toContain("management/ListFoundationModels/all › status: unexpected status");
  expect(worse.stdout).toMatch(/\d+ regressions, \d+ cases no longer run\n$/);
  expect(better.stdout).toMatch(/no regressions, \d+ fixed\n$/);
  expect(JSON.parse(same.stdout)).toEqual({
    regressions: [],
    fixes: [],
    excused: [],
    lost: [],
    found: [],
    added: [],
    gone: [],
  });
  expect(markdown.stdout).toContain("- `management/ListFoundationModels/all › status`: unexpected status");
  expect(table.stdout).toMatch(/\| ListFoundationModels \| (\d+)\/\1 \| 0\/\d+ \|/);
  expect(three.stdout).toMatch(/mock \(1\) .* mock \(3\)\nall cases/);
});

test.each([
  { flags: [], want: "missing required argument 'file'" },
  { flags: ["one.json"], want: "at least two files" },
  { flags: ["one.json", "two.json"], want: "one.json cannot be read" },
  { flags: ["a", "b", "--reporter", "html"], want: "Expected one of: console[=FILE], markdown[=FILE], json[=FILE]" },
])("compare $flags is wrong usage: exit 2", async ({ flags, want }) => {
  const { code, stderr } = await runCli(["compare", ...flags]);

  expect([code, stderr]).toEqual([2, expect.stringContaining(want)]);
});

function result(outcome: CaseOutcome, checks: Readonly<Record<string, CheckOutcome>> = {}): CaseResult {
  return {
    id: "a/b",
    operation: "GetFoundationModel",
    profile: "management",
    summary: "A case.",
    outcome,
    durationMs: 1,
    checks: Object.entries(checks).map(
      ([id, each]): CheckResult => ({
        id,
        outcome: each,
        level: id === "request-id" && each === "warn" ? "SHOULD" : "MUST",
      }),
    ),
    file: "x.yaml",
  };
}
