import { parentPort } from "node:worker_threads";
import { loadCases } from "../cases/load-cases.ts";
import { mapInOrder } from "../map-in-order.ts";
import { withoutChecks } from "./named-checks.ts";
import { proveUnit, type Sampled, type UnitProof } from "./prove.ts";
import { recordMock } from "./recording.ts";
import { mutantChecks } from "./run-mutants.ts";
import { faultyGateways } from "./targets/faulty-gateways.ts";
import { type FaultyScore, faultyScore } from "./targets/faulty-score.ts";
import { type TrivialScore, trivialScore } from "./targets/trivial-score.ts";
import { trivialTargets } from "./targets/trivial-targets.ts";
import { breakConnections, runWireSample, type WireMutant, type WireResults } from "./wire-sample.ts";

/** What a worker is asked to do. */
export type Task =
  | {
      readonly kind: "unit";
      readonly unit: number;
      readonly cases: readonly string[];
      readonly without: readonly string[];
    }
  | { readonly kind: "wire"; readonly sample: readonly Sampled[] }
  | { readonly kind: "target"; readonly target: string };

/** What a worker says of a unit: its mutants stay where they are. */
export interface UnitAnswer extends Omit<UnitProof, "sendable"> {
  /** The number of the unit. */
  readonly unit: number;
  readonly exchanges: number;
  readonly sendable: readonly string[];
  /** How the targets with one defect score in the unit. */
  readonly faulty: readonly FaultyScore[];
}

/** What a worker says of its part of the sample. */
export type WireAnswer = WireResults;

const port = parentPort;
if (port === null) {
  throw new Error("This file runs as a worker of the proof.");
}
const all = new Map((await loadCases()).map((given) => [given.id, given]));
const sendable = new Map<number, ReadonlyMap<string, WireMutant>>();
/** What came of connections that broke, under the first answer that fits. */
let broken: WireResults["broken"] = new Map();

port.on("message", async (task: Task) => {
  port.postMessage(await answerTo(task));
});

function answerTo(task: Task): Promise<UnitAnswer | WireAnswer | TrivialScore> {
  switch (task.kind) {
    case "unit":
      return unitAnswer(task);
    case "wire":
      return wireAnswer(task);
    case "target":
      return targetAnswer(task);
    default:
      return task satisfies never;
  }
}

async function unitAnswer({ unit, cases, without }: Extract<Task, { kind: "unit" }>): Promise<UnitAnswer> {
  const recordings = await recordMock(cases.flatMap((id) => all.get(id) ?? []));
  const { sendable: mutants, ...proof } = proveUnit(recordings, { checks: withoutChecks(mutantChecks, without) });
  sendable.set(unit, mutants);
  broken = broken.size === 0 ? await breakConnections(recordings) : broken;
  const faulty = await mapInOrder(faultyGateways, (gateway) => faultyScore(gateway, recordings));
  return { ...proof, unit, exchanges: recordings.length, sendable: [...mutants.keys()], faulty };
}

async function targetAnswer({ target: name }: Extract<Task, { kind: "target" }>): Promise<TrivialScore> {
  // Cases that follow from constraints count only beside written ones; a test sends them to these targets, too.
  const cases = [...all.values()].filter(({ constraint }) => constraint === undefined);
  const target = trivialTargets(cases).find((each) => each.name === name);
  if (target === undefined) {
    throw new Error(`There is no target ${name}.`);
  }
  return trivialScore(target, { cases });
}

async function wireAnswer({ sample }: Extract<Task, { kind: "wire" }>): Promise<WireAnswer> {
  const mutants = sample.flatMap(({ unit, class: name }) => sendable.get(unit)?.get(name) ?? []);
  return { ...(await runWireSample(mutants)), broken };
}
