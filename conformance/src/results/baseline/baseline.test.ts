import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { runCli } from "../../../test/run-cli.ts";
import { startServer } from "../../../test/start-server.ts";
import type { CaseResult } from "../../result.ts";
import { applyBaseline, type BaselineEntry, staleEntries } from "./baseline.ts";
import { editBaseline } from "./edit-baseline.ts";
import { isDay } from "./expiry.ts";
import { baselineEntries } from "./read-baseline.ts";

const NOW = new Date("2026-06-15T12:00:00Z");
const KNOWN = new Set(["a/b", "a/c", "a/d", "a/e"]);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  { more: {}, excused: true, stale: [] },
  { more: { expires: "2026-06-15" }, excused: true, stale: [] },
  {
    more: { expires: "2026-06-14" },
    excused: false,
    stale: ["expired on 2026-06-14. Fix the failure, set a later `expires`, or delete the entry."],
  },
  { more: { message: "answers with" }, excused: true, stale: [] },
  { more: { message: "answers in" }, excused: false, stale: [] },
  { more: { checkId: "status" }, excused: true, stale: [] },
  { more: { checkId: "error-type" }, excused: false, stale: [] },
])("an entry with $more", ({ more, excused, stale }) => {
  const entry: BaselineEntry = { entry: "a/b", caseId: "a/b", reason: "known", ...more };
  const result = failing("a/b");

  expect(applyBaseline(result, [entry], NOW).outcome).toBe(excused ? "expected-fail" : "fail");
  expect(staleEntries([entry], [result], KNOWN, NOW).map(({ message }) => message)).toEqual(stale);
});

test.each([
  { entry: "*#status", excused: true, stale: [] },
  { entry: "a/*", excused: true, stale: [] },
  { entry: "a/{b,c}#status", excused: true, stale: [] },
  { entry: "a/c*", excused: false, stale: [] },
  { entry: "b/*#status", excused: false, stale: ["there is no such case"] },
  { entry: "a/{d,e}", excused: false, stale: ["it excuses no failure of any of the 2 cases that it is about"] },
])("an entry $entry is about the cases that match it", ({ entry, excused, stale }) => {
  const [mine] = baselineEntries([{ case: entry, reason: "known" }], "x.yaml");
  const passing = (id: string): CaseResult => ({ ...failing(id), outcome: "pass", checks: [] });
  const results = [failing("a/b"), passing("a/d"), passing("a/e")];
  const entries = mine === undefined ? [] : [mine];

  expect(applyBaseline(failing("a/b"), entries, NOW).outcome).toBe(excused ? "expected-fail" : "fail");
  expect(staleEntries(entries, results, KNOWN, NOW).map(({ message }) => message)).toEqual(stale);
});

test("the reason is that of the entries that excuse something, with their ticket", () => {
  const entries = baselineEntries(
    [
      { case: "a/b#status", reason: "known", ticket: "GW-1" },
      { case: "a/b#error-type", reason: "another" },
    ],
    "x.yaml",
  );

  expect(applyBaseline(failing("a/b"), entries, NOW).reason).toBe("known (GW-1)");
});

test.each([
  { value: { case: "a" }, want: "x.yaml is not a baseline: expected a list of {case: ID or ID#CHECK" },
  { value: [{ case: "a/b" }], want: "x.yaml, entry 1: expected {case: ID or ID#CHECK" },
  {
    value: [{ case: "a/b", reason: "x", until: "2026" }],
    want: 'x.yaml, entry 1: there is no key "until". Expected one of: case, reason',
  },
  { value: [{ case: "a/b", reason: 5 }], want: "x.yaml, entry 1: expected {case" },
  { value: [{ case: "a/b", reason: "x", expires: "2026-02-30" }], want: "Expected a day, as 2026-12-31" },
  {
    value: [
      { case: "a/b", reason: "x" },
      { case: "a/b", reason: "y" },
    ],
    want: "x.yaml lists a/b twice",
  },
  {
    value: [{ case: "a/b#eror-type", reason: "x" }],
    want: 'x.yaml, entry 1: there is no check "eror-type"; did you mean "error-type"?',
  },
])("refuses $value", ({ value, want }) => {
  expect(() => baselineEntries(value, "x.yaml")).toThrow(want);
});

