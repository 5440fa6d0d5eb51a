import { type Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { defined } from "../defined.ts";
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
  readonly wait?: number;
}

/** Adds the flags of `run`. */
export function addRunOptions(command: Command): Command {
  return addReporterOptions(command)
    .description("send the cases to a target and check its responses")
    .option("--wait <seconds>", "wait up to this long for a target that is starting", readSeconds);
}

/** Runs the suite and sets the exit code of the process. */
export async function runCommand(flags: RunFlags): Promise<void> {
  const { reporter = [], color: _, wait: waitSeconds, ...target } = flags;
  const again = (id: string): string => againCommand(id, flags);
  const reporters = [
    ...(replacesConsole(reporter) ? [] : [consoleReporter(flags)]),
    ...(await createReporters(reporter, { again })),
  ];
  const results = await interruptible((signal) =>
    runSuite({ ...optionsOf(target), ...defined({ waitSeconds }), signal, reporters }),
  );
  process.exitCode = exitCodeOf(results);
}

/** Reads a number of seconds. */
export function readSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === "" || !Number.isFinite(seconds) || seconds < 0) {
    throw new InvalidArgumentError("Expected a number of seconds, such as 30.");
  }
  return seconds;
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
