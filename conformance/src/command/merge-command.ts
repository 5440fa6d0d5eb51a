import type { Command } from "commander";
import pc from "picocolors";
import { suiteCases } from "../cases/load-cases.ts";
import { mapInOrder } from "../map-in-order.ts";
import { createReporters, REPORTER_NAMES, type ReporterChoice, replacesConsole } from "../report/create-reporters.ts";
import { describeResults } from "../report/describe/describe-results.ts";
import { defaultAgain } from "../report/describe/render.ts";
import { createStyle } from "../report/describe/style.ts";
import { print } from "../report/files/terminal.ts";
import { mergeResults } from "../results/merge-results.ts";
import { readResults } from "../results/read-results.ts";
import { exitCodeOf } from "../results/summary.ts";
import { addReporterOptions } from "./reporter-flag.ts";

interface MergeFlags {
  readonly reporter?: readonly ReporterChoice[];
  readonly color?: boolean;
}

/** Every report but the one that is written while a run goes on. */
const MERGE_REPORTERS = REPORTER_NAMES.filter((name) => name !== "json-lines");

/** Adds the arguments and flags of `merge`. */
export function addMergeOptions(command: Command): Command {
  return addReporterOptions(command, MERGE_REPORTERS)
    .description("merge the results of shards into those of the whole run; of one file, report it anew")
    .argument("<file...>", "results, as --reporter json=FILE or json-lines=FILE wrote them");
}

/** Merges results and sets the exit code of the process, as the whole run would. */
export async function mergeCommand(files: readonly string[], { reporter = [], color }: MergeFlags): Promise<void> {
  const parts = await mapInOrder(files, async (file) => ({ file, results: await readResults(file) }));
  const reporters = await createReporters(reporter);
  const isReplaced = replacesConsole(reporter);
  const results = mergeResults(
    parts,
    suiteCases().map(({ id }) => id),
  );
  for (const each of reporters) {
    each.open?.();
  }
  try {
    if (!isReplaced) {
      const style = createStyle(color ?? pc.isColorSupported);
      print(describeResults(results, { style, again: defaultAgain }).join("\n"));
    }
    for (const each of reporters) {
      await each.end?.(results);
    }
  } finally {
    for (const each of reporters) {
      each.close?.();
    }
  }
  process.exitCode = exitCodeOf(results);
}
