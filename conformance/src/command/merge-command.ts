import type { Command } from "commander";
import pc from "picocolors";
import { suiteCases } from "../cases/load-cases.ts";
import { ConformanceError } from "../conformance-error.ts";
import { defined } from "../defined.ts";
import { mapInOrder } from "../map-in-order.ts";
import { createReporters, type ReporterChoice, replacesConsole } from "../report/create-reporters.ts";
import { describeResults } from "../report/describe/describe-results.ts";
import { defaultAgain } from "../report/describe/render.ts";
import { createStyle } from "../report/describe/style.ts";
import { print } from "../report/files/terminal.ts";
import { mergeResults } from "../results/merge-results.ts";
import { readResults } from "../results/read-results.ts";
import { exitCodeOf } from "../results/summary.ts";
import { mergeTallies, readTally } from "../traffic/report/merge-tallies.ts";
import { createRecordedReporters, RECORDED_REPORTERS } from "./recorded-reporters.ts";
import { addReporterOptions } from "./reporter-flag.ts";

interface MergeFlags {
  readonly reporter?: readonly ReporterChoice[];
  readonly color?: boolean;
}

/** Every report but the one that is written while a run goes on; of recorded traffic the counts. */
const MERGE_REPORTERS = RECORDED_REPORTERS;

/** Adds the arguments and flags of `merge`. */
export function addMergeOptions(command: Command): Command {
  return addReporterOptions(command, MERGE_REPORTERS)
    .description(
      "merge the results of shards into those of the whole run, or write other reports of a single results file",
    )
    .argument(
      "<file...>",
      "results written by --reporter json=FILE or json-lines=FILE, or, for recorded traffic, by --reporter tally=FILE",
    );
}

/** Merges results and sets the exit code of the process, as the whole run would. */
export async function mergeCommand(files: readonly string[], flags: MergeFlags): Promise<void> {
  const tallies = await mapInOrder(files, async (file) => ({ file, part: await readTally(file) }));
  const found = tallies.flatMap(({ file, part }) => (part === undefined ? [] : [{ file, part }]));
  if (found.length === 0) {
    return mergeRuns(files, flags);
  }
  const other = tallies.find(({ part }) => part === undefined);
  if (other !== undefined) {
    throw new ConformanceError(
      "usage",
      `${other.file} is not a tally of recorded traffic, but ${found[0]?.file} is: they cannot be merged.`,
    );
  }
  await mergeTraffic(found, flags);
}

/** The counts of shards of recorded traffic. */
async function mergeTraffic(
  parts: Parameters<typeof mergeTallies>[0],
  { reporter = [], color }: MergeFlags,
): Promise<void> {
  const unfit = reporter.find(({ name }) => name !== "tally" && name !== "console");
  if (unfit !== undefined) {
    throw new ConformanceError(
      "usage",
      `The reporter ${unfit.name} needs every result, and these files hold only counts. Expected --reporter console or tally.`,
    );
  }
  const { head, tally } = mergeTallies(parts);
  const again = (id: string): string => `bedrock-conformance check FILE --run ${id}`;
  for (const each of await createRecordedReporters({ reporter, ...defined({ color }), again })) {
    await each.start?.(head);
    await each.end?.(head, tally);
  }
  process.exitCode = exitCodeOf(head);
}

async function mergeRuns(files: readonly string[], { reporter = [], color }: MergeFlags): Promise<void> {
  if (reporter.some(({ name }) => name === "tally")) {
    throw new ConformanceError("usage", "The reporter tally needs tallies of recorded traffic, not results of runs.");
  }
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
