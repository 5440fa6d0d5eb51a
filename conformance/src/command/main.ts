import { printable, withoutCommands } from "@bedrock-contract/wire";
import { Command, CommanderError } from "commander";
import { ConformanceError, type ConformanceErrorCode } from "../conformance-error.ts";
import { complain } from "../report/files/terminal.ts";
import { createEnvironmentRedact } from "../results/redact/environment-secrets.ts";
import { suggestion } from "../suggestion.ts";
import { SUITE } from "../suite.ts";
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
    const program = await createProgram(argv);
    await program.parseAsync([...argv]);
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

/** Adds each command to the program, by its name. What a command needs is loaded where it is meant. */
const COMMANDS: Readonly<Record<string, (program: Command) => Promise<unknown>>> = {
  run: async (program) => {
    const { addRunOptions, runCommand } = await import("./run-command.ts");
    addRunOptions(addTargetOptions(program.command("run", { isDefault: true }))).action(runCommand);
  },
  list: async (program) => {
    const { addListOptions, listCommand } = await import("./list-command.ts");
    addListOptions(addTargetOptions(program.command("list"))).action(listCommand);
  },
  probe: async (program) => {
    const { addProbeOptions, probeCommand } = await import("./probe-command.ts");
    addProbeOptions(program.command("probe")).action(probeCommand);
  },
  plan: async (program) => {
    const { addPlanOptions, planCommand } = await import("./plan-command.ts");
    addPlanOptions(addTargetOptions(program.command("plan"))).action(planCommand);
  },
  replay: async (program) => {
    const { addReplayOptions, replayCommand } = await import("./replay-command.ts");
    addReplayOptions(addTargetOptions(program.command("replay"))).action(replayCommand);
  },
  compare: async (program) => {
    const { addCompareOptions, compareCommand } = await import("./compare-command.ts");
    addCompareOptions(program.command("compare")).action(compareCommand);
  },
  merge: async (program) => {
    const { addMergeOptions, mergeCommand } = await import("./merge-command.ts");
    addMergeOptions(program.command("merge")).action(mergeCommand);
  },
  baseline: async (program) => {
    const { addBaselineCommands } = await import("./baseline-command.ts");
    addBaselineCommands(program.command("baseline"));
  },
  cleanup: async (program) => {
    const { addCleanupOptions, cleanupCommand } = await import("./cleanup-command.ts");
    addCleanupOptions(program.command("cleanup")).action(cleanupCommand);
  },
  check: async (program) => {
    const { addCheckOptions, checkCommand } = await import("./check-command.ts");
    addCheckOptions(program.command("check")).action(checkCommand);
  },
  client: async (program) => {
    const { addClientOptions, clientCommand } = await import("./client-command.ts");
    addClientOptions(program.command("client")).action(clientCommand);
  },
  proxy: async (program) => {
    const { addProxyOptions, proxyCommand } = await import("./proxy-command.ts");
    addProxyOptions(program.command("proxy")).action(proxyCommand);
  },
};

/** What asks for every command: their help. */
const HELP: readonly string[] = ["help", "--help", "-h"];

/** The commands that may be asked for: a command stands first, and flags alone are those of `run`. */
function commandsFor([, , first = "run"]: readonly string[]): readonly string[] {
  if (Object.hasOwn(COMMANDS, first)) {
    return [first];
  }
  const all = Object.keys(COMMANDS);
  if (!first.startsWith("-") && first !== "help") {
    throw new ConformanceError("usage", `There is no command "${first}"${suggestion(first, all)}`);
  }
  return HELP.includes(first) ? all : ["run"];
}

async function createProgram(argv: readonly string[]): Promise<Command> {
  const program = new Command("bedrock-conformance")
    .description(
      "Tests whether an implementation of Amazon Bedrock's API responds as the documents say, and explains each difference.",
    )
    .version(SUITE.version)
    .exitOverride()
    // It quotes what was typed.
    .configureOutput({ outputError: (text, write) => write(withoutCommands(printable(text))) })
    .showHelpAfterError("(--help shows the options)");
  for (const name of commandsFor(argv)) {
    await COMMANDS[name]?.(program);
  }
  return program.addHelpText("after", EXAMPLES);
}

const EXAMPLES = `
Without a command, "run" is used; "bedrock-conformance run --help" shows its options.

  bedrock-conformance                                         the embedded mock
  bedrock-conformance --endpoint http://127.0.0.1:4010        any implementation
  bedrock-conformance plan --target bedrock --region us-east-1
                                                              what a run would send, and its maximum cost
  bedrock-conformance --target bedrock --region us-east-1 --paid
                                                              Amazon Bedrock itself
  bedrock-conformance --gateway-endpoint http://127.0.0.1:8000/api/v1
                                                              an OpenAI-compatible gateway
  bedrock-conformance probe --endpoint http://127.0.0.1:4010  a draft of its manifest
  bedrock-conformance list --profile runtime                  what would be sent
  bedrock-conformance replay management/ListCustomModels/all  one case, with the whole exchange
  bedrock-conformance check traffic.har                       recorded traffic, offline
  bedrock-conformance proxy --upstream mock --record traffic.jsonl
                                                              what a client sends and receives
  bedrock-conformance client -- node adapter.mjs              how a client handles right and wrong responses
  bedrock-conformance replay --from traffic.jsonl             the recorded responses again, without Bedrock
  bedrock-conformance compare before.json after.json          what changed between two runs
  bedrock-conformance merge shard-*.json                      the results of all shards as those of one run

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
