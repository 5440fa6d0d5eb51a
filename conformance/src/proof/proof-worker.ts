import { parentPort } from "node:worker_threads";
import { loadCases } from "../cases/load-cases.ts";
import { withoutChecks } from "./named-checks.ts";
import { proveUnit, type Sampled, type UnitProof } from "./prove.ts";
import { recordMock } from "./recording.ts";
import { mutantChecks } from "./run-mutants.ts";
import { breakConnections, runWireSample, type WireMutant, type WireResults } from "./wire-sample.ts";

/** What a worker is asked to do. */
export type Task =
  | {
      readonly kind: "unit";
      readonly unit: number;
      readonly cases: readonly string[];
      readonly without: readonly string[];
    }
  | { readonly kind: "wire"; readonly sample: readonly Sampled[] };

/** What a worker says of a unit: its mutants stay where they are. */
export interface UnitAnswer extends Omit<UnitProof, "sendable"> {
  readonly exchanges: number;
  readonly sendable: readonly string[];
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
  port.postMessage(task.kind === "unit" ? await unitAnswer(task) : await wireAnswer(task));
});

async function unitAnswer({ unit, cases, without }: Extract<Task, { kind: "unit" }>): Promise<UnitAnswer> {
  const recordings = await recordMock(cases.flatMap((id) => all.get(id) ?? []));
  const { sendable: mutants, ...proof } = proveUnit(recordings, { checks: withoutChecks(mutantChecks, without) });
  sendable.set(unit, mutants);
  broken = broken.size === 0 ? await breakConnections(recordings) : broken;
  return { ...proof, exchanges: recordings.length, sendable: [...mutants.keys()] };
}

async function wireAnswer({ sample }: Extract<Task, { kind: "wire" }>): Promise<WireAnswer> {
  const mutants = sample.flatMap(({ unit, class: name }) => sendable.get(unit)?.get(name) ?? []);
  return { ...(await runWireSample(mutants)), broken };
}
