import { type Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { createConsoleReporter } from "../report/console-reporter.ts";
import type { Reporter } from "../report/reporter.ts";
import { runSuite } from "../run-suite.ts";
import { exitCodeOf } from "../summary.ts";
import { againCommand } from "./again-command.ts";
import { interruptible } from "./interruption.ts";
import { optionsOf, type TargetFlags } from "./target-options.ts";

interface RunFlags extends TargetFlags {
  readonly reporter?: readonly ReporterFlag[];
  readonly color?: boolean;
}

/** One `--reporter`. */
export interface ReporterFlag {
  readonly name: "console" | "json" | "json-lines";
  readonly file?: string;
}

/** Adds the flags of `run`. */
export function addRunOptions(command: Command): Command {
  return command
    .description("send the cases to a target and check what it answers")
    .option(
      "--reporter <name[=file]>",
      "console (default), json[=FILE] or json-lines[=FILE], repeatable",
      collectReporter,
    )
    .option("--color", "colours, even where the output is no terminal")
    .option("--no-color", "no colours");
}

/** Runs the suite and sets the exit code of the process. */
export async function runCommand(flags: RunFlags): Promise<void> {
  const { reporter = [], color: _, ...target } = flags;
  const results = await interruptible(async (signal) =>
    runSuite({ ...optionsOf(target), signal, reporters: await createReporters(reporter, flags) }),
  );
  process.exitCode = exitCodeOf(results);
}

/** A reporter that writes to a file comes beside the console's; one that writes to the standard output replaces it. */
async function createReporters(wanted: readonly ReporterFlag[], flags: RunFlags): Promise<readonly Reporter[]> {
  const isReplaced = wanted.some(({ name, file }) => name !== "console" && file === undefined);
  const files = wanted.filter(({ name }) => name === "json");
  const lines = wanted.filter(({ name }) => name === "json-lines");
  const reporters: Reporter[] = isReplaced ? [] : [consoleReporter(flags)];
  if (files.length > 0) {
    const { createJsonReporter } = await import("../report/json-reporter.ts");
    reporters.push(...files.map(({ file }) => createJsonReporter(file)));
  }
  if (lines.length > 0) {
    const { createJsonLinesReporter } = await import("../report/json-lines-reporter.ts");
    reporters.push(...lines.map(({ file }) => createJsonLinesReporter(file)));
  }
  return reporters;
}

function consoleReporter(flags: RunFlags): Reporter {
  const { isTTY, columns } = process.stdout;
  return createConsoleReporter({
    isColored: flags.color ?? pc.isColorSupported,
    // Some terminals say that they are 0 wide.
    ...(isTTY ? { columns: columns || 80 } : {}),
    again: (id) => againCommand(id, flags),
  });
}

/** Reads `--reporter NAME[=FILE]`. */
export function collectReporter(value: string, before: readonly ReporterFlag[] = []): readonly ReporterFlag[] {
  const [name = "", ...rest] = value.split("=");
  const file = rest.join("=");
  if (name === "console" && file === "") {
    return [...before, { name }];
  }
  if (name === "json" || name === "json-lines") {
    return [...before, { name, ...(file === "" ? {} : { file }) }];
  }
  throw new InvalidArgumentError("Expected console, json[=FILE] or json-lines[=FILE].");
}
