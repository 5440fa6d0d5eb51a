import { type Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { quoted } from "../command/again-command.ts";
import { interruptible } from "../command/interruption.ts";
import { collectReporter, type ReporterFlag } from "../command/run-command.ts";
import { collect } from "../command/target-options.ts";
import { printable } from "../report/printable.ts";
import { checkFiles } from "./check-files.ts";
import { createRecordedConsoleReporter } from "./recorded-console-reporter.ts";
import { createRecordedJsonReporter } from "./recorded-json-reporter.ts";
import type { RecordedReporter } from "./recorded-reporter.ts";

interface CheckFlags {
  readonly run?: readonly string[];
  readonly skip?: readonly string[];
  readonly reporter?: readonly ReporterFlag[];
  readonly color?: boolean;
}

/** Adds the arguments and flags of `check`. */
export function addCheckOptions(command: Command): Command {
  return command
    .description("grade recorded traffic, HAR 1.2 or JSON-lines exchanges; nothing is sent")
    .argument("<file...>", "HAR files (*.har), or JSON-lines files (exchanges.schema.json)")
    .option("--run <glob>", "exchanges whose id matches, repeatable", collect)
    .option("--skip <glob>", "but not these, repeatable", collect)
    .option("--reporter <name[=file]>", "console (default) or json[=FILE], repeatable", collectRecordedReporter)
    .option("--color", "colours, even where the output is no terminal")
    .option("--no-color", "no colours");
}

function collectRecordedReporter(value: string, before?: readonly ReporterFlag[]): readonly ReporterFlag[] {
  const collected = collectReporter(value, before);
  if (collected.some(({ name }) => name === "json-lines")) {
    throw new InvalidArgumentError("Expected console, json or json=FILE.");
  }
  return collected;
}

/** Grades files and sets the exit code of the process. */
export async function checkCommand(files: readonly string[], flags: CheckFlags): Promise<void> {
  const { run, skip } = flags;
  const { exitCode, malformed } = await interruptible((signal) =>
    checkFiles(files, {
      ...(run === undefined ? {} : { run }),
      ...(skip === undefined ? {} : { skip }),
      signal,
      reporters: createReporters(files, flags),
    }),
  );
  for (const { place, message } of malformed) {
    process.stderr.write(`bedrock-conformance: ${printable(`${place}: ${message}`)}\n`);
  }
  process.exitCode = exitCode;
}

/** A reporter that writes to a file comes beside the console's; one that writes to the standard output replaces it. */
function createReporters(files: readonly string[], { reporter = [], color }: CheckFlags): readonly RecordedReporter[] {
  const json = reporter.filter(({ name }) => name === "json");
  const isReplaced = json.some(({ file }) => file === undefined);
  const { isTTY, columns } = process.stdout;
  const console = createRecordedConsoleReporter({
    isColored: color ?? pc.isColorSupported,
    ...(isTTY ? { columns: columns || 80 } : {}),
    again: (id) => ["bedrock-conformance check", ...files.map(quoted), "--run", quoted(id)].join(" "),
  });
  return [...(isReplaced ? [] : [console]), ...json.map(({ file }) => createRecordedJsonReporter(file))];
}
