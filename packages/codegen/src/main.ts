import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Cache } from "./cache.ts";
import { openCacheFiles } from "./cache-folder.ts";
import { generate } from "./generate.ts";
import { LastRun, NotedTree } from "./last-run.ts";
import { formatProblem } from "./problem.ts";
import { DiskTree } from "./source/tree.ts";
import { type Drift, digestsOf, findDrift, writeFiles } from "./write-files.ts";

const USAGE = `Usage: node src/cli.ts [--check] [--root <folder>]

Generates every src/gen folder from the specs.
  --check          write nothing; print each file that would change and exit 1 if there is one
  --root <folder>  the repository, if not this one
`;

/** Runs the command with some arguments; returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === "number") return options;
  const started = performance.now();
  const kept = openCacheFiles();
  const lastRun = new LastRun(kept);
  const disk = new DiskTree(options.root);
  const known = lastRun.madeOf(disk);
  const drift = known && findDrift(options.root, known);
  // Where nothing is to be written, it is enough to know what would be made.
  if (drift && (options.check || isNone(drift))) {
    return options.check ? tellDrift(drift) : tellWritten(known.size, drift, started);
  }
  const [tree, cache] = [new NotedTree(disk), new Cache(kept)];
  const { files, problems } = await generate({ tree, cache });
  cache.save();
  for (const problem of problems) console.error(formatProblem(problem));
  if (problems.length > 0) {
    console.error(
      `\n${problems.length === 1 ? "One problem" : `${problems.length} problems`} in the specs; nothing was written.`,
    );
    return 1;
  }
  const made = digestsOf(files);
  lastRun.save(tree, made);
  if (options.check) return tellDrift(findDrift(options.root, made));
  return tellWritten(files.size, writeFiles(options.root, files), started);
}

function readOptions(args: readonly string[]): { check: boolean; root: string } | number {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { check: { type: "boolean" }, root: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    const root = values.root ?? fileURLToPath(new URL("../../..", import.meta.url));
    return { check: values.check ?? false, root: resolve(root) };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
}

function isNone({ missing, changed, stale }: Drift): boolean {
  return missing.length + changed.length + stale.length === 0;
}

function tellWritten(count: number, { missing, changed, stale }: Drift, started: number): number {
  const duration = ((performance.now() - started) / 1000).toFixed(2);
  const written = missing.length + changed.length;
  console.log(`${count} files from the specs in ${duration} s: ${written} written, ${stale.length} removed`);
  return 0;
}

function tellDrift(drift: Drift): number {
  for (const path of drift.missing) console.error(`${path}: is missing`);
  for (const path of drift.changed) console.error(`${path}: differs from what the specs say`);
  for (const path of drift.stale) console.error(`${path}: is made from nothing any more`);
  if (isNone(drift)) return 0;
  console.error("\nRun pnpm codegen and commit the result.");
  return 1;
}
