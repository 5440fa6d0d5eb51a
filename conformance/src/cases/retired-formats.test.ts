import { expect, test } from "vitest";
import { planRun } from "../run/plan-run.ts";
import { retiredFormats } from "./retired-formats.ts";

test("names the formats that are tested though their models are retired, each with its last day", () => {
  const cases = [
    { format: "ai21-jamba", outcome: "pass" },
    { format: "titan-text", outcome: "fail" },
    { format: "cohere-command-r", outcome: "unsupported" },
    { format: "qwen3", outcome: "pass" },
    { outcome: "pass" },
  ] as const;
  expect(retiredFormats(cases)).toEqual(["ai21-jamba (2026-11-26)", "titan-text"]);
  expect(retiredFormats([])).toEqual([]);
});

test("a target that is without them is sent the cases of all other formats", async () => {
  const target = { name: "test", endpoints: { runtime: "http://127.0.0.1:1" } };
  const run = ["ai21-jamba/InvokeModel/hello", "qwen3/InvokeModel/hello"];
  const sent = async (without: readonly string[]): Promise<readonly string[]> =>
    (await planRun({ target, run, without })).applicable.map(({ id }) => id);

  expect(await sent([])).toEqual(run);
  expect(await sent(["retired"])).toEqual(run.slice(1));
});
