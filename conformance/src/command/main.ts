import { Command, CommanderError } from "commander";
import { ConformanceError, type ConformanceErrorCode } from "../conformance-error.ts";
import { complain } from "../report/files/terminal.ts";
import { createEnvironmentRedact } from "../results/redact/environment-secrets.ts";
import { SUITE } from "../suite.ts";
import { addBaselineCommands } from "./baseline-command.ts";
import { addCheckOptions, checkCommand } from "./check-command.ts";
import { addCleanupOptions, cleanupCommand } from "./cleanup-command.ts";
import { addCompareOptions, compareCommand } from "./compare-command.ts";
import { addListOptions, listCommand } from "./list-command.ts";
import { addMergeOptions, mergeCommand } from "./merge-command.ts";
import { addPlanOptions, planCommand } from "./plan-command.ts";
import { addProbeOptions, probeCommand } from "./probe-command.ts";
import { addReplayOptions, replayCommand } from "./replay-command.ts";
import { addRunOptions, runCommand } from "./run-command.ts";
import { addTargetOptions } from "./target-options.ts";

const EXIT_CODES: Readonly<Record<ConformanceErrorCode, number>> = { usage: 2, "nothing-selected": 2, unreachable: 3 };

/** Runs the command line and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  let unwritable: Error | undefined;
  // Whoever reads the output may have read enough, as `head` does. What was created is to be removed in any case.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      unwritable ??= error;
      process.exitCode = 2;
    }
  });
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeFor(error);
  }
  // What is left of the output is written by now, or has failed.
  await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
  if (unwritable !== undefined) {
    say(`The standard output cannot be written: ${unwritable.message}`);
    process.exitCode = 2;
  }
}

function createProgram(): Command {
  const program = new Command("bedrock-conformance")
    .description(
      "Replays the documented exchanges of Amazon Bedrock against any implementation and says what does not conform.",
    )
    .version(SUITE.version)
    .exitOverride()
    .showHelpAfterError("(--help shows what there is)");
  addRunOptions(addTargetOptions(program.command("run", { isDefault: true }))).action(runCommand);
  addListOptions(addTargetOptions(program.command("list"))).action(listCommand);
  addProbeOptions(program.command("probe")).action(probeCommand);
  addPlanOptions(addTargetOptions(program.command("plan"))).action(planCommand);
  addReplayOptions(addTargetOptions(program.command("replay"))).action(replayCommand);
  addCompareOptions(program.command("compare")).action(compareCommand);
  addMergeOptions(program.command("merge")).action(mergeCommand);
  addBaselineCommands(program.command("baseline"));
  addCleanupOptions(program.command("cleanup")).action(cleanupCommand);
  addCheckOptions(program.command("check")).action(checkCommand);
  return program.addHelpText("after", EXAMPLES);
}

const EXAMPLES = `
With no command it is run; "bedrock-conformance run --help" shows its options.

  bedrock-conformance                                         the embedded mock
  bedrock-conformance --endpoint http://127.0.0.1:4010        any implementation
  bedrock-conformance plan --target bedrock --region us-east-1
                                                              what a run would send and cost, at most
  bedrock-conformance --target bedrock --region us-east-1 --paid
                                                              Amazon Bedrock itself
  bedrock-conformance --gateway-endpoint http://127.0.0.1:8000/api/v1
                                                              an OpenAI-compatible gateway
  bedrock-conformance probe --endpoint http://127.0.0.1:4010  a draft of its manifest
  bedrock-conformance list --profile runtime                  what would be sent
  bedrock-conformance replay management/ListCustomModels/all  one case, with the whole exchange
  bedrock-conformance check traffic.har                       recorded traffic, offline
  bedrock-conformance compare before.json after.json          what was lost and gained between two runs
  bedrock-conformance merge shard-*.json                      the results of shards, as of one run

Exit codes: 0 conformant, 1 not conformant, 2 wrong usage or nothing selected, 3 incomplete, 130 interrupted.`;

function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has said what was wrong; help and version are no faults.
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof ConformanceError) {
    say(error.message);
    return EXIT_CODES[error.code];
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(`this is a fault of the suite itself, please report it\n${text}`);
  return 3;
}

/** What is wrong may hold what was typed: a URL with a password, say. */
function say(text: string): void {
  complain(createEnvironmentRedact(process.env)(text));
}
