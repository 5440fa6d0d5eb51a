import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { changed, faultsOf } from "../../../test/faults-of.ts";
import { rankingChecks } from "./semantic-checks.ts";

const HELLO = "cohere-rerank/InvokeModel/hello";
const TOP = "amazon-rerank/InvokeModel/top-n";

/** A wrong response: what an example's response becomes by changes, each a pointer with its new value. */
const rows = [
  { check: "result-index", title: "a document that is not there", of: HELLO, set: { "/results/0/index": 99 } },
  { check: "result-index", title: "a number below zero", of: HELLO, set: { "/results/0/index": -1 } },
  { check: "result-index", title: "one document twice", of: HELLO, set: { "/results/0/index": "/results/1/index" } },
  { check: "result-order", title: "the best at the end", of: HELLO, set: { "/results/0/relevance_score": 0 } },
  { check: "result-score", title: "a score above the best", of: HELLO, set: { "/results/0/relevance_score": 1.5 } },
  { check: "result-score", title: "a score below the worst", of: TOP, set: { "/results/0/relevance_score": -0.5 } },
  { check: "result-count", title: "a result missing", of: HELLO, set: { "/results/1": undefined } },
  {
    check: "result-count",
    title: "more than asked for",
    of: TOP,
    set: { "/results/1": { index: 0, relevance_score: 0 } },
  },
] as const;

test.each(rows)("$check catches $title, and nothing else does", async ({ check, of, set }) => {
  const given = await caseById(of);
  const { body } = given.expect;
  const [[pointer, value]] = Object.entries(set) as [[string, unknown]]; // As the rows say.
  const isTaken = typeof value === "string";
  const other = isTaken ? Object(body).results[1].index : value;

  expect(await faultsOf(given, { body })).toEqual([]);
  expect(await faultsOf(given, { body: changed(body, { [pointer]: other }) })).toEqual([check]);
});

test("equal scores are sorted, and more than there are documents may be asked for", async () => {
  const given = await caseById(HELLO);
  const equal = Object(given.expect.body).results.map((result: object) => ({ ...result, relevance_score: 0.5 }));
  const asked = { ...given, body: { ...Object(given.body), top_n: 100 } };

  expect(await faultsOf(asked, { body: { results: equal } })).toEqual([]);
});

test("every check has a wrong response", () => {
  expect(new Set(rows.map(({ check }) => check))).toEqual(new Set(rankingChecks.map(({ id }) => id)));
});
