import { exitCodeOf, runSuite } from "@bedrock-contract/conformance";
import { describeConformance } from "@bedrock-contract/conformance/vitest";
import { expect, test } from "vitest";

// Each selected case becomes a test of its own.
describeConformance("prism", { run: ["management/GetFoundationModel/{by-id,throttled}"] });

test("plain Prism conforms, but for what its manifest and its baseline list", async () => {
  const results = await runSuite({ target: "prism" });

  expect(results.cases.filter(({ outcome }) => outcome === "fail" || outcome === "error")).toEqual([]);
  expect(results.stale).toEqual([]);
  expect(results.summary["expected-fail"]).toBeGreaterThan(0);
  expect(exitCodeOf(results)).toBe(0);
}, 300_000);
