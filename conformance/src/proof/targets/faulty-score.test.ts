import { beforeAll, expect, test } from "vitest";
import { loadCases } from "../../cases/load-cases.ts";
import { type Recording, recordMock } from "../recording.ts";
import { unitsOf } from "../units.ts";
import { faultyGateways } from "./faulty-gateways.ts";
import { faultyScore, mergedScores } from "./faulty-score.ts";

/** Cases in whose answers each defect shows, and some in which it does not. */
const RUN = [
  "management/ListCustomModels/{all,filtered,none,max-results-zero}",
  "bedrock-completion/InvokeModelWithResponseStream/{hello,max-gen-len}",
  "runtime/InvokeModelWithResponseStream/model-error-in-stream",
  "gateway/CreateEmbedding/{base64,float}",
  "gateway/CreateChatCompletion/{streaming,streaming-error,streaming-tool-call,streaming-usage,parallel-tool-calls,text}",
];
let units: readonly (readonly Recording[])[];

beforeAll(async () => {
  units = unitsOf(await recordMock(await loadCases({ run: RUN })), ({ case: given }) => given);
});

test.each(faultyGateways)("$name scores what its defect leaves", async (gateway) => {
  const [score] = mergedScores(await Promise.all(units.map((unit) => faultyScore(gateway, unit))));

  expect(score?.wrong).toEqual([]);
  expect(score?.left).toBeLessThan(score?.cases ?? 0);
  expect(score?.passed).toBeGreaterThan(0);
  expect(score?.passed).toBeLessThanOrEqual(score?.left ?? 0);
});

test("a defect that the suite does not see is told", async () => {
  const lists = units.find(([first]) => first?.operation.name === "ListCustomModels") ?? [];
  const unseen = {
    name: "unseen",
    defect: "",
    source: "",
    answer: (recording: Recording) =>
      recording.case.id.endsWith("/filtered")
        ? { ...recording.answer, body: Buffer.from(`${recording.answer.body} `) }
        : undefined,
  };

  expect((await faultyScore(unseen, lists)).wrong).toEqual(["management/ListCustomModels/filtered: pass"]);
});
