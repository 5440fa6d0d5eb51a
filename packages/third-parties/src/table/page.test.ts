import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CaseResult } from "@bedrock-contract/conformance";
import { expect, test } from "vitest";
import { IMPLEMENTATIONS } from "./implementations.ts";
import { renderPage } from "./page.ts";
import { type Outcome, summarize } from "./try-implementation.ts";

const FOLDER = join(import.meta.dirname, "../..");

function given(id: string, outcome: CaseResult["outcome"], checks: CaseResult["checks"] = []): CaseResult {
  return {
    ...{ id, outcome, checks, operation: "Converse", profile: "runtime", summary: "" },
    durationMs: 1,
    file: "x",
  };
}

const STATUS: CaseResult["checks"][number] = {
  ...{ id: "status", outcome: "fail", level: "MUST" },
  ...{ message: "another", expected: "200", received: "500 <b>|</b>" },
};
const NONE: CaseResult["checks"][number] = { id: "request-id", outcome: "warn", level: "SHOULD", message: "none" };

test("counts what applies, and says what is wrong", () => {
  const cases = [
    given("runtime/Converse/a", "pass"),
    given("runtime/Converse/b", "unsupported"),
    given("runtime/Converse/c", "not-testable"),
    given("runtime/Converse/d", "fail", [{ ...NONE, outcome: "fail" }]),
    given("runtime/Converse/e", "fail", [STATUS, NONE]),
    given("runtime/Converse/f", "fail", [STATUS]),
  ];
  const counted = summarize(cases);
  expect(counted).toEqual({
    profiles: { runtime: { passed: 1, applicable: 4 } },
    failures: [
      { profile: "runtime", faults: ["request-id: none"], cases: ["runtime/Converse/d"] },
      {
        profile: "runtime",
        faults: ["status: another; expected 200, received 500 <b>|</b>"],
        cases: ["runtime/Converse/e", "runtime/Converse/f"],
      },
    ],
  });
  const head = { id: "x", title: "X", package: "npm:x", version: "1.0.0", suite: "0.1.0", date: "2026-11-30" };
  const page = renderPage([{ ...head, ...counted }]);
  expect(page).toContain("| runtime | [1/4](#x-runtime) |");
  expect(page).toContain(`### x runtime

3 cases do not conform:

- status: another; expected 200, received 500 &lt;b>&#124;&lt;/b><br>2 cases: \`runtime/Converse/e\`, \`runtime/Converse/f\`
- request-id: none<br>1 case: \`runtime/Converse/d\`
`);
});

test("the page is made of the results", () => {
  const kept = globSync("results/*.json", { cwd: FOLDER }).map(
    (file): Outcome => JSON.parse(readFileSync(join(FOLDER, file), "utf8")),
  );
  const ordered = IMPLEMENTATIONS.flatMap(({ id }) => kept.filter((outcome) => outcome.id === id));
  expect(ordered).toHaveLength(kept.length);
  // A formatter may not touch it.
  expect(readFileSync(join(FOLDER, "implementations.md"), "utf8")).toBe(renderPage(ordered));
});
