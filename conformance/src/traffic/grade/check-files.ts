import { availableParallelism } from "node:os";
import { ConformanceError } from "../../conformance-error.ts";
import type { Shard, Summary } from "../../result.ts";
import { readRecording } from "../read/read-recording.ts";
import type { Malformed } from "../read/recorded-exchange.ts";
import { findRecordings } from "../read/recording-source.ts";
import type { RecordedReporter } from "../report/recorded-reporter.ts";
import { checkInParallel } from "./check-in-parallel.ts";
import { type GradeFilesOptions, gradeFile, MalformedPlaces } from "./grade-file.ts";
import { Grading } from "./grading.ts";

/** How recorded traffic is graded. */
export interface CheckFilesOptions extends GradeFilesOptions {
  /** Grade the i-th of n parts of the files. Default: all. */
  readonly shard?: Shard;
  /**
   * Files that are graded at once, each in a thread of its own, where no reporter wants every result. Default: as many as
   * the machine has processors.
   */
  readonly workers?: number;
  /** Whether an exchange of which only the envelope could be judged leaves the result incomplete. Default: false. */
  readonly requiresBody?: boolean;
  /** Are told how it goes. Default: none. */
  readonly reporters?: readonly RecordedReporter[];
  /** Ends the check early, and returns the results so far. */
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

/**
 * Grades recorded traffic: HAR 1.2 files, JSON-lines files of exchanges (`exchanges.schema.json`), those of batch
 * inference, and Amazon Bedrock's model invocation logs; also packed with gzip. A name may be that of a file, of a
 * folder, a glob, an object of S3, or `-`, the standard input. Results go to the reporters one by one and none is kept.
 * Throws a ConformanceError if a file cannot be opened, or if there is no exchange.
 */
export async function checkFiles(names: readonly string[], options: CheckFilesOptions = {}): Promise<CheckedFiles> {
  const { reporters = [] } = options;
  try {
    await each(reporters, (reporter) => reporter.open?.());
    return await gradeFiles(names, options);
  } finally {
    await each(reporters, (reporter) => reporter.close?.());
  }
}

async function gradeFiles(names: readonly string[], options: CheckFilesOptions): Promise<CheckedFiles> {
  const { reporters = [], signal, requiresBody = false, shard, workers = availableParallelism() } = options;
  const files = filesOfShard(await findRecordings(names), shard);
  const grading = new Grading({ name: names.join(", "), reporters, requiresBody, shard });
  const malformed = new MalformedPlaces();
  const isParallel = files.length > 1 && workers > 1 && reporters.every(({ takesTally }) => takesTally === true);
  if (isParallel) {
    await checkInParallel(files, { options, workers, malformed, tally: grading.tally, signal });
  } else {
    // A wrong name is told before anything is graded.
    for (const file of files.filter((name) => name !== "-")) {
      await (await readRecording(file)).return(undefined);
    }
    await gradeInTurn(files, { options, grading, malformed, signal });
  }
  const interrupted = signal?.aborted ?? false;
  if (isEmpty(grading) && !interrupted && shard === undefined) {
    throw nothingSelected(names, options, malformed);
  }
  const { results, exitCode } = await grading.end(interrupted);
  return {
    summary: results.summary,
    malformed: malformed.first,
    interrupted,
    exitCode: malformed.count > 0 && !interrupted ? 2 : exitCode,
  };
}

async function gradeInTurn(
  files: readonly string[],
  {
    options,
    grading,
    malformed,
    signal,
  }: {
    readonly options: GradeFilesOptions;
    readonly grading: Grading;
    readonly malformed: MalformedPlaces;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  for (const file of files) {
    for await (const result of gradeFile(file, options, malformed)) {
      if (signal?.aborted) {
        return;
      }
      await grading.add(result);
    }
  }
}

/** Files are dealt out in turn, so that parts are about as large. */
function filesOfShard(files: readonly string[], shard: Shard | undefined): readonly string[] {
  return shard === undefined ? files : files.filter((_, index) => index % shard.count === shard.index - 1);
}

function isEmpty({ tally }: Grading): boolean {
  return tally.rows.length === 0;
}

function nothingSelected(
  files: readonly string[],
  { run = [], skip = [], sample = 1 }: CheckFilesOptions,
  { count }: MalformedPlaces,
): ConformanceError {
  const filters = [
    ...run.map((glob) => `--run ${glob}`),
    ...skip.map((glob) => `--skip ${glob}`),
    ...(sample === 1 ? [] : [`--sample 1/${sample}`]),
  ].join(" ");
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
