import { printableLine } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import type { CaseResult, StreamFacts } from "../result.ts";
import { groupOf, nameOf } from "./describe/case-groups.ts";
import { describeResults } from "./describe/describe-results.ts";
import { defaultAgain } from "./describe/render.ts";
import { createStyle, type Style } from "./describe/style.ts";
import { print } from "./files/terminal.ts";
import type { Reporter, RunStart } from "./reporter.ts";

/** Where and how the report is written. */
export interface ConsoleReporterOptions {
  /** Default: the standard output. */
  readonly write?: (text: string) => void;
  /** Default: false. */
  readonly isColored?: boolean;
  /** The width of the terminal, to show progress in; absent where the output is not a terminal. */
  readonly columns?: number;
  /** The command that runs one case again. */
  readonly again?: (caseId: string) => string;
}

/** Writes a report for people: one line a case in the cases' own order, then every fault explained, then the sum. */
export function createConsoleReporter(options: ConsoleReporterOptions = {}): Reporter {
  const { write = print, isColored = false, columns } = options;
  const { again = defaultAgain } = options;
  const style = createStyle(isColored);
  const progress = new Progress(write, columns);
  const lines = new CaseLines(style);
  return {
    start: ({ suite, target, cases }) => {
      const endpoints = [...new Set(Object.values(target.endpoints))].join(", ");
      write(
        `${style.bold("Bedrock conformance")} ${printableLine(suite.version)}, ${cases.length} ${cases.length === 1 ? "case" : "cases"}\n`,
      );
      const place = endpoints === "" || endpoints === target.name ? "" : ` at ${endpoints}`;
      write(style.dim(`target ${printableLine(target.name + place)}, ${AUTHENTICATION[target.authentication]}\n`));
      lines.start(cases);
      progress.start(cases.length);
    },
    result: (result, index) => {
      const text = lines.add(result, index);
      progress.advance(text, result.id);
    },
    end: (results) => {
      progress.clear();
      // Where nothing could be reached, what would not have been sent anyway is no news.
      write(results.unreachable.length === 0 ? lines.takePending() : "");
      write(describeResults(results, { style, again }).join("\n"));
    },
  };
}

const AUTHENTICATION: Readonly<Record<RunStart["target"]["authentication"], string>> = {
  sigv4: "requests signed",
  bearer: "with a bearer key",
  unsigned: "requests unsigned",
  recorded: "recorded traffic",
};

/** Holds lines back until their turn, so that the report reads the same however cases overtake each other. */
class CaseLines {
  readonly #style: Style;
  readonly #waiting = new Map<number, CaseResult>();
  #next = 0;
  #pending = "";
  #group = "";
  #width = 0;

  constructor(style: Style) {
    this.#style = style;
  }

  start(cases: readonly Case[]): void {
    this.#width = Math.min(48, Math.max(0, ...cases.map(({ id }) => nameOf(id).length)));
  }

  /**
   * The lines whose turn has come. A case that was not tested has none: its reason is told once, at the end.
   */
  add(result: CaseResult, index: number): string {
    this.#waiting.set(index, result);
    let wasSent = false;
    for (let next = this.#waiting.get(this.#next); next !== undefined; next = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next);
      this.#next += 1;
      if (next.outcome !== "not-testable" && next.outcome !== "unsupported") {
        this.#pending += this.#line(next);
        wasSent = true;
      }
    }
    return wasSent ? this.takePending() : "";
  }

  /** The lines that still wait. */
  takePending(): string {
    const text = this.#pending;
    this.#pending = "";
    return text;
  }

  #line(result: CaseResult): string {
    const group = groupOf(result.id);
    const heading = group === this.#group ? "" : `\n${this.#style.bold(printableLine(group))}\n`;
    this.#group = group;
    const name = printableLine(nameOf(result.id)).padEnd(this.#width);
    const duration =
      result.outcome !== "unsupported"
        ? this.#style.dim(`${Math.round(result.durationMs)} ms`.padStart(8))
        : "        ";
    const note = noteOf(result);
    const line = `  ${this.#style.symbol(result)} ${name} ${duration}${note === "" ? "" : `  ${this.#style.dim(printableLine(note))}`}`;
    return `${heading}${line.trimEnd()}\n`;
  }
}

function noteOf({ outcome, reason, checks, stream, attempts }: CaseResult): string {
  const facts = stream === undefined || outcome === "unsupported" ? "" : describeStream(stream);
  const faults = checks.filter((check) => check.outcome === "fail" || check.outcome === "warn").map(({ id }) => id);
  const notes = outcome === "pass" || outcome === "fail" ? faults.join(", ") : `${outcome}: ${reason ?? ""}`;
  const repeated = attempts === undefined ? "" : `${outcome === "pass" ? "flaky: " : ""}${attempts.length} attempts`;
  return [notes, repeated, facts].filter((note) => note !== "").join("; ");
}

function describeStream({ frames, firstFrameMs }: StreamFacts): string {
  const count = frames === 1 ? "1 frame" : `${frames} frames`;
  return firstFrameMs === undefined ? count : `${count}, the first after ${Math.round(firstFrameMs)} ms`;
}

/** One line at the bottom of a terminal that says how far the run is. Elsewhere it stays silent. */
class Progress {
  readonly #write: (text: string) => void;
  readonly #columns: number | undefined;
  #total = 0;
  #done = 0;

  constructor(write: (text: string) => void, columns: number | undefined) {
    this.#write = write;
    this.#columns = columns;
  }

  start(total: number): void {
    this.#total = total;
  }

  advance(text: string, id: string): void {
    this.#done += 1;
    if (this.#columns === undefined) {
      this.#write(text);
      return;
    }
    const status = `  ${this.#done}/${this.#total} ${printableLine(id)}`.slice(0, this.#columns - 1);
    this.#write(`\r\u001b[K${text}${this.#done < this.#total ? status : ""}`);
  }

  clear(): void {
    if (this.#columns !== undefined) {
      this.#write("\r\u001b[K");
    }
  }
}
