import { expect, test } from "vitest";
import { isFull } from "../../../.some-of.ts";
import { exitCodeOf, runSuite } from "../index.ts";

// It takes as long as a dozen other files.
test.runIf(isFull)(
  "plain Prism conforms, but for what its manifest and its baseline list",
  async () => {
    const results = await runSuite({ target: "prism" });

    expect(results.cases.filter(({ outcome }) => outcome === "fail" || outcome === "error")).toEqual([]);
    expect(results.stale).toEqual([]);
    expect(results.summary["expected-fail"]).toBeGreaterThan(0);
    expect(exitCodeOf(results)).toBe(0);
  },
  120_000,
);
