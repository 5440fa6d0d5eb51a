import { beforeAll, describe, expect, test } from "vitest";
import { loadCases } from "../cases/load-cases.ts";
import { totalOf } from "./kill-matrix.ts";
import { withHeader } from "./mutants/envelope-mutants.ts";
import { jsonChanges } from "./mutants/json-changes.ts";
import type { MutantSource } from "./mutants/mutant-source.ts";
import { withoutChecks } from "./named-checks.ts";
import { describeProof } from "./proof-report.ts";
import { type Proof, prove } from "./prove.ts";
import { type Recording, recordMock } from "./recording.ts";
import { mutantChecks } from "./run-mutants.ts";

const IDS = [
  "management/GetFoundationModel/by-id",
  "bedrock-completion/InvokeModelWithResponseStream/hello",
  "openai-completion/InvokeModel/structured-output-choice",
  "runtime/InvokeModelWithResponseStream/model-error-in-stream",
  "gateway/CreateChatCompletion/streaming",
];
const OFFLINE = { usesConnection: false };
let recordings: readonly Recording[];
let whole: Proof;

beforeAll(async () => {
  const cases = (await loadCases()).filter(({ id }) => IDS.includes(id));
  recordings = await recordMock(cases.toSorted((one, other) => IDS.indexOf(one.id) - IDS.indexOf(other.id)));
  whole = await prove(recordings, OFFLINE);
});

test("every mutant is killed or equivalent, here and over a connection, and nothing objects to what is harmless", async () => {
  const { matrix, harmless, wire } = await prove(recordings);

  expect(matrix.survivors).toEqual([]);
  expect(totalOf(matrix).killed).toBeGreaterThan(500);
  expect(harmless.falseAlarms).toEqual([]);
  expect(wire?.differences).toEqual([]);
  expect(wire?.mutants).toBeGreaterThan(100);
  expect([...(wire?.broken.values() ?? [])]).toEqual([["answer"], ["answer"]]);
});

test("the same mutants are made each time", async () => {
  const again = await prove(recordings, OFFLINE);

  expect(describeProof(again)).toBe(describeProof(whole));
});

describe("a check that is switched off", () => {
  const [json, frames, choice, , events] = IDS;
  const rows = [
    { id: "status", of: json },
    { id: "response-schema", of: json },
    { id: "frame-crc", of: frames },
    { id: "stream-end", of: frames },
    { id: "chunk-payload", of: frames },
    { id: "done-marker", of: events },
    { id: "structured-output-choice", of: choice },
  ];

  test.each(rows)("$id is missed, and named", async ({ id, of }) => {
    const alone = recordings.filter((recording) => recording.case.id === of);
    const off = await prove(alone, { ...OFFLINE, checks: withoutChecks(mutantChecks, [id]) });

    expect(whole.problems.join("\n")).not.toContain(`the check ${id} `);
    expect(off.matrix.survived).toBeGreaterThan(0);
    expect(off.problems).toContain(`the check ${id} has no mutant that it alone kills`);
    expect(off.problems).toContain(`the check ${id} has no right answer that it passes`);
  });

  test("that there is not is told", () => {
    expect(() => withoutChecks(mutantChecks, ["tone-of-voice"])).toThrow("There is no check tone-of-voice");
  });
});

test("a change that is called harmless and is not is caught", async () => {
  const wrong: MutantSource = function* ({ recording: { answer } }) {
    yield { class: "no-content-type", place: "content-type", answer: withHeader(answer, "content-type", undefined) };
  };
  const { harmless, problems } = await prove(recordings, { ...OFFLINE, mutants: [], harmless: [wrong] });

  expect(harmless.falseAlarms.map(({ checks }) => checks[0])).toEqual([
    "content-type",
    "stream-content-type",
    "content-type",
    "stream-content-type",
    "sse-framing",
  ]);
  expect(problems[0]).toBe("5 harmless changes are objected to");
});

test("a survivor is told with its exchange", async () => {
  const weak: MutantSource = function* ({ recording: { answer } }) {
    yield { class: "nothing-changed", place: "nothing", answer };
  };
  const text = describeProof(await prove(recordings.slice(0, 1), { ...OFFLINE, mutants: [weak] }));

  expect(text).toContain("nothing-changed at nothing of management/GetFoundationModel/by-id");
  expect(text).toContain("GET /foundation-models/");
  expect(text).toContain("content-type: application/json");
});

test("a body is changed in each place that its schema describes, twice in a list at most", () => {
  const schema = { type: "array", items: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } };
  const body = [{ id: "a" }, { id: "b" }, { id: "c" }];

  const missing = jsonChanges(body, schema).filter((change) => change.class === "member-missing");

  expect(missing.map((change) => [change.pointer, change.value()])).toEqual([
    ["/0/id", [{}, { id: "b" }, { id: "c" }]],
    ["/1/id", [{ id: "a" }, {}, { id: "c" }]],
  ]);
});
