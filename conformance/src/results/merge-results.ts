import { ConformanceError } from "../conformance-error.ts";
import { defined } from "../defined.ts";
import type { CaseResult, StaleEntry, SuiteResults } from "../result.ts";
import { summarize } from "./summary.ts";

/** Results, and where they come from. */
export interface ResultsFile {
  readonly file: string;
  readonly results: SuiteResults;
}

/**
 * Merges the results of all shards into those of the whole run: as if it had not been sharded, but for times. Parts
 * that were made by filters merge as well. Throws a usage error where a shard is missing, a case occurs twice, or the
 * parts are of different suites or targets.
 */
export function mergeResults(parts: readonly ResultsFile[], order: readonly string[]): SuiteResults {
  const [first] = parts;
  if (first === undefined) {
    throw new ConformanceError("usage", "Nothing to merge.");
  }
  for (const part of parts) {
    checkSameRun(first, part);
  }
  checkShards(parts);
  const cases = inOrder(checkedCases(parts), order);
  const all = parts.map(({ results }) => results);
  const { requirements } = first.results;
  const leftBehind = all.flatMap((each) => each.leftBehind ?? []);
  return {
    suite: first.results.suite,
    target: first.results.target,
    ...defined({ requirements }),
    summary: summarize(cases),
    cases,
    stale: distinctEntries(all.flatMap(({ stale }) => stale)),
    unreachable: [...new Set(all.flatMap(({ unreachable }) => unreachable))],
    ...(leftBehind.length === 0 ? {} : { leftBehind }),
    interrupted: all.some(({ interrupted }) => interrupted),
  };
}

/** Where a target answers may differ: each shard may start its own. */
function checkSameRun(first: ResultsFile, other: ResultsFile): void {
  const facts = ({ results: { suite, target, requirements } }: ResultsFile): Readonly<Record<string, string>> => ({
    suite: `${suite.name} ${suite.version}`,
    target: target.name,
    authentication: target.authentication,
    replay: target.replay,
    requirements: requirements ?? "of every date",
  });
  const [mine, theirs] = [facts(first), facts(other)];
  const different = Object.keys(mine).find((name) => mine[name] !== theirs[name]);
  if (different !== undefined) {
    throw new ConformanceError(
      "usage",
      `${first.file} and ${other.file} are not of the same run: ${different} is ${mine[different]} and ${theirs[different]}. To compare targets, use the command compare.`,
    );
  }
}

function checkShards(parts: readonly ResultsFile[]): void {
  const shards = parts.flatMap(({ results: { shard } }) => (shard === undefined ? [] : [shard]));
  const [first] = shards;
  if (first === undefined) {
    return;
  }
  const { count } = first;
  const other = parts.find(({ results: { shard } }) => shard?.count !== count);
  if (other !== undefined) {
    const { shard } = other.results;
    const what = shard === undefined ? "is not a shard" : `is shard ${shard.index}/${shard.count}`;
    throw new ConformanceError("usage", `${other.file} ${what}, but the others are shards of ${count}.`);
  }
  const there = new Set(shards.map(({ index }) => index));
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !there.has(index));
  if (missing.length > 0) {
    const names = missing.map((index) => `${index}/${count}`).join(", ");
    throw new ConformanceError(
      "usage",
      `The results of ${missing.length === 1 ? "shard" : "shards"} ${names} are missing.`,
    );
  }
}

/** Every case of every part; each may occur once. */
function checkedCases(parts: readonly ResultsFile[]): readonly CaseResult[] {
  const files = new Map<string, string>();
  return parts.flatMap(({ file, results }) => {
    for (const { id } of results.cases) {
      const other = files.get(id);
      if (other !== undefined) {
        throw new ConformanceError("usage", `The case ${id} is in ${other} and in ${file}.`);
      }
      files.set(id, file);
    }
    return results.cases;
  });
}

/** As the suite orders its cases; what it does not know comes last. */
function inOrder(cases: readonly CaseResult[], order: readonly string[]): readonly CaseResult[] {
  const places = new Map(order.map((id, index) => [id, index]));
  const placeOf = ({ id }: CaseResult): number => places.get(id) ?? order.length;
  return cases.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** An entry about a case that does not exist is stale in every shard. */
function distinctEntries(entries: readonly StaleEntry[]): readonly StaleEntry[] {
  const distinct = new Map(entries.map((entry) => [entry.entry, entry]));
  return [...distinct.values()].toSorted((one, other) => (one.entry < other.entry ? -1 : 1));
}
