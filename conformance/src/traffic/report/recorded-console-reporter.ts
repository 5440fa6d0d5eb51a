import { printableLine } from "@bedrock-contract/wire";
import { createStyle, type Style } from "../../report/describe/style.ts";
import { print } from "../../report/files/terminal.ts";
import type { CaseResult } from "../../result.ts";
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
  /** Whether each exchange has a line of its own, as it ends. Default: false. */
  readonly isLive?: boolean;
}

/** Exchanges between two signs of life. */
const PROGRESS_STEP = 500;

/** Writes a report for people: a table of what was recorded, then every fault explained, then the sum. */
export function createRecordedConsoleReporter(options: RecordedConsoleOptions): RecordedReporter {
  const { write = print, isColored = false, columns, again, isLive = false } = options;
  const style = createStyle(isColored);
  let count = 0;
  return {
    takesTally: !isLive,
    start: ({ suite, target }) => {
      const title = `${style.bold("Bedrock conformance")} ${suite.version}, ${isLive ? "live" : "recorded"} traffic`;
      write(`${title}\n${style.dim(printableLine(target.name))}\n`);
    },
    result: (result) => {
      const { id } = result;
      count += 1;
      if (isLive) {
        write(liveLine(result, style));
      } else if (columns !== undefined && count % PROGRESS_STEP === 0) {
        write(`\r\u001b[K${`  ${count} exchanges, ${printableLine(id)}`.slice(0, columns - 1)}`);
      }
    },
    end: (head, tally) => {
      write(columns === undefined ? "" : "\r\u001b[K");
      write(describeRecorded(head, tally, { style, again }).join("\n"));
    },
  };
}

/** One exchange in one line: what it was, how it was answered, and what is wrong. */
function liveLine(result: CaseResult, style: Style): string {
  const { id, operation, format, outcome, reason, durationMs, checks } = result;
  const faults = checks
    .filter((check) => check.outcome === "fail" || check.outcome === "warn")
    .map((check) => check.id);
  const note = outcome === "pass" || outcome === "fail" ? faults.join(", ") : `${outcome}: ${reason ?? ""}`;
  const name = [id.padStart(5), operation, format].filter((part) => part !== undefined).join(" ");
  const duration = style.dim(`${Math.round(durationMs)} ms`);
  const line = `  ${style.symbol(result)} ${printableLine(name)} ${duration}  ${style.dim(printableLine(note))}`;
  return `${line.trimEnd()}\n`;
}
