import type { Check } from "../checks/check.ts";
import { checks as allChecks } from "../checks/checks.ts";
import { streamKind } from "../exchange/answer.ts";
import { judge, objections } from "./judge.ts";
import { KillMatrix } from "./kill-matrix.ts";
import { bodyMutants } from "./mutants/body-mutants.ts";
import { chunkMutants } from "./mutants/chunk-mutants.ts";
import { DescribedAnswers } from "./mutants/described-answer.ts";
import { envelopeMutants } from "./mutants/envelope-mutants.ts";
import { eventMutants } from "./mutants/event-mutants.ts";
import { frameMutants } from "./mutants/frame-mutants.ts";
import { identityMutants } from "./mutants/identity-mutants.ts";
import { meaningMutants } from "./mutants/meaning-mutants.ts";
import type { Mutant } from "./mutants/mutant.ts";
import type { MutantSource } from "./mutants/mutant-source.ts";
import { replayMutants } from "./mutants/replay-mutants.ts";
import { requestMutants } from "./mutants/request-mutants.ts";
import { namedChecks } from "./named-checks.ts";
import { Oracle } from "./oracle.ts";
import type { Recording } from "./recording.ts";
import { isSendable, type WireMutant } from "./wire-sample.ts";

/** What is tried. */
export interface RunMutantsOptions {
  /** Default: every check of an answer, each with a name of its own. */
  readonly checks?: readonly Check[];
  /** What makes the mutants. Default: all that there are. */
  readonly sources?: readonly MutantSource[];
}

/** What makes mutants. */
export const mutantSources: readonly MutantSource[] = [
  bodyMutants,
  envelopeMutants,
  requestMutants,
  frameMutants,
  eventMutants,
  chunkMutants,
  meaningMutants,
  identityMutants,
  replayMutants,
];

/** The names of all checks with what they find. */
export const mutantChecks: readonly Check[] = namedChecks(allChecks);

/** Which checks kill which mutants, and a sample of the mutants for a connection. */
export interface MutantResults {
  readonly matrix: KillMatrix;
  readonly sample: readonly WireMutant[];
}

/** Changes each right answer in every way there is, and notes which checks object. */
export function runMutants(recordings: readonly Recording[], options: RunMutantsOptions = {}): MutantResults {
  const { checks = mutantChecks, sources } = options;
  const matrix = new KillMatrix();
  const sample = new Sample();
  for (const { mutant, recording } of mutantsOf(recordings, sources)) {
    const judgement = judge(recording, mutant.answer, { checks, isReplayed: mutant.isReplayed === true });
    const kills = objections(judgement);
    matrix.note(mutant, { kills, incomplete: judgement.incomplete !== undefined, recording });
    sample.offer({ mutant, recording, kills });
  }
  return { matrix, sample: sample.taken };
}

/** Every mutant of every right answer. */
export function* mutantsOf(
  recordings: readonly Recording[],
  sources: readonly MutantSource[] = mutantSources,
): Generator<{ readonly mutant: Mutant; readonly recording: Recording }> {
  const described = new DescribedAnswers();
  const oracle = new Oracle();
  for (const recording of recordings) {
    const isStream = isStreamed(recording);
    for (const source of sources) {
      for (const mutant of source({ recording, recordings, described, oracle, isStream })) {
        yield { mutant, recording };
      }
    }
  }
}

/** Whether the right answer is a stream. */
function isStreamed({ case: given, operation, answer }: Recording): boolean {
  return streamKind(operation, answer.status, given.mediaType) !== undefined;
}

/** Of each class the mutants at these numbers go over a connection, too: few of many, spread over all. */
const TAKEN = [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 2047, 4095];

class Sample {
  readonly taken: WireMutant[] = [];
  readonly #counts = new Map<string, number>();

  offer(offered: WireMutant): void {
    const { mutant, recording } = offered;
    // The times of pieces are made up, and an answer without content has no body.
    if (mutant.answer.pieces === undefined && mutant.answer.status !== 204 && isSendable(recording)) {
      const count = this.#counts.get(mutant.class) ?? 0;
      this.#counts.set(mutant.class, count + 1);
      if (TAKEN.includes(count)) {
        this.taken.push(offered);
      }
    }
  }
}
