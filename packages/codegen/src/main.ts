import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openCache } from "./cache.ts";
import { generate } from "./generate.ts";
import { formatProblem } from "./problem.ts";
import { DiskTree } from "./source/tree.ts";
import { findDrift, writeFiles } from "./write-files.ts";

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
  const cache = openCache();
  const { files, problems } = await generate({ tree: new DiskTree(options.root), cache });
  cache.save();
  for (const problem of problems) console.error(formatProblem(problem));
  if (problems.length > 0) {
    console.error(
      `\n${problems.length === 1 ? "One problem" : `${problems.length} problems`} in the specs; nothing was written.`,
    );
    return 1;
  }
  return options.check ? check(options.root, files) : write(options.root, files, started);
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

function write(root: string, files: ReadonlyMap<string, string>, started: number): number {
  const { missing, changed, stale } = writeFiles(root, files);
  const duration = ((performance.now() - started) / 1000).toFixed(2);
  const written = missing.length + changed.length;
  console.log(`${files.size} files from the specs in ${duration} s: ${written} written, ${stale.length} removed`);
  return 0;
}

function check(root: string, files: ReadonlyMap<string, string>): number {
  const { missing, changed, stale } = findDrift(root, files);
  for (const path of missing) console.error(`${path}: is missing`);
  for (const path of changed) console.error(`${path}: differs from what the specs say`);
  for (const path of stale) console.error(`${path}: is made from nothing any more`);
  if (missing.length + changed.length + stale.length === 0) return 0;
  console.error("\nRun pnpm codegen and commit the result.");
  return 1;
}
