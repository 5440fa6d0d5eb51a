import type { Command } from "commander";
import pc from "picocolors";
import { createConsoleReporter } from "../report/console-reporter.ts";
import { createReporters, type ReporterChoice, replacesConsole } from "../report/create-reporters.ts";
import type { Reporter } from "../report/reporter.ts";
import { exitCodeOf } from "../results/summary.ts";
import { runSuite } from "../run/run-suite.ts";
import { againCommand } from "./again-command.ts";
import { interruptible } from "./interruption.ts";
import { addReporterOptions } from "./reporter-flag.ts";
import { optionsOf, type TargetFlags } from "./target-options.ts";

interface RunFlags extends TargetFlags {
  readonly reporter?: readonly ReporterChoice[];
  readonly color?: boolean;
}

/** Adds the flags of `run`. */
export function addRunOptions(command: Command): Command {
  return addReporterOptions(command).description("send the cases to a target and check what it answers");
}

/** Runs the suite and sets the exit code of the process. */
export async function runCommand(flags: RunFlags): Promise<void> {
  const { reporter = [], color: _, ...target } = flags;
  const again = (id: string): string => againCommand(id, flags);
  const reporters = [
    ...(replacesConsole(reporter) ? [] : [consoleReporter(flags)]),
    ...(await createReporters(reporter, { again })),
  ];
  const results = await interruptible((signal) => runSuite({ ...optionsOf(target), signal, reporters }));
  process.exitCode = exitCodeOf(results);
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
