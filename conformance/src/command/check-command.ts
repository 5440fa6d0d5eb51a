import { type Command, Option } from "commander";
import pc from "picocolors";
import { defined } from "../defined.ts";
import {
  createReporters as createWholeReporters,
  REPORTER_NAMES,
  type ReporterChoice,
  replacesConsole,
} from "../report/create-reporters.ts";
import { shellWord } from "../report/describe/shell-word.ts";
import { complain } from "../report/files/terminal.ts";
import type { Reporter } from "../report/reporter.ts";
import type { CaseResult } from "../result.ts";
import { redactPatterns } from "../results/redact/patterns.ts";
import { checkFiles } from "../traffic/grade/check-files.ts";
import { createRecordedConsoleReporter } from "../traffic/report/recorded-console-reporter.ts";
import { createRecordedJsonReporter } from "../traffic/report/recorded-json-reporter.ts";
import type { RecordedReporter } from "../traffic/report/recorded-reporter.ts";
import { interruptible } from "./interruption.ts";
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

/** A recording cannot be interrupted half-way: what a killed run would leave is there already. */
const RECORDED_REPORTERS = REPORTER_NAMES.filter((name) => name !== "json-lines");

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
  const reporters = await createReporters(files, flags);
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

/** A reporter that writes to a file comes beside the console's; one that writes to the standard output replaces it. */
async function createReporters(
  files: readonly string[],
  { reporter = [], color, gatewayBasePath, modelId, invocationType }: CheckFlags,
): Promise<readonly RecordedReporter[]> {
  const { isTTY, columns } = process.stdout;
  const told = [
    ...(gatewayBasePath ?? []).flatMap((path) => ["--gateway-base-path", path]),
    ...(modelId === undefined ? [] : ["--model-id", modelId]),
    ...(invocationType === undefined ? [] : ["--invocation-type", invocationType]),
  ];
  const again = (id: string): string =>
    ["bedrock-conformance check", ...[...files, ...told, "--run", id].map(shellWord)].join(" ");
  const console = createRecordedConsoleReporter({
    isColored: color ?? pc.isColorSupported,
    ...(isTTY ? { columns: columns || 80 } : {}),
    again,
  });
  const json = reporter.filter(({ name }) => name === "json");
  const others = await createWholeReporters(
    reporter.filter(({ name }) => name !== "json"),
    { again },
  );
  return [
    ...(replacesConsole(reporter) ? [] : [console]),
    ...json.map(({ file }) => createRecordedJsonReporter(file)),
    ...others.map(createCollectingReporter),
  ];
}

/**
 * Gathers every result for a report that is written as a whole. Unlike the console's and JSON it needs memory for all
 * of them.
 */
function createCollectingReporter(reporter: Reporter): RecordedReporter {
  const cases: CaseResult[] = [];
  return {
    open: () => reporter.open?.(),
    result: (result) => void cases.push(result),
    end: (head) => reporter.end?.({ ...head, cases }),
    close: () => reporter.close?.(),
  };
}
