import { expect, test } from "vitest";
import { filesRead } from "../../test/files-read.ts";
import { planRun } from "../run/plan-run.ts";
import { listCases, loadCases } from "./load-cases.ts";
import { readCases } from "./read-cases.ts";

test("reads the index, and then only the files of what is selected, each once", () => {
  const [one, all, other, listed] = filesRead("cases");
  expect(one).toEqual([
    "cases/index.json",
    "lists/management/GetFoundationModel.json",
    "cases/management/GetFoundationModel.json",
    "examples/management/GetFoundationModel.json",
  ]);
  expect(all).toEqual([]);
  expect(other).toEqual(["lists/auth/GetFoundationModel.json", "cases/auth/GetFoundationModel.json"]);
  expect(new Set(listed?.map((file) => file.split("/")[0]))).toEqual(new Set(["lists"]));
});

test("a case that changes a parameter has that of its twin changed", async () => {
  const [negative] = await loadCases({ run: ["management/GetFoundationModel/identifier-with-spaces"] });
  expect(negative?.parameters).toEqual({ modelIdentifier: "not a model" });
});

test("a run reads no other lists than those of its case and its twin", async () => {
  const [files] = filesRead("plan");
  expect(files?.filter((file) => file.startsWith("lists/"))).toEqual(["lists/management/ListCustomModels.json"]);
  const { selected, twins } = await planRun({
    endpoint: "http://localhost:4010",
    run: ["management/ListCustomModels/max-results-zero"],
  });
  expect(selected.map(({ id }) => twins.has(id))).toEqual([true]);
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
