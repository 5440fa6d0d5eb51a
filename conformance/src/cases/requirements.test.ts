import { describe, expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { brokenFreezes, releasedRequirements } from "../../test/frozen-requirements.ts";
import { startServer } from "../../test/start-server.ts";
import { loadCases, runSuite } from "../index.ts";
import { readCaseIndex } from "./case-index.ts";
import { suiteCases } from "./load-cases.ts";

const METADATA = "runtime/InvokeModel/request-metadata";

test("every set has cases, and every date of a case is that of a set", () => {
  const dates = readCaseIndex().requirements.map(({ date }) => date);

  expect(new Set(suiteCases().flatMap(({ since }) => since ?? []))).toEqual(new Set(dates));
  expect(dates).toEqual(dates.toSorted());
});

describe("the sets of a release are frozen", () => {
  const released = releasedRequirements();

  test.skipIf(released === undefined)("as the last release has them (skipped where git knows no release)", () => {
    const { requirements } = readCaseIndex();

    expect(brokenFreezes(released ?? { requirements: [], cases: [] }, { requirements, cases: suiteCases() })).toEqual(
      [],
    );
  });

  const requirements = [{ date: "2025-11-17", summary: "First." }];
  const old = { id: "a/B/old", since: "2025-11-17" };
  test.each([
    { what: "the same cases", cases: [old], want: [] },
    { what: "a case of a later set", cases: [old, { id: "a/B/new", since: "2026-05-20" }], want: [] },
    { what: "a case of no set", cases: [old, { id: "a/B/new" }], want: [] },
    {
      what: "a case that joins a set",
      cases: [old, { id: "a/B/new", since: "2025-11-17" }],
      want: ["a/B/new joins the set of 2025-11-17, which is released: state a date after 2025-11-17"],
    },
    { what: "a case that is gone", cases: [], want: ["a/B/old was required since 2025-11-17"] },
    {
      what: "a case with another date",
      cases: [{ id: "a/B/old", since: "2026-05-20" }],
      want: ["a/B/old was required since 2025-11-17"],
    },
  ])("$what: $want", ({ cases, want }) => {
    expect(brokenFreezes({ requirements, cases: [old] }, { requirements, cases })).toEqual(want);
  });
});

test.each([
  { date: "2026-05-19", want: false },
  { date: "2026-05-20", want: true },
  { date: "2030-01-01", want: true },
])("on $date request metadata is required: $want", async ({ date, want }) => {
  const cases = await loadCases({ requirements: date, profile: ["runtime"] });

  expect(cases.some(({ id }) => id === METADATA)).toBe(want);
  expect(cases.length).toBeGreaterThan(100);
});

test("a case that is written later fails no claim of an earlier date", async () => {
  await using server = await startServer({ status: 500, body: {} });
  const known = await caseById("management/GetFoundationModel/by-id");
  const { since: _, ...later } = known;
  const cases = [known, { ...later, id: "management/GetFoundationModel/written-today" }];

  const results = await runSuite({ endpoint: server.url, auth: "none", cases, requirements: "2026-11-21" });

  expect(results.cases.map(({ id }) => id)).toEqual([known.id]);
});

test.each(["2020-01-01", "yesterday"])("there are no requirements of %s", async (requirements) => {
  await expect(loadCases({ requirements })).rejects.toThrow(`There are no requirements of "${requirements}"`);
});
