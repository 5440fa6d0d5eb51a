import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { ConformanceError } from "../../conformance-error.ts";
import { workerFile } from "../../package-file.ts";
import type { Tally } from "../report/tally.ts";
import type { FileAnswer } from "./check-worker.ts";
import type { GradeFilesOptions, MalformedPlaces } from "./grade-file.ts";

/** What is to be added up. */
export interface ParallelCheck {
  readonly options: GradeFilesOptions;
  readonly workers: number;
  readonly malformed: MalformedPlaces;
  readonly tally: Tally;
  readonly signal: AbortSignal | undefined;
}

/**
 * Grades files in several threads, a file at a time in each. What comes out does not depend on which thread had which
 * file, or when. Throws a usage error where a file cannot be read.
 */
export async function checkInParallel(files: readonly string[], check: ParallelCheck): Promise<void> {
  const { run, skip, sample, gatewayBasePaths, batch } = check.options;
  const workerData = { run, skip, sample, gatewayBasePaths, batch };
  const waiting = [...files];
  const workers = Array.from(
    { length: Math.min(check.workers, files.length) },
    () => new Worker(workerFile("traffic/grade/check-worker"), { workerData }),
  );
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let file = waiting.shift(); file !== undefined && !check.signal?.aborted; file = waiting.shift()) {
          worker.postMessage(file);
          const [answer]: readonly FileAnswer[] = await once(worker, "message", { signal: check.signal });
          if (answer === undefined || "failure" in answer) {
            throw failureOf(file, answer);
          }
          check.tally.merge(answer.tally);
          check.malformed.add(...answer.malformed.first);
          check.malformed.count += answer.malformed.count - answer.malformed.first.length;
        }
      }),
    );
  } catch (error) {
    if (check.signal?.aborted !== true) {
      throw error;
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function failureOf(file: string, answer: Extract<FileAnswer, { failure: unknown }> | undefined): Error {
  const { message = `${file} cannot be read`, code } = answer?.failure ?? {};
  return code === "usage" || code === undefined
    ? new Error(message)
    : new ConformanceError("usage", `${file} cannot be read: ${message}`);
}
