import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, beforeEach, expect, test, vi } from "vitest";

// Not by a mock of the module, which files that this process tests later would get, too.
const readFileSync = vi.spyOn(fs, "readFileSync");
syncBuiltinESMExports();
afterAll(() => {
  readFileSync.mockRestore();
  syncBuiltinESMExports();
});

// Modules that have read nothing yet, whatever other tests of this process have read.
vi.resetModules();
const { listCases, loadCases } = await import("./load-cases.ts");
const { readCases } = await import("./read-cases.ts");

/** The files of cases and examples that were read, below `gen/`. */
function filesRead(): readonly string[] {
  const files = readFileSync.mock.calls.map(([file]) => String(file).split("/gen/")[1]);
  return files.flatMap((file) => file?.replace(/^cases\/lists/, "lists") ?? []);
}

beforeEach(() => {
  readFileSync.mockClear();
});

test("reads the index, and then only the files of what is selected, each once", async () => {
  const [negative] = await loadCases({ run: ["management/GetFoundationModel/identifier-with-spaces"] });
  expect(filesRead()).toEqual([
    "cases/index.json",
    "lists/management/GetFoundationModel.json",
    "cases/management/GetFoundationModel.json",
    "examples/management/GetFoundationModel.json",
  ]);
  expect(negative?.parameters).toEqual({ modelIdentifier: "not a model" });

  await loadCases({ run: ["management/GetFoundationModel/*"] });
  await loadCases({ run: ["auth/GetFoundationModel/wrong-secret-key"] });
  expect(filesRead().slice(4)).toEqual(["lists/auth/GetFoundationModel.json", "cases/auth/GetFoundationModel.json"]);

  await listCases({ profile: ["runtime"] });
  expect(
    new Set(
      filesRead()
        .slice(6)
        .map((file) => file.split("/")[0]),
    ),
  ).toEqual(new Set(["lists"]));
});

test("a run reads no other lists than those of its case and its twin", async () => {
  vi.resetModules();
  const { planRun } = await import("../run/plan-run.ts");
  const options = {
    endpoint: "http://localhost:4010",
    run: ["management/ListCustomModels/max-results-zero"],
  };
  const { selected, twins } = await planRun(options);
  expect(selected.map(({ id }) => twins.has(id))).toEqual([true]);
  expect(filesRead().filter((file) => file.startsWith("lists/"))).toEqual(["lists/management/ListCustomModels.json"]);
});

test("a case about an error of any request sends the request of a success", async () => {
  const [success, throttled] = await loadCases({ run: ["gateway/ListModels/models", "gateway/ListModels/throttled"] });

  expect(throttled).toMatchObject({ example: "throttled", prefer: { code: 429, example: "throttled" } });
  expect(throttled?.parameters).toEqual(success?.parameters);
});

test("selects a shard of what the other filters select", async () => {
  const all = await listCases({ profile: ["gateway"] });
  const shards = await Promise.all(
    [1, 2, 3].map((index) => listCases({ profile: ["gateway"], shard: { index, count: 3 } })),
  );

  expect(
    shards
      .flat()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(all.map(({ id }) => id).toSorted());
  expect(shards.every((shard) => shard.length > 0 && shard.length < all.length)).toBe(true);
});

test("says what is wrong where the files do not have what the index names", () => {
  const head = { kind: "authored", summary: "A.", requires: [], expect: { status: [200] } } as const;
  const missing = { ...head, id: "runtime/InvokeModel/nobody", operation: "InvokeModel", api: "runtime" } as const;

  expect(() => readCases([missing])).toThrow("The index of cases names nobody, which its file does not have");
});
