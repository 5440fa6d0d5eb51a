import { type Command, Option } from "commander";
import { defined } from "../defined.ts";
import type { ReporterChoice } from "../report/create-reporters.ts";
import { shellWord } from "../report/describe/shell-word.ts";
import { complain } from "../report/files/terminal.ts";
import { redactPatterns } from "../results/redact/patterns.ts";
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
  readonly reporter?: readonly ReporterChoice[];
  readonly color?: boolean;
}

/** Adds the arguments and flags of `check`. */
export function addCheckOptions(command: Command): Command {
  return addReporterOptions(command, RECORDED_REPORTERS)
    .description(
      "grade recorded traffic, HAR 1.2 or JSON-lines exchanges, or files of batch inference; nothing is sent",
    )
    .argument(
      "<file...>",
      "HAR files (*.har), JSON-lines files (exchanges.schema.json), files of batch inference (*.jsonl, *.jsonl.out)",
    )
    .option("--run <glob>", "exchanges whose id matches, repeatable", collect)
    .option("--skip <glob>", "but not these, repeatable", collect)
    .option("--model-id <id>", "the model of the job of batch inference whose files are graded")
    .addOption(
      new Option("--invocation-type <type>", "the model invocation type of that job").choices([
        "InvokeModel",
        "Converse",
      ]),
    )
    .option("--require-body", "exit 3 where the body of an exchange could not be judged")
    .option(
      "--gateway-base-path <path>",
      "where a gateway offered its operations, beside /api/v1, /openai/v1 and /v1; repeatable",
      collect,
    );
}

/** Grades files and sets the exit code of the process. */
export async function checkCommand(files: readonly string[], flags: CheckFlags): Promise<void> {
  const { run, skip, gatewayBasePath: gatewayBasePaths, modelId, invocationType, requireBody: requiresBody } = flags;
  const reporters = await createRecordedReporters({ ...flags, again: againWith(files, flags) });
  const { exitCode, malformed } = await interruptible((signal) =>
    checkFiles(files, {
      ...defined({ run, skip, gatewayBasePaths, requiresBody }),
      batch: defined({ modelId, invocationType }),
      signal,
      reporters,
    }),
  );
  for (const { place, message } of malformed) {
    complain(redactPatterns(`${place}: ${message}`));
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
