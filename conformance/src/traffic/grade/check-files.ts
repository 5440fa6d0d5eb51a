import type { BatchOptions } from "@bedrock-contract/validators";
import { printableLine } from "@bedrock-contract/wire";
import { matchesGlob } from "../../cases/glob.ts";
import { ConformanceError } from "../../conformance-error.ts";
import { mapInOrder } from "../../map-in-order.ts";
import type { CaseResult, Summary } from "../../result.ts";
import { readRecording } from "../read/read-recording.ts";
import type { Malformed } from "../read/recorded-exchange.ts";
import type { RecordedReporter } from "../report/recorded-reporter.ts";
import { gradeBatchLine } from "./grade-batch-line.ts";
import { gradeExchange } from "./grade-exchange.ts";
import { Grading } from "./grading.ts";

/** How recorded traffic is graded. */
export interface CheckFilesOptions {
  /** Globs, of which an exchange's id must match one. Default: all. */
  readonly run?: readonly string[];
  /** Globs, of which an exchange's id must match none. Default: none. */
  readonly skip?: readonly string[];
  /** Paths below which gateways offered their operations, beside `/api/v1`, `/openai/v1` and `/v1`. Default: none. */
  readonly gatewayBasePaths?: readonly string[];
  /** The job of batch inference whose files are graded. Default: each record alone tells its format. */
  readonly batch?: BatchOptions;
  /** Whether an exchange of which only the envelope could be judged leaves the result incomplete. Default: false. */
  readonly requiresBody?: boolean;
  /** Are told how it goes. Default: none. */
  readonly reporters?: readonly RecordedReporter[];
  /** Ends the grading early; what is there is returned. */
  readonly signal?: AbortSignal;
}

/** How the grading of recorded traffic ended. */
export interface CheckedFiles {
  readonly summary: Summary;
  /** Lines and entries that are no exchange. */
  readonly malformed: readonly Malformed[];
  readonly interrupted: boolean;
  /** As of the command: 2 where something could not be read, else as `exitCodeOf` says. */
  readonly exitCode: 0 | 1 | 2 | 3 | 130;
}

/** Malformed places that are reported; a file of another kind has one in each line. */
const MOST_MALFORMED = 20;

/**
 * Grades recorded traffic: HAR 1.2 files, JSON-lines files of exchanges (`exchanges.schema.json`), and those of batch
 * inference. Results go to
 * the reporters one by one and none is kept. Throws a ConformanceError for a file that cannot be opened, and where
 * there is no exchange.
 */
export async function checkFiles(files: readonly string[], options: CheckFilesOptions = {}): Promise<CheckedFiles> {
  const { reporters = [] } = options;
  try {
    await each(reporters, (reporter) => reporter.open?.());
    return await gradeFiles(files, options);
  } finally {
    await each(reporters, (reporter) => reporter.close?.());
  }
}

async function gradeFiles(files: readonly string[], options: CheckFilesOptions): Promise<CheckedFiles> {
  const { reporters = [], signal, requiresBody = false } = options;
  // A wrong name is told before anything is graded.
  const recordings = await mapInOrder(files, readRecording);
  const grading = new Grading({ name: files.join(", "), reporters, requiresBody });
  const malformed = new MalformedPlaces();
  for await (const result of resultsOf(recordings, options, malformed)) {
    await grading.add(result);
  }
  const interrupted = signal?.aborted ?? false;
  if (!grading.isStarted && !interrupted) {
    throw nothingSelected(files, options, malformed);
  }
  const { results, exitCode } = await grading.end(interrupted);
  return {
    summary: results.summary,
    malformed: malformed.first,
    interrupted,
    exitCode: malformed.count > 0 && !interrupted ? 2 : exitCode,
  };
}

async function* resultsOf(
  recordings: readonly Awaited<ReturnType<typeof readRecording>>[],
  { run = [], skip = [], gatewayBasePaths, batch, signal }: CheckFilesOptions,
  malformed: MalformedPlaces,
): AsyncGenerator<CaseResult> {
  for (const recording of recordings) {
    for await (const recorded of recording) {
      if (signal?.aborted) {
        return;
      }
      if ("malformed" in recorded) {
        malformed.add(recorded.malformed);
        yield malformedResult(recorded.malformed);
      } else {
        const { id } = "batchLine" in recorded ? recorded.batchLine : recorded.exchange;
        const isSelected = run.length === 0 || run.some((glob) => matchesGlob(id, glob));
        if (isSelected && !skip.some((glob) => matchesGlob(id, glob))) {
          yield "batchLine" in recorded
            ? await gradeBatchLine(recorded.batchLine, batch)
            : await gradeExchange(recorded.exchange, { gatewayBasePaths });
        }
      }
    }
  }
}

/** What could not be read is not testable, so that no count leaves it out. */
function malformedResult({ place, message }: Malformed): CaseResult {
  return {
    id: printableLine(place),
    operation: "unknown",
    profile: "recorded",
    summary: "cannot be read",
    outcome: "not-testable",
    reason: `${place}: ${message}`,
    durationMs: 0,
    checks: [],
    file: place,
  };
}

class MalformedPlaces {
  readonly first: Malformed[] = [];
  count = 0;

  add(place: Malformed): void {
    this.count += 1;
    if (this.first.length < MOST_MALFORMED) {
      this.first.push(place);
    }
  }
}

function nothingSelected(
  files: readonly string[],
  { run = [], skip = [] }: CheckFilesOptions,
  { count }: MalformedPlaces,
): ConformanceError {
  const filters = [...run.map((glob) => `--run ${glob}`), ...skip.map((glob) => `--skip ${glob}`)].join(" ");
  const which = filters === "" ? "holds no exchange" : `holds no exchange that ${filters} selects`;
  return new ConformanceError(
    "nothing-selected",
    `${files.join(", ")} ${which}${count === 0 ? "" : `; ${count} malformed`}.`,
  );
}

async function each<T>(items: readonly T[], action: (item: T) => void | Promise<void>): Promise<void> {
  for (const item of items) {
    await action(item);
  }
}
