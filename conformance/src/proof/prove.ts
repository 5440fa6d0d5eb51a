import { wholeAnswer } from "../checks/answer/whole-answer.ts";
import type { Check } from "../checks/check.ts";
import { defined } from "../defined.ts";
import type { KillMatrix } from "./kill-matrix.ts";
import type { MutantSource } from "./mutants/mutant-source.ts";
import type { Recording } from "./recording.ts";
import { type HarmlessResults, runHarmless } from "./run-harmless.ts";
import { mutantChecks, runMutants } from "./run-mutants.ts";
import { runWireSample, type WireResults } from "./wire-sample.ts";

/** What is to be proved of which checks. */
export interface ProveOptions {
  /** Default: every check of an answer. */
  readonly checks?: readonly Check[];
  /** What makes wrong answers. Default: all that there are. */
  readonly mutants?: readonly MutantSource[];
  /** What makes right answers of right ones. Default: all that there are. */
  readonly harmless?: readonly MutantSource[];
  /** Whether a sample goes over a connection, too. Default: true. */
  readonly usesConnection?: boolean;
}

/** What was tried, and what is wrong with the checks. */
export interface Proof {
  readonly matrix: KillMatrix;
  readonly harmless: HarmlessResults;
  readonly wire?: WireResults;
  readonly checks: readonly Check[];
  /** One sentence each; none where the checks see all that they have to see, and nothing else. */
  readonly problems: readonly string[];
}

/** Tries every mutant and every harmless change of the right answers. */
export async function prove(recordings: readonly Recording[], options: ProveOptions = {}): Promise<Proof> {
  const { checks = mutantChecks, usesConnection = true } = options;
  const { matrix, sample } = runMutants(recordings, { checks, ...sourcesOf(options.mutants) });
  const harmless = runHarmless(recordings, { checks, ...sourcesOf(options.harmless) });
  const wire = usesConnection ? await runWireSample(sample, recordings) : undefined;
  const found = { matrix, harmless, checks, ...defined({ wire }) };
  return { ...found, problems: problemsOf(found) };
}

function sourcesOf(sources: readonly MutantSource[] | undefined): { readonly sources?: readonly MutantSource[] } {
  return sources === undefined ? {} : { sources };
}

function problemsOf({ matrix, harmless, wire, checks }: Omit<Proof, "problems">): readonly string[] {
  const { falseAlarms, passes } = harmless;
  const needless = checks.filter(({ id }) => !matrix.alone.has(id));
  const untried = checks.filter(({ id }) => !passes.has(id));
  const unseen = [...(wire?.broken ?? [])].filter(([, objections]) => !objections.includes(wholeAnswer.id));
  return [
    ...(matrix.survived === 0 ? [] : [`${matrix.survived} mutants survive, though something documented is violated`]),
    ...(falseAlarms.length === 0 ? [] : [`${falseAlarms.length} harmless changes are objected to`]),
    ...needless.map(({ id }) => `the check ${id} has no mutant that it alone kills`),
    ...untried.map(({ id }) => `the check ${id} has no right answer that it passes`),
    ...(wire?.differences ?? []).map(
      ({ class: name, case: id, expected, received }) =>
        `over a connection ${name} of ${id} is killed by ${received.join(", ") || "nothing"}, else by ${expected.join(", ") || "nothing"}`,
    ),
    ...unseen.map(([name]) => `over a connection the check ${wholeAnswer.id} does not see ${name}`),
  ];
}
