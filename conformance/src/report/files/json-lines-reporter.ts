import { closeSync, openSync, writeSync } from "node:fs";
import { ConformanceError } from "../../conformance-error.ts";
import type { Reporter } from "../reporter.ts";
import { forTerminal } from "./terminal.ts";

/**
 * Writes each result as soon as it is there, one JSON value a line, to a file or to the standard output: first `{suite,
 * target, shard, count}`, then the cases as they end, at last `{summary, stale, unreachable, interrupted}`. A file
 * without the last line is that of a run that was killed; its results hold.
 */
export function createJsonLinesReporter(file?: string): Reporter {
  const descriptor = file === undefined ? process.stdout.fd : open(file);
  const write = (value: unknown): void => {
    const text = `${JSON.stringify(value)}\n`;
    orUsageError(file, () => writeSync(descriptor, file === undefined ? forTerminal(text) : text));
  };
  return {
    start: ({ cases, ...head }) => write({ ...head, count: cases.length }),
    result: (result) => write(result),
    end: ({ suite: _, target: __, cases: ___, ...rest }) => {
      write(rest);
      if (file !== undefined) {
        closeSync(descriptor);
      }
    },
  };
}

function open(file: string): number {
  return orUsageError(file, () => openSync(file, "w"));
}

/** A disk may be full. */
function orUsageError<T>(file: string | undefined, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = file ?? "the standard output";
    throw new ConformanceError("usage", `The results cannot be written to ${place}: ${message}`, { cause: error });
  }
}
