import { wholeAnswer } from "../checks/answer/whole-answer.ts";
import type { Check } from "../checks/check.ts";
import { defined } from "../defined.ts";
import { type KillMatrix, mergedMatrix, summed } from "./kill-matrix.ts";
import type { MutantSource } from "./mutants/mutant-source.ts";
import type { Recording } from "./recording.ts";
import { type HarmlessResults, runHarmless } from "./run-harmless.ts";
import { mutantChecks, runMutants } from "./run-mutants.ts";
import type { FaultyScore } from "./targets/faulty-score.ts";
import type { TrivialScore } from "./targets/trivial-score.ts";
import { groupedBy, unitsOf } from "./units.ts";
import { breakConnections, runWireSample, type WireMutant, type WireResults } from "./wire-sample.ts";

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

/** How whole targets scored. */
export interface TargetScores {
  /** Targets that read no request. */
  readonly trivial: readonly TrivialScore[];
  /** Targets with one defect. */
  readonly faulty: readonly FaultyScore[];
}

/** What was tried, and what is wrong with the checks. */
export interface Proof {
  readonly matrix: KillMatrix;
  readonly harmless: HarmlessResults;
  readonly wire?: WireResults;
  readonly targets?: TargetScores;
  readonly checks: readonly Check[];
  /** One sentence each; none where the checks see all that they have to see, and nothing else. */
  readonly problems: readonly string[];
}

/** What was tried of one unit. */
export interface UnitProof {
  readonly matrix: KillMatrix;
  readonly harmless: HarmlessResults;
  /** Of each class the first mutant that can go over a connection. */
  readonly sendable: ReadonlyMap<string, WireMutant>;
}

/** Tries every mutant and every harmless change of the right answers. */
export async function prove(recordings: readonly Recording[], options: ProveOptions = {}): Promise<Proof> {
  const { checks = mutantChecks, usesConnection = true } = options;
  const parts = unitsOf(recordings, ({ case: given }) => given).map((unit) => proveUnit(unit, options));
  const sample = sampleOf(parts.map(({ sendable }) => [...sendable.keys()])).flatMap(
    ({ unit, class: name }) => parts[unit]?.sendable.get(name) ?? [],
  );
  const wire = usesConnection
    ? { ...(await runWireSample(sample)), broken: await breakConnections(recordings) }
    : undefined;
  return proofOf(parts, { checks, wire });
}

/** Tries every mutant and every harmless change of the right answers of one unit. */
export function proveUnit(recordings: readonly Recording[], options: ProveOptions = {}): UnitProof {
  const { checks = mutantChecks } = options;
  const harmless = runHarmless(recordings, { checks, ...defined({ sources: options.harmless }) });
  return { ...runMutants(recordings, { checks, ...defined({ sources: options.mutants }) }), harmless };
}

/** A mutant that goes over a connection, too: the first of its class in a unit. */
export interface Sampled {
  readonly unit: number;
  readonly class: string;
}

/** Of the units that have mutants of a class these give one: few of many, spread over all. */
const TAKEN = [0, 1, 3, 7, 15, 31, 63, 127, 255];

/** What goes over a connection, too: some of each class. Given are the classes of each unit. */
export function sampleOf(classes: readonly (readonly string[])[]): readonly Sampled[] {
  const all = classes.flatMap((names, unit) => names.map((name): Sampled => ({ unit, class: name })));
  return groupedBy(all, ({ class: name }) => name).flatMap((each) => TAKEN.flatMap((index) => each[index] ?? []));
}

/** What the parts prove together. */
export function proofOf(
  parts: readonly Omit<UnitProof, "sendable">[],
  { checks, wire, targets, isPart = false }: ProofContext,
): Proof {
  const harmless = parts.map((part) => part.harmless);
  const found = {
    matrix: mergedMatrix(parts.map(({ matrix }) => matrix)),
    harmless: {
      classes: summed(harmless.map(({ classes }) => classes)),
      falseAlarms: harmless.flatMap(({ falseAlarms }) => falseAlarms),
      passes: summed(harmless.map(({ passes }) => passes)),
    },
    checks,
    ...defined({ wire, targets }),
  };
  return { ...found, problems: [...problemsOf(found), ...(isPart ? [] : problemsOfChecks(found))] };
}

interface ProofContext {
  readonly checks: readonly Check[];
  readonly wire: WireResults | undefined;
  readonly targets?: TargetScores;
  /** Whether only some cases were tried, in which not every check has something to find. Default: false. */
  readonly isPart?: boolean;
}

/** Each check earns its place. */
function problemsOfChecks({ matrix, harmless: { passes }, checks }: Omit<Proof, "problems">): readonly string[] {
  const needless = checks.filter(({ id }) => !matrix.alone.has(id));
  const untried = checks.filter(({ id }) => !passes.has(id));
  return [
    ...needless.map(({ id }) => `the check ${id} has no mutant that it alone kills`),
    ...untried.map(({ id }) => `the check ${id} has no right answer that it passes`),
  ];
}

function problemsOf({ matrix, harmless: { falseAlarms }, wire, targets }: Omit<Proof, "problems">): readonly string[] {
  const unseen = [...(wire?.broken ?? [])].filter(([, objections]) => !objections.includes(wholeAnswer.id));
  return [
    ...(matrix.survived === 0 ? [] : [`${matrix.survived} mutants survive, though something documented is violated`]),
    ...(falseAlarms.length === 0 ? [] : [`${falseAlarms.length} harmless changes are objected to`]),
    ...(wire?.differences ?? []).map(
      ({ class: name, case: id, expected, received }) =>
        `over a connection ${name} of ${id} is killed by ${received.join(", ") || "nothing"}, else by ${expected.join(", ") || "nothing"}`,
    ),
    ...(targets?.trivial ?? []).flatMap(({ target, passed, exitCode }) => [
      ...(passed.length === 0 ? [] : [`the target ${target} reads no request, and passes ${passed.join(", ")}`]),
      ...(exitCode === 0 ? [`the target ${target} reads no request, and conforms`] : []),
    ]),
    ...(targets?.faulty ?? []).flatMap(({ target, wrong }) =>
      wrong.map((each) => `the target ${target} does not score what its defect leaves: ${each}`),
    ),
    ...unseen.map(([name]) => `over a connection the check ${wholeAnswer.id} does not see ${name}`),
  ];
}
