import { expect, test } from "vitest";
import { createStyle } from "../../report/describe/style.ts";
import type { CaseResult } from "../../result.ts";
import { SUITE } from "../../suite.ts";
import { describeRecorded } from "./describe-recorded.ts";
import type { ResultsHead } from "./recorded-reporter.ts";
import { Tally } from "./tally.ts";

function result(id: string, { reason, unmade }: { readonly reason: string; readonly unmade: string }): CaseResult {
  return {
    id,
    operation: "Converse",
    profile: "recorded",
    summary: id,
    outcome: "unsupported",
    reason,
    durationMs: 0,
    checks: [{ id: "arns", outcome: "unsupported", level: "MUST", message: unmade }],
    file: `${id}.json:1`,
  };
}

function described(results: readonly CaseResult[]): readonly string[] {
  const tally = new Tally();
  for (const each of results) {
    const part = new Tally();
    part.add(each);
    tally.merge(part.toJSON());
  }
  const head: ResultsHead = {
    suite: SUITE,
    target: { name: "logs", endpoints: {}, authentication: "recorded", replay: "none" },
    summary: tally.summary,
    stale: [],
    unreachable: [],
    interrupted: false,
  };
  return describeRecorded(head, tally, { style: createStyle(false), again: (id) => id });
}

test("reads the same whichever thread is done first", () => {
  const results = [
    result("a", { reason: "no spec for Beta", unmade: "without a path" }),
    result("b", { reason: "no spec for Alpha", unmade: "without headers" }),
    result("c", { reason: "no spec for Alpha", unmade: "without a body" }),
  ];
  expect(described(results.toReversed())).toEqual(described(results));
});