test("nothing at all is an empty baseline", () => {
  expect(baselineEntries(null, "x.yaml")).toEqual([]);
});

test.each(["2026-2-3", "2026-13-01", "2026-02-30", "tomorrow", ""])("%j is not a day", (text) => {
  expect(isDay(text)).toBe(false);
});

test("the suite's own baselines keep to the schema", async () => {
  const schema = JSON.parse(await readFile(new URL("../../../baseline.schema.json", import.meta.url), "utf8"));
  const validate = new Ajv2020({ formats: { date: isDay }, strictTypes: false }).compile(schema);
  const targets = new URL("../../../targets/", import.meta.url);
  const files = (await readdir(targets)).filter((name) => name.endsWith(".baseline.yaml"));

  expect(files.length).toBeGreaterThan(2);
  for (const name of files) {
    const value: unknown = parse(await readFile(new URL(name, targets), "utf8"));
    expect(validate(value), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
    expect(baselineEntries(value, name).length).toBeGreaterThan(0);
  }
  expect(validate([{ case: "a/b", reason: "x", expires: "2026-02-30" }])).toBe(false);
  expect(validate([{ case: "a/b", why: "x" }])).toBe(false);
});

const BEFORE = `# What our gateway does otherwise.
- case: a/b#status
  # Since the rewrite.
  reason: the router is at fault
  ticket: GW-1
  expires: 2026-01-31
- case: a/c
  reason: conforms by now
# Nobody could look at this one.
- case: a/d
  reason: not testable
- case: a/gone
  reason: there is no such case
`;
const CASES = [
  failing("a/b"),
  { ...failing("a/c"), outcome: "pass" as const, checks: [] },
  notTestable("a/d"),
  failing("a/e"),
];

test("update lists what fails, renews what still does, removes what is stale, and keeps what people wrote", async () => {
  const file = await baselineFile(BEFORE);
  const changes = await editBaseline(file, CASES, { edit: "update", reason: "new", knownIds: KNOWN, now: NOW });

  expect(changes).toEqual({ added: ["a/e#status"], renewed: ["a/b#status"], removed: ["a/c", "a/gone"], kept: 1 });
  expect(await readFile(file, "utf8")).toBe(`# What our gateway does otherwise.
- case: a/b#status
  # Since the rewrite.
  reason: the router is at fault
  ticket: GW-1
# Nobody could look at this one.
- case: a/d
  reason: not testable
- case: a/e#status
  reason: new
`);
  const again = await editBaseline(file, CASES, { edit: "update", reason: "new", knownIds: KNOWN, now: NOW });
  expect(again).toEqual({ added: [], renewed: [], removed: [], kept: 3 });
});

test.skipIf(!existsSync("/dev/full"))("a full disk leaves the baseline as it was", async () => {
  const file = await baselineFile(BEFORE);
  // The new file is written beside the old one first.
  await symlink("/dev/full", `${file}.${process.pid}.tmp`);
  const edited = editBaseline(file, CASES, { edit: "update", reason: "new", knownIds: KNOWN, now: NOW });

  await expect(edited).rejects.toThrow(`${file} cannot be written: ENOSPC`);
  expect(await readFile(file, "utf8")).toBe(BEFORE);
  expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("prune removes what is stale or expired, and adds nothing", async () => {
  const file = await baselineFile(BEFORE);
  const changes = await editBaseline(file, CASES, { edit: "prune", reason: "new", knownIds: KNOWN, now: NOW });

  expect(changes).toEqual({ added: [], renewed: [], removed: ["a/b#status", "a/c", "a/gone"], kept: 1 });
});

test("a baseline that is not there yet is written, and one that becomes empty stays a list", async () => {
  const file = join(folder, "none-yet.yaml");
  const options = { edit: "update", reason: "new: as of today", knownIds: KNOWN, now: NOW } as const;
  await editBaseline(file, [failing("a/b")], options);
  expect(baselineEntries(parse(await readFile(file, "utf8")), file)).toMatchObject([
    { entry: "a/b#status", reason: "new: as of today" },
  ]);

  await editBaseline(file, [{ ...failing("a/b"), outcome: "pass", checks: [] }], options);
  expect(parse(await readFile(file, "utf8"))).toEqual([]);

  await editBaseline(file, [failing("a/b")], options);
  expect(await readFile(file, "utf8")).toBe('- case: a/b#status\n  reason: "new: as of today"\n');
});

test.each(["update", "prune"])("baseline %s refuses a filtered run, before anything is sent", async (edit) => {
  await using server = await startServer({ body: {} });
  for (const filter of [
    ["--run", "management/*"],
    ["--skip", "x"],
    ["--profile", "runtime"],
    ["--requirements", "2026-05-01"],
    ["--shard", "1/2"],
  ]) {
    const flags = ["--endpoint", server.url, "--baseline", join(folder, "refused.yaml"), ...filter];
    const { code, stderr } = await runCli(["baseline", edit, ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`leave out ${filter[0]}`)]);
  }
  expect(server.requests).toEqual([]);
  expect(await readdir(folder)).not.toContain("refused.yaml");
});

test("after an update the run conforms but for what is listed", { timeout: 120_000 }, async () => {
  await using server = await startServer({ status: 418, body: {} });
  const baseline = join(folder, "teapot.yaml");
  const flags = ["--gateway-endpoint", server.url, "--auth", "none", "--baseline", baseline];
  const before = await runCli([...flags.slice(0, 4)]);
  const update = await runCli(["baseline", "update", ...flags]);
  const after = await runCli(flags);

  expect(before.code).toBe(1);
  expect([update.code, update.stderr]).toEqual([0, ""]);
  expect(update.stdout).toMatch(/teapot.yaml: \d+ added, 0 renewed, 0 removed, 0 kept/);
  expect(after.stdout).toMatch(/conforms, but for \d+ cases its baseline lists/);
  expect(after.code).toBe(0);
});

test("a baseline is left as it was where the target cannot be reached", async () => {
  const file = await baselineFile(BEFORE);
  const flags = ["--endpoint", "http://127.0.0.1:1", "--auth", "none", "--baseline", file];
  const { code, stderr } = await runCli(["baseline", "prune", ...flags]);

  expect([code, stderr]).toEqual([3, expect.stringContaining("The baseline was not changed")]);
  expect(await readFile(file, "utf8")).toBe(BEFORE);
});

test("no baseline is begun where the target cannot be reached", async () => {
  const file = join(folder, "not-begun.yaml");
  const flags = ["--endpoint", "http://127.0.0.1:1", "--auth", "none", "--baseline", file];

  expect((await runCli(["baseline", "update", ...flags])).code).toBe(3);
  expect(await readdir(folder)).not.toContain("not-begun.yaml");
});

function failing(id: string): CaseResult {
  return {
    id,
    operation: "GetFoundationModel",
    profile: "management",
    summary: "A case.",
    outcome: "fail",
    durationMs: 1,
    checks: [{ id: "status", outcome: "fail", level: "MUST", message: "answers with another status" }],
    file: "x.yaml",
  };
}

function notTestable(id: string): CaseResult {
  return { ...failing(id), outcome: "not-testable", checks: [] };
}

async function baselineFile(text: string): Promise<string> {
  const file = join(await mkdtemp(join(folder, "baseline-")), "baseline.yaml");
  await writeFile(file, text);
  return file;
}
