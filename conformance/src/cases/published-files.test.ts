import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { CASES_FOLDER } from "./case-index.ts";

const CASES = fileURLToPath(CASES_FOLDER);
const EXAMPLES = dirname(createRequire(import.meta.url).resolve("@bedrock-contract/specs/examples/index.json"));
const INDEX = join(CASES, "index.json");

const schemas: Readonly<Record<string, ValidateFunction>> = {
  "case-index": compile("case-index"),
  "case-file": compile("case-file"),
  "example-file": compile("example-file"),
};

function compile(name: string): ValidateFunction {
  const schema = readFileSync(new URL(`../../${name}.schema.json`, import.meta.url), "utf8");
  return new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false }).compile(JSON.parse(schema));
}

function filesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".json") && name !== "index.json").map((name) => join(folder, name));
}

function faults(schema: string, value: unknown): unknown {
  const validate = schemas[schema];
  return validate?.(value) === true ? [] : validate?.errors;
}

function read(file: string) {
  return JSON.parse(readFileSync(file, "utf8"));
}

test("the index keeps to its schema", () => {
  expect(faults("case-index", read(INDEX))).toEqual([]);
});

test.each(filesIn(CASES))("%s keeps to the schema of case files", (file) => {
  expect(faults("case-file", read(file))).toEqual([]);
});

test.each(filesIn(EXAMPLES))("%s keeps to the schema of example files", (file) => {
  expect(faults("example-file", read(file))).toEqual([]);
});

test("a case is a line of the index, so that a diff shows which cases come and go", () => {
  const lines = readFileSync(INDEX, "utf8").split("\n");
  const ids = read(INDEX).cases.map(({ id }: { readonly id: string }) => id);

  expect(
    lines.filter((line) => line.startsWith('{"id":"')).map((line) => JSON.parse(line.replace(/,$/, "")).id),
  ).toEqual(ids);
});

test("every case of the index stands in one file, and every entry of a file is a case", () => {
  const idsIn = (folder: string, list: string): readonly string[] =>
    filesIn(folder).flatMap((file) =>
      read(file)[list].map(({ name }: { readonly name: string }) =>
        `${file.slice(folder.length, -".json".length)}/${name}`.replaceAll("\\", "/").replace(/^\//, ""),
      ),
    );
  const ids = read(INDEX).cases.map(({ id }: { readonly id: string }) => id);

  expect([...idsIn(CASES, "cases"), ...idsIn(EXAMPLES, "examples")].toSorted()).toEqual(ids.toSorted());
});

describe("a schema refuses", () => {
  const line = { id: "runtime/InvokeModel/a", kind: "authored", api: "runtime", status: [200], summary: "A." };
  const requirements = [{ date: "2025-11-17", summary: "First." }];
  const rule = { document: "model", section: "A" };
  const file = { file: "a.yaml", examples: "runtime/InvokeModel.json", documents: {} };
  const example = { name: "a", summary: "A.", source: { kind: "authored" }, file: "a.yaml", status: 200, response: {} };
  const operation = { operation: "InvokeModel", api: "runtime" };
  test.each([
    { what: "nothing", schema: "case-index", value: { requirements, cases: [line] }, refuses: false },
    {
      what: "an id without an operation",
      schema: "case-index",
      value: { requirements, cases: [{ ...line, id: "a/b" }] },
    },
    { what: "an unknown kind", schema: "case-index", value: { requirements, cases: [{ ...line, kind: "guessed" }] } },
    { what: "no status", schema: "case-index", value: { requirements, cases: [{ ...line, status: [] }] } },
    {
      what: "nothing",
      schema: "case-file",
      value: { ...file, cases: [{ name: "a", rule, twin: "b", remove: "/c" }] },
      refuses: false,
    },
    { what: "no change", schema: "case-file", value: { ...file, cases: [{ name: "a", rule, twin: "b" }] } },
    {
      what: "two changes",
      schema: "case-file",
      value: { ...file, cases: [{ name: "a", rule, twin: "b", remove: "/c", raw: "{" }] },
    },
    {
      what: "a parameter without a value",
      schema: "case-file",
      value: { ...file, cases: [{ name: "a", rule, twin: "b", parameter: { name: "c" } }] },
    },
    { what: "nothing", schema: "example-file", value: { ...operation, examples: [example] }, refuses: false },
    {
      what: "the request of another example beside its own",
      schema: "example-file",
      value: { ...operation, examples: [{ ...example, request: {}, requestOf: "b" }] },
    },
    {
      what: "no response",
      schema: "example-file",
      value: { ...operation, examples: [{ ...example, response: undefined }] },
    },
  ])("$what in $schema", ({ schema, value, refuses = true }) => {
    expect(schemas[schema]?.(JSON.parse(JSON.stringify(value)))).toBe(!refuses);
  });
});
