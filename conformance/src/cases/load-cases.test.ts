import { readFileSync } from "node:fs";
import { beforeEach, expect, test, vi } from "vitest";

vi.mock("node:fs", { spy: true });

// Modules that have read nothing yet, whatever other tests of this process have read.
vi.resetModules();
const { listCases, loadCases } = await import("./load-cases.ts");
const { readCases } = await import("./read-cases.ts");

/** The files that were read, by their last two names. */
function filesRead(): readonly string[] {
  return vi.mocked(readFileSync).mock.calls.map(([file]) => String(file).split("/").slice(-2).join("/"));
}

beforeEach(() => {
  vi.mocked(readFileSync).mockClear();
});

test("reads the index, and then only the files of what is selected, each once", async () => {
  await listCases({ profile: ["runtime"] });
  expect(filesRead()).toEqual(["cases/index.json"]);

  const [negative] = await loadCases({ run: ["management/GetFoundationModel/identifier-with-spaces"] });
  expect(filesRead()).toEqual([
    "cases/index.json",
    "management/GetFoundationModel.json",
    "management/GetFoundationModel.json",
  ]);
  expect(negative?.parameters).toEqual({ modelIdentifier: "not a model" });

  await loadCases({ run: ["management/GetFoundationModel"] });
  await loadCases({ run: ["auth/GetFoundationModel/wrong-secret-key"] });
  expect(filesRead().slice(3)).toEqual(["auth/GetFoundationModel.json"]);
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
