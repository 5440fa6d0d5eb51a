import { readFile } from "node:fs/promises";
import { ConformanceError } from "../../conformance-error.ts";
import type { ResultsHead } from "./recorded-reporter.ts";
import { Tally } from "./tally.ts";
import type { TallyFile } from "./tally-reporter.ts";

/** Reads the counts of a part of recorded traffic; undefined where a file holds something else. */
export async function readTally(file: string): Promise<TallyFile | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    // Only the suite writes such a member.
    return typeof value === "object" && value !== null && "tally" in value ? (value as TallyFile) : undefined;
  } catch {
    // Who reads it as results says what is wrong with it.
    return undefined;
  }
}

/**
 * Adds up the counts of shards: they are those of the whole. Throws a usage error where a shard is missing, or the parts
 * are not of the same traffic.
 */
export function mergeTallies(parts: readonly { readonly file: string; readonly part: TallyFile }[]): {
  readonly head: ResultsHead;
  readonly tally: Tally;
} {
  const [first] = parts;
  if (first === undefined) {
    throw new ConformanceError("usage", "Nothing to merge.");
  }
  const { suite, target, requiresBody } = first.part;
  const other = parts.find(({ part }) => part.target.name !== target.name || part.suite.version !== suite.version);
  if (other !== undefined) {
    throw new ConformanceError(
      "usage",
      `${first.file} is about ${target.name} (suite ${suite.version}), but ${other.file} is about ${other.part.target.name} (suite ${other.part.suite.version}).`,
    );
  }
  checkShards(parts);
  const tally = new Tally();
  for (const { part } of parts) {
    tally.merge(part.tally);
  }
  const interrupted = parts.some(({ part }) => part.interrupted);
  const required = requiresBody === undefined ? {} : { requiresBody };
  return {
    head: { suite, target, summary: tally.summary, stale: [], unreachable: [], interrupted, ...required },
    tally,
  };
}

/** Of each shard there is one; what is no shard is the only part. */
function checkShards(parts: readonly { readonly file: string; readonly part: TallyFile }[]): void {
  const names = parts.map(({ part: { shard } }) =>
    shard === undefined ? "the whole" : `${shard.index}/${shard.count}`,
  );
  const count = parts[0]?.part.shard?.count ?? 1;
  const wanted = count === 1 ? names.slice(0, 1) : Array.from({ length: count }, (_, index) => `${index + 1}/${count}`);
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new ConformanceError("usage", `The counts of shard ${missing.join(", ")} are missing.`);
  }
  const extra = names.find((name, index) => names.indexOf(name) !== index || !wanted.includes(name));
  if (extra !== undefined) {
    throw new ConformanceError(
      "usage",
      `${extra} is given twice, or does not fit the other shards: ${names.join(", ")}.`,
    );
  }
}
