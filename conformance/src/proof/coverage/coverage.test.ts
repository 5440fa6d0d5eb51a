import { expect, test } from "vitest";
import { loadCases } from "../../cases/load-cases.ts";
import { recordMock } from "../recording.ts";
import { coverage } from "./coverage.ts";
import { describedMembers, presentMembers } from "./schema-members.ts";

test("the members of a schema are those of all its branches, the elements of lists together", () => {
  const schema = {
    anyOf: [
      { properties: { a: { type: "array", items: { properties: { b: {} } } } } },
      { properties: { c: { type: "string" } } },
    ],
  };

  expect(describedMembers(schema).map(({ place }) => place)).toEqual(["/a", "/a/*/b", "/c"]);
  expect(presentMembers({ a: [{ b: 1 }, { d: null }] })).toEqual(["/a", "/a/*", "/a/*/b", "/a/*", "/a/*/d"]);
});

test("what one case exercises is told, and what none does has no cases", async () => {
  const id = "management/GetFoundationModel/by-id";
  const recordings = await recordMock((await loadCases()).filter((given) => given.id === id));
  const all = coverage(recordings, ["management"]);
  const found = all.filter(({ operation }) => operation === "GetFoundationModel");
  const casesOf = (dimension: string, name: string): readonly string[] | undefined =>
    found.find((each) => each.dimension === dimension && each.name === name)?.cases;

  expect(casesOf("operation", "GetFoundationModel")).toEqual([id]);
  expect(casesOf("parameter", "modelIdentifier")).toEqual([id]);
  expect(casesOf("status", "200 application/json")).toEqual([id]);
  expect(casesOf("example", "200 by-id")).toEqual([id]);
  expect(casesOf("response member", "200 /modelDetails")).toEqual([id]);
  // The list describes it in the same words, and comes first.
  expect(all.find(({ name }) => name === "200 /modelSummaries/*/modelId")?.cases).toEqual([id]);
  expect(casesOf("response member", "200 /modelDetails/modelId")).toBeUndefined();
  expect(casesOf("status", "404")).toEqual([]);
});
