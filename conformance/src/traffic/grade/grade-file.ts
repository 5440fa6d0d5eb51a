import { crc32 } from "node:zlib";
import type { BatchOptions } from "@bedrock-contract/validators";
import { printableLine } from "@bedrock-contract/wire";
import { matchesGlob } from "../../cases/glob.ts";
import type { CaseResult } from "../../result.ts";
import { plainRedaction } from "../read/exchange-secrets.ts";
import { readRecording } from "../read/read-recording.ts";
import type { Malformed } from "../read/recorded-exchange.ts";
import { gradeBatchLine } from "./grade-batch-line.ts";
import { gradeExchange } from "./grade-exchange.ts";

/** Which exchanges of a file are graded, and how. */
export interface GradeFilesOptions {
  /** Globs, of which an exchange's id must match one. Default: all. */
  readonly run?: readonly string[];
  /** Globs, of which an exchange's id must match none. Default: none. */
  readonly skip?: readonly string[];
  /**
   * Grades one exchange in this number. Which ones follows from their ids alone, so that every run takes the same.
   * Default: 1.
   */
  readonly sample?: number;
  /** Paths below which gateways offered their operations, beside `/api/v1`, `/openai/v1`, `/v1` and `/anthropic/v1`. Default: none. */
  readonly gatewayBasePaths?: readonly string[];
  /** The job of batch inference whose files are graded. Default: the format of each record is detected. */
  readonly batch?: BatchOptions;
}

/** Grades the exchanges of one file, one after the other. */
export async function* gradeFile(
  file: string,
  options: GradeFilesOptions,
  malformed: MalformedPlaces,
): AsyncGenerator<CaseResult> {
  const { gatewayBasePaths, batch } = options;
  for await (const recorded of await readRecording(file)) {
    if ("malformed" in recorded) {
      malformed.add(recorded.malformed);
      yield malformedResult(recorded.malformed);
    } else if (isSelected("batchLine" in recorded ? recorded.batchLine.id : recorded.exchange.id, options)) {
      yield "batchLine" in recorded
        ? await gradeBatchLine(recorded.batchLine, batch)
        : await gradeExchange(recorded.exchange, { gatewayBasePaths });
    }
  }
}

function isSelected(id: string, { run = [], skip = [], sample = 1 }: GradeFilesOptions): boolean {
  return (
    (sample === 1 || crc32(id) % sample === 0) &&
    (run.length === 0 || run.some((glob) => matchesGlob(id, glob))) &&
    !skip.some((glob) => matchesGlob(id, glob))
  );
}

/** What could not be read is not testable, so that no count leaves it out. */
function malformedResult({ place, message }: Malformed): CaseResult {
  return {
    id: printableLine(place),
    operation: "unknown",
    profile: "recorded",
    summary: "cannot be read",
    outcome: "not-testable",
    reason: plainRedaction()(`${place}: ${message}`),
    durationMs: 0,
    checks: [],
    file: place,
  };
}

/** Malformed places that are reported; a file of another kind has one in each line. */
const MOST_MALFORMED = 20;

/** What could not be read. */
export class MalformedPlaces {
  readonly first: Malformed[] = [];
  count = 0;

  add(...places: readonly Malformed[]): void {
    this.count += places.length;
    this.first.push(...places.slice(0, MOST_MALFORMED - this.first.length));
  }
}
