import { expect, test } from "vitest";
import { NO_SOURCES } from "../../test/changed-specs.ts";
import { Problems } from "../problem.ts";
import { SpecFiles } from "../source/spec-file.ts";
import { closeOpenEnums } from "./close-open-enums.ts";
import { Definitions } from "./definitions.ts";

const OPEN = { anyOf: [{ enum: ["a"] }, { type: "string" }] };
const CLOSED = { anyOf: [{ enum: ["a"] }] };

function definitionsOf(named: Readonly<Record<string, Record<string, unknown>>>): Definitions {
  const definitions = new Definitions(new SpecFiles(NO_SOURCES, new Problems()));
  for (const [name, schema] of Object.entries(named)) definitions.set(name, schema);
  return definitions;
}

test.each([
  { given: OPEN, want: CLOSED },
  {
    given: { anyOf: [{ enum: ["a"] }, { type: "string" }, { type: "null" }] },
    want: { anyOf: [{ enum: ["a"] }, { type: "null" }] },
  },
  { given: { type: "array", items: OPEN }, want: { type: "array", items: CLOSED } },
  {
    given: {
      anyOf: [
        { required: ["type"], properties: { type: { const: "a" } } },
        { required: ["type"], properties: { type: { type: "string", not: { enum: ["a"] } } } },
      ],
    },
    want: { anyOf: [{ required: ["type"], properties: { type: { const: "a" } } }] },
  },
  {
    given: { properties: { a: OPEN, b: { type: "string" } } },
    want: { properties: { a: CLOSED, b: { type: "string" } } },
  },
])("closes $given", ({ given, want }) => {
  expect(closeOpenEnums(definitionsOf({}), given)).toEqual(want);
});

test.each([
  { type: "string" },
  { enum: ["a"] },
  { anyOf: [{ type: "string" }, { type: "null" }] },
  { anyOf: [{ enum: ["a"] }, { type: "string", minLength: 1 }] },
])("leaves %j as it is", (given) => {
  expect(closeOpenEnums(definitionsOf({}), given)).toBe(given);
});

test("closes the definitions that it reaches, round in circles too, and no others", () => {
  const tree = { properties: { next: { $ref: "Tree" }, kind: { $ref: "Kind" }, name: { $ref: "Name" } } };
  const definitions = definitionsOf({ Tree: tree, Kind: OPEN, Name: { type: "string" } });
  expect(closeOpenEnums(definitions, { $ref: "Tree" })).toEqual({ $ref: "TreeKnown" });
  expect(definitions.get("TreeKnown")).toEqual({
    properties: { next: { $ref: "TreeKnown" }, kind: { $ref: "KindKnown" }, name: { $ref: "Name" } },
  });
  expect(definitions.get("KindKnown")).toEqual(CLOSED);
  expect(definitions.get("NameKnown")).toBeUndefined();
});
