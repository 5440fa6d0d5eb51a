import type { Check } from "../checks/check.ts";
import { runChecks } from "../checks/run-checks.ts";
import { defined } from "../defined.ts";
import { type Answer, createSseAnswer, createStreamAnswer, streamKind } from "../exchange/answer.ts";
import { createBodyCollector } from "../exchange/body-collector.ts";
import { exceptionValidators } from "../exchange/exchange-validators.ts";
import { SseReader } from "../exchange/sse/sse-reader.ts";
import { StreamReader } from "../exchange/stream/stream-reader.ts";
import { meaningOf } from "../meaning/meaning.ts";
import type { CheckResult } from "../result.ts";
import { missingPrerequisite, unknownModel } from "../run/prerequisite.ts";
import type { RawAnswer } from "./mutants/mutant.ts";
import type { Recording } from "./recording.ts";

/** How an answer is judged. */
export interface JudgeOptions {
  readonly checks: readonly Check[];
  /** Whether the target is one that replays the examples. Default: false. */
  readonly isReplayed?: boolean;
}

/** What the checks say of an answer. */
export interface Judgement {
  /** Of every check that applies. */
  readonly results: readonly CheckResult[];
  /** Why the answer is not evidence: a run with such an answer is incomplete, and never green. */
  readonly incomplete?: string;
}

/** Reads an answer from its bytes and makes every check of it, as a run does. */
export function judge(recording: Recording, raw: RawAnswer, options: JudgeOptions): Judgement {
  const { case: given, operation, validators, demands } = recording;
  const answer = readAnswer(recording, raw);
  const incomplete =
    missingPrerequisite({ case: given, operation }, answer) ?? unknownModel(given, { model: recording.model, answer });
  if (incomplete !== undefined) {
    return { results: [], incomplete };
  }
  const meaning = demands === undefined ? undefined : meaningOf(demands, answer);
  const results = runChecks(
    {
      case: given,
      operation,
      answer,
      validators,
      exceptions: exceptionValidators,
      isDeterministic: options.isReplayed === true,
      ...defined({ meaning }),
    },
    { checks: options.checks },
  );
  return { results };
}

/** The ids of the checks that object. */
export function objections({ results }: Judgement): readonly string[] {
  return results.filter(({ outcome }) => outcome === "fail" || outcome === "warn").map(({ id }) => id);
}

/** The answer that the suite makes of bytes. */
export function readAnswer({ case: given, operation }: Recording, raw: RawAnswer): Answer {
  const { status, headers, body, pieces } = raw;
  const kind = streamKind(operation, status, given.mediaType);
  if (pieces !== undefined && kind !== undefined) {
    return kind.of === "frames"
      ? createStreamAnswer(status, headers, { stream: readPieces(new StreamReader(kind), pieces), beginning: body })
      : createSseAnswer(status, headers, { sse: readPieces(new SseReader(), pieces), beginning: body });
  }
  // No time passes here, however busy the machine is: what comes in pieces says itself when.
  const collector = createBodyCollector(
    { status, headers, sentAt: Number.POSITIVE_INFINITY, busyBefore: performance.eventLoopUtilization() },
    kind,
  );
  collector.add(body);
  return collector.ended();
}

interface PieceReader<T> {
  push(piece: Uint8Array, receivedMs?: number): boolean;
  end(ending: { readonly durationMs: number; readonly idleMs: number }): T;
}

function readPieces<T>(reader: PieceReader<T>, pieces: NonNullable<RawAnswer["pieces"]>): T {
  for (const { bytes, atMs } of pieces) {
    reader.push(bytes, atMs);
  }
  const durationMs = pieces.at(-1)?.atMs ?? 0;
  return reader.end({ durationMs, idleMs: durationMs });
}
