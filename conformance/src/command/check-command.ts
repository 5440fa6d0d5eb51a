import { type Command, InvalidArgumentError, Option } from "commander";
import { parseShard } from "../cases/shard.ts";
import { defined } from "../defined.ts";
import type { ReporterChoice } from "../report/create-reporters.ts";
import { shellWord } from "../report/describe/shell-word.ts";
import { complain } from "../report/files/terminal.ts";
import type { Shard } from "../result.ts";
import { createEnvironmentRedact } from "../results/redact/environment-secrets.ts";
import { checkFiles } from "../traffic/grade/check-files.ts";
import { interruptible } from "./interruption.ts";
import { createRecordedReporters, RECORDED_REPORTERS } from "./recorded-reporters.ts";
import { addReporterOptions } from "./reporter-flag.ts";
import { collect } from "./target-options.ts";

interface CheckFlags {
  readonly run?: readonly string[];
  readonly skip?: readonly string[];
  readonly gatewayBasePath?: readonly string[];
  readonly modelId?: string;
  readonly invocationType?: "InvokeModel" | "Converse";
  readonly requireBody?: boolean;
  readonly shard?: Shard;
  readonly sample?: number;
  readonly workers?: number;
  readonly reporter?: readonly ReporterChoice[];
  readonly color?: boolean;
}

/** Adds the arguments and flags of `check`. */
export function addCheckOptions(command: Command): Command {
  return addReporterOptions(command, RECORDED_REPORTERS)
    .description(
      "check recorded traffic: HAR 1.2, JSON-lines exchanges, model invocation logs, or batch inference files; sends nothing",
    )
    .argument(
      "<file...>",
      "HAR files (*.har), JSON lines (exchanges.schema.json), invocation logs or batch inference files, optionally gzipped; folders, globs in quotes, s3://…, or - for standard input",
    )
    .option("--run <glob>", "only exchanges whose id matches, repeatable", collect)
    .option("--skip <glob>", "no exchanges whose id matches, repeatable", collect)
    .option("--model-id <id>", "model of the batch inference job")
    .addOption(
      new Option("--invocation-type <type>", "model invocation type of the batch inference job").choices([
        "InvokeModel",
        "Converse",
      ]),
    )
    .option(
      "--shard <i/n>",
      "check shard i of n of the files; merge combines the counts (--reporter tally=FILE)",
      readShard,
    )
    .option(
      "--sample <1/n>",
      "check one of n exchanges, chosen by id, so that each run takes the same ones",
      readSample,
    )
    .option("--workers <n>", "files checked at once (default: one per processor)", readWorkers)
    .option("--require-body", "exit with 3 if the body of any exchange could not be checked")
    .option(
      "--gateway-base-path <path>",
      "base path of a gateway's operations besides /api/v1, /openai/v1, /v1 and /anthropic/v1; repeatable",
      collect,
    );
}

/** Grades files and sets the exit code of the process. */
export async function checkCommand(files: readonly string[], flags: CheckFlags): Promise<void> {
  const {
    run,
    skip,
    gatewayBasePath: gatewayBasePaths,
    modelId,
    invocationType,
    requireBody: requiresBody,
    shard,
    sample,
    workers,
  } = flags;
  const reporters = await createRecordedReporters({ ...flags, again: againWith(files, flags) });
  const { exitCode, malformed } = await interruptible((signal) =>
    checkFiles(files, {
      ...defined({ run, skip, gatewayBasePaths, requiresBody, shard, sample, workers }),
      batch: defined({ modelId, invocationType }),
      signal,
      reporters,
    }),
  );
  const redact = createEnvironmentRedact(process.env);
  for (const { place, message } of malformed) {
    complain(redact(`${place}: ${message}`));
  }
  process.exitCode = exitCode;
}

/** The command that grades one exchange again. */
function againWith(
  files: readonly string[],
  { gatewayBasePath, modelId, invocationType }: CheckFlags,
): (id: string) => string {
  const told = [
    ...(gatewayBasePath ?? []).flatMap((path) => ["--gateway-base-path", path]),
    ...(modelId === undefined ? [] : ["--model-id", modelId]),
    ...(invocationType === undefined ? [] : ["--invocation-type", invocationType]),
  ];
  return (id) => ["bedrock-conformance check", ...[...files, ...told, "--run", id].map(shellWord)].join(" ");
}

function readShard(text: string): Shard {
  const shard = parseShard(text);
  if (shard === undefined) {
    throw new InvalidArgumentError("Expected i/n, such as 2/5.");
  }
  return shard;
}

function readSample(text: string): number {
  const count = Number(/^1\/([1-9]\d{0,8})$/.exec(text)?.[1]);
  if (Number.isNaN(count)) {
    throw new InvalidArgumentError("Expected 1/n, such as 1/1000.");
  }
  return count;
}

function readWorkers(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) {
    throw new InvalidArgumentError("Expected a number of workers, such as 4.");
  }
  return Number(text);
}
