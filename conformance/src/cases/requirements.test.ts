import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { startServer } from "../../test/start-server.ts";
import { loadCases, runSuite } from "../index.ts";
import { readRequirements } from "./requirements.ts";

const METADATA = "runtime/InvokeModel/request-metadata";

test("the sets hold cases that exist, each once, and are in the order of their dates", async () => {
  const sets = await readRequirements();
  const ids = sets.flatMap((set) => set.ids);
  const known = new Set((await loadCases()).map(({ id }) => id));

  expect(ids.filter((id) => !known.has(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(sets.map(({ date }) => date)).toEqual(sets.map(({ date }) => date).toSorted());
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
  const cases = [known, { ...known, id: "management/GetFoundationModel/written-today" }];

  const results = await runSuite({ endpoint: server.url, auth: "none", cases, requirements: "2026-11-21" });

  expect(results.cases.map(({ id }) => id)).toEqual([known.id]);
});

test.each(["2020-01-01", "yesterday"])("there are no requirements of %s", async (requirements) => {
  await expect(loadCases({ requirements })).rejects.toThrow(`There are no requirements of "${requirements}"`);
});
