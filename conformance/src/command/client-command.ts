import type { Command } from "commander";
import pc from "picocolors";
import { runClient } from "../client/run-client.ts";
import { defined } from "../defined.ts";
import { createConsoleReporter } from "../report/console-reporter.ts";
import { createReporters, type ReporterChoice, replacesConsole } from "../report/create-reporters.ts";
import { exitCodeOf } from "../results/summary.ts";
import { interruptible } from "./interruption.ts";
import { addReporterOptions } from "./reporter-flag.ts";
import { collect } from "./target-options.ts";

interface ClientFlags {
  readonly name?: string;
  readonly run?: readonly string[];
  readonly skip?: readonly string[];
  readonly timeout?: string;
  readonly reporter?: readonly ReporterChoice[];
  readonly color?: boolean;
}

/** Adds the arguments and flags of `client`. */
export function addClientOptions(command: Command): Command {
  return addReporterOptions(command)
    .description("test a client: give it scripted responses and check what it reports (client-contract.schema.json)")
    .argument("<command...>", "program that makes the calls, after --")
    .option("--name <name>", "name of the client in reports (default: its command)")
    .option("--run <glob>", "only cases whose id matches, such as client/converse/*, repeatable", collect)
    .option("--skip <glob>", "no cases whose id matches, repeatable", collect)
    .option("--timeout <ms>", "time limit of one case, in milliseconds (default: 30000)");
}

/** Judges a client and sets the exit code of the process. */
export async function clientCommand(command: readonly string[], flags: ClientFlags): Promise<void> {
  const { reporter = [], color, timeout, name, run, skip } = flags;
  const again = (id: string): string => `bedrock-conformance client --run ${id} -- ${command.join(" ")}`;
  const reporters = [
    ...(replacesConsole(reporter) ? [] : [createConsoleReporter({ isColored: color ?? pc.isColorSupported, again })]),
    ...(await createReporters(reporter, { again })),
  ];
  const timeoutMs = timeout === undefined ? undefined : Number(timeout);
  const results = await interruptible((signal) =>
    runClient({ command, environment: process.env, ...defined({ name, run, skip, timeoutMs }), reporters, signal }),
  );
  process.exitCode = exitCodeOf(results);
}
