import { printableLine } from "@bedrock-contract/wire";
import { createStyle } from "../../report/describe/style.ts";
import { print } from "../../report/files/terminal.ts";
import { describeRecorded } from "./describe-recorded.ts";
import type { RecordedReporter } from "./recorded-reporter.ts";

/** Where and how the report is written. */
export interface RecordedConsoleOptions {
  /** Default: the standard output. */
  readonly write?: (text: string) => void;
  /** Default: false. */
  readonly isColored?: boolean;
  /** The width of the terminal, to show progress in; absent where the output is not a terminal. */
  readonly columns?: number;
  /** The command that grades one exchange again. */
  readonly again: (id: string) => string;
}

/** Exchanges between two signs of life. */
const PROGRESS_STEP = 500;

/** Writes a report for people: a table of what was recorded, then every fault explained, then the sum. */
export function createRecordedConsoleReporter(options: RecordedConsoleOptions): RecordedReporter {
  const { write = print, isColored = false, columns, again } = options;
  const style = createStyle(isColored);
  let count = 0;
  return {
    start: ({ suite, target }) => {
      write(
        `${style.bold("Bedrock conformance")} ${suite.version}, recorded traffic\n${style.dim(printableLine(target.name))}\n`,
      );
    },
    result: ({ id }) => {
      count += 1;
      if (columns !== undefined && count % PROGRESS_STEP === 0) {
        write(`\r\u001b[K${`  ${count} exchanges, ${printableLine(id)}`.slice(0, columns - 1)}`);
      }
    },
    end: (head, tally) => {
      write(columns === undefined ? "" : "\r\u001b[K");
      write(describeRecorded(head, tally, { style, again }).join("\n"));
    },
  };
}
