import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Command } from "commander";
import { STRICT } from "../cases/case-tags.ts";
import { suiteCases } from "../cases/load-cases.ts";
import { ConformanceError } from "../conformance-error.ts";
import { prepareOutput } from "../report/files/output.ts";
import { print } from "../report/files/terminal.ts";
import type { SuiteResults } from "../result.ts";
import { type BaselineChanges, editBaseline } from "../results/baseline/edit-baseline.ts";
import { describeSum } from "../results/summary.ts";
import type { RunOptions } from "../run/run-options.ts";
import { runSuite } from "../run/run-suite.ts";
import { resolveManifest } from "../targets/resolve-manifest.ts";
import { interruptible } from "./interruption.ts";
import { addTargetOptions, optionsOf, type TargetFlags } from "./target-options.ts";

interface BaselineFlags extends TargetFlags {
  readonly reason?: string;
}

/** Adds `baseline update` and `baseline prune`. */
export function addBaselineCommands(command: Command): Command {
  command.description("update a baseline to the failures of a whole run");
  addTargetOptions(command.command("update"))
    .description("add failures that are not listed, renew entries that still fail, remove stale entries")
    .option("--reason <text>", "reason of added entries (default: not looked into yet)")
    .action((flags: BaselineFlags) => baselineCommand("update", flags));
  addTargetOptions(command.command("prune"))
    .description("remove stale and expired entries; add nothing")
    .action((flags: BaselineFlags) => baselineCommand("prune", flags));
  return command;
}

/** Runs everything, then edits the baseline. A filter is refused: what was not tried would look as if it were fixed. */
async function baselineCommand(edit: "update" | "prune", { reason, ...flags }: BaselineFlags): Promise<void> {
  refuseFilters(flags);
  const options = optionsOf(flags);
  const { baseline: file } = await resolveManifest(options, options.environment);
  if (file === undefined) {
    throw new ConformanceError(
      "usage",
      "No baseline is named. Expected --baseline FILE, or the key baseline in the manifest.",
    );
  }
  const isNew = edit === "update" && !existsSync(file);
  if (isNew) {
    await prepareOutput(file);
  }
  try {
    print(await runAndEdit(file, edit, { reason, options }));
  } catch (error) {
    if (isNew) {
      await rm(file, { force: true });
    }
    throw error;
  }
}

async function runAndEdit(
  file: string,
  edit: "update" | "prune",
  { reason = "not looked into yet", options }: { readonly reason?: string | undefined; readonly options: RunOptions },
): Promise<string> {
  const results = await interruptible((signal) => runSuite({ ...options, signal }));
  refuseUnfinished(results);
  const knownIds = new Set(suiteCases().map(({ id }) => id));
  const changes = await editBaseline(file, results.cases, { edit, reason, knownIds });
  return describe(changes, file, results);
}

function refuseFilters({ run, skip, profile = [], requirements, shard }: TargetFlags): void {
  const filters = [
    ...(run === undefined ? [] : ["--run"]),
    ...(skip === undefined ? [] : ["--skip"]),
    ...(profile.every((name) => name === STRICT) ? [] : ["--profile"]),
    ...(requirements === undefined ? [] : ["--requirements"]),
    ...(shard === undefined ? [] : ["--shard"]),
  ];
  if (filters.length > 0) {
    throw new ConformanceError(
      "usage",
      `A baseline is made from a whole run: leave out ${filters.join(", ")}. Cases that do not run would look fixed.`,
    );
  }
}

function refuseUnfinished({ interrupted, unreachable }: SuiteResults): void {
  if (interrupted || unreachable.length > 0) {
    const reason = interrupted ? "the run was interrupted" : unreachable.join("; ");
    throw new ConformanceError("unreachable", `The baseline was not changed: ${reason}.`);
  }
}

function describe({ added, renewed, removed, kept }: BaselineChanges, file: string, { summary }: SuiteResults): string {
  const lines = [
    ...added.map((entry) => `  + ${entry}`),
    ...renewed.map((entry) => `  ~ ${entry}`),
    ...removed.map((entry) => `  - ${entry}`),
    `${file}: ${added.length} added, ${renewed.length} renewed, ${removed.length} removed, ${kept} kept`,
    describeSum(summary),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
