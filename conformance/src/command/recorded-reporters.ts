import pc from "picocolors";
import {
  createReporters as createWholeReporters,
  REPORTER_NAMES,
  type ReporterChoice,
  replacesConsole,
} from "../report/create-reporters.ts";
import { prepareOutput } from "../report/files/output.ts";
import type { Reporter } from "../report/reporter.ts";
import type { CaseResult } from "../result.ts";
import { createRecordedConsoleReporter } from "../traffic/report/recorded-console-reporter.ts";
import { createRecordedJsonReporter } from "../traffic/report/recorded-json-reporter.ts";
import type { RecordedReporter } from "../traffic/report/recorded-reporter.ts";
import { createTallyReporter } from "../traffic/report/tally-reporter.ts";

/**
 * A recording cannot be interrupted half-way: what a killed run would leave is there already. Traffic of any length has
 * a report of counts alone.
 */
export const RECORDED_REPORTERS: readonly ReporterChoice["name"][] = [
  ...REPORTER_NAMES.filter((name) => name !== "json-lines"),
  "tally",
];

/** Which reports on traffic are wanted. */
export interface RecordedReportersOptions {
  readonly reporter?: readonly ReporterChoice[];
  readonly color?: boolean;
  /** The command that grades one exchange again. */
  readonly again: (id: string) => string;
  /** Whether each exchange has a line of its own, as it ends. Default: false. */
  readonly isLive?: boolean;
}

/** A reporter that writes to a file comes beside the console's; one that writes to the standard output replaces it. */
export async function createRecordedReporters({
  reporter = [],
  color,
  again,
  isLive = false,
}: RecordedReportersOptions): Promise<readonly RecordedReporter[]> {
  const { isTTY, columns } = process.stdout;
  const console = createRecordedConsoleReporter({
    isColored: color ?? pc.isColorSupported,
    // Some terminals say that they are 0 wide.
    ...(isTTY ? { columns: columns || 80 } : {}),
    again,
    isLive,
  });
  const json = reporter.filter(({ name }) => name === "json");
  const tally = reporter.filter(({ name }) => name === "tally");
  const others = await createWholeReporters(
    reporter.filter(({ name }) => name !== "json" && name !== "tally"),
    { again },
  );
  for (const { file } of tally) {
    await (file === undefined ? undefined : prepareOutput(file));
  }
  return [
    ...(replacesConsole(reporter) ? [] : [console]),
    ...json.map(({ file }) => createRecordedJsonReporter(file)),
    ...tally.map(({ file }) => createTallyReporter(file)),
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
