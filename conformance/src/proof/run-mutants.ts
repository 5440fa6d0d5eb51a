import type { Check } from "../checks/check.ts";
import { checks as allChecks } from "../checks/checks.ts";
import { streamKind } from "../exchange/answer.ts";
import { judge, objections } from "./judge.ts";
import { type KillMatrix, KillTally } from "./kill-matrix.ts";
import { bodyMutants } from "./mutants/body-mutants.ts";
import { chunkMutants } from "./mutants/chunk-mutants.ts";
import { DescribedAnswers } from "./mutants/described-answer.ts";
import { envelopeMutants } from "./mutants/envelope-mutants.ts";
import { eventMutants } from "./mutants/event-mutants.ts";
import { frameMutants } from "./mutants/frame-mutants.ts";
import { guardrailMutants } from "./mutants/guardrail-mutants.ts";
import { identityMutants } from "./mutants/identity-mutants.ts";
import { meaningMutants } from "./mutants/meaning-mutants.ts";
import type { Mutant } from "./mutants/mutant.ts";
import type { MutantSource } from "./mutants/mutant-source.ts";
import { partialMutants } from "./mutants/partial-mutants.ts";
import { replayMutants } from "./mutants/replay-mutants.ts";
import { requestMutants } from "./mutants/request-mutants.ts";
import { Shapes } from "./mutants/shapes.ts";
import { namedChecks } from "./named-checks.ts";
import { Oracle } from "./oracle.ts";
import type { Recording } from "./recording.ts";
import { isSingle, type WireMutant } from "./wire-sample.ts";

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
  partialMutants,
  frameMutants,
  eventMutants,
  chunkMutants,
  meaningMutants,
  identityMutants,
  guardrailMutants,
  replayMutants,
];

/** The names of all checks with what they find. */
export const mutantChecks: readonly Check[] = namedChecks(allChecks);

/** Which checks kill which mutants, and of each class the first mutant that can go over a connection. */
export interface MutantResults {
  readonly matrix: KillMatrix;
  readonly sendable: ReadonlyMap<string, WireMutant>;
}

/** Changes each right answer in every way there is, and notes which checks object. */
export function runMutants(recordings: readonly Recording[], options: RunMutantsOptions = {}): MutantResults {
  const { checks = mutantChecks, sources } = options;
  const matrix = new KillTally();
  const sendable = new Map<string, WireMutant>();
  for (const { mutant, recording } of mutantsOf(recordings, sources)) {
    const judgement = judge(recording, mutant.answer, { checks, isReplayed: mutant.isReplayed === true });
    const kills = objections(judgement);
    matrix.note(mutant, { kills, incomplete: judgement.incomplete !== undefined, recording });
    if (!sendable.has(mutant.class) && canBeSent(mutant, recording)) {
      sendable.set(mutant.class, { mutant, recording, kills });
    }
  }
  return { matrix, sendable };
}

/** The times of pieces are made up, and an answer without content has no body. */
function canBeSent({ answer }: Mutant, recording: Recording): boolean {
  return answer.pieces === undefined && answer.status !== 204 && isSingle(recording);
}

/** What the specs say is read once. */
const described = new DescribedAnswers();
const oracle = new Oracle();

/** Every mutant of every right answer. */
export function* mutantsOf(
  recordings: readonly Recording[],
  sources: readonly MutantSource[] = mutantSources,
): Generator<{ readonly mutant: Mutant; readonly recording: Recording }> {
  const shapes = new Shapes();
  for (const recording of recordings) {
    const isStream = isStreamed(recording);
    for (const source of sources) {
      for (const mutant of source({ recording, recordings, described, oracle, shapes, isStream })) {
        yield { mutant, recording };
      }
    }
  }
}

/** Whether the right answer is a stream. */
function isStreamed({ case: given, operation, answer }: Recording): boolean {
  return streamKind(operation, answer.status, given.mediaType) !== undefined;
}
