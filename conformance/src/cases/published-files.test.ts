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
const LISTS = join(CASES, "lists");

const schemas: Readonly<Record<string, ValidateFunction>> = {
  "case-index": compile("case-index"),
  "case-list": compile("case-list"),
  "case-file": compile("case-file"),
  "example-file": compile("example-file"),
};

function compile(name: string): ValidateFunction {
  const schema = readFileSync(new URL(`../../${name}.schema.json`, import.meta.url), "utf8");
  return new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false }).compile(JSON.parse(schema));
}

function filesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(".json") && name !== "index.json");
  return files.map((name) => join(folder, name));
}

const LISTED = filesIn(LISTS);
const WRITTEN = filesIn(CASES).filter((file) => !LISTED.includes(file));

/** How the ids of the cases in a file begin. */
function ownerOf(folder: string, file: string): string {
  return file.slice(folder.length, -".json".length).replaceAll("\\", "/").replace(/^\//, "");
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

test.each(LISTED)("%s keeps to the schema of lists of cases", (file) => {
  expect(faults("case-list", read(file))).toEqual([]);
});

test.each(WRITTEN)("%s keeps to the schema of case files", (file) => {
  expect(faults("case-file", read(file))).toEqual([]);
});

test.each(filesIn(EXAMPLES))("%s keeps to the schema of example files", (file) => {
  expect(faults("example-file", read(file))).toEqual([]);
});

test.each(LISTED)("a case is a line of %s, so that a diff shows which cases come and go", (file) => {
  const lines = readFileSync(file, "utf8").split("\n");
  const names = lines.filter((line) => line.startsWith('{"name":"'));

  expect(names.map((line) => JSON.parse(line.replace(/,$/, "")))).toEqual(read(file).cases);
});

test("the index names every list, and how many cases it has", () => {
  const lists = LISTED.map((file) => [ownerOf(LISTS, file), read(file).cases.length]);

  expect(Object.fromEntries(read(INDEX).lists.map(({ id, cases }: IndexLine) => [id, cases]))).toEqual(
    Object.fromEntries(lists),
  );
});

test("every listed case stands in one file, and every entry of a file is listed", () => {
  const idsIn = (folder: string, files: readonly string[], list: string): readonly string[] =>
    files.flatMap((file) =>
      read(file)[list].map(({ name }: { readonly name: string }) => `${ownerOf(folder, file)}/${name}`),
    );

  expect([...idsIn(CASES, WRITTEN, "cases"), ...idsIn(EXAMPLES, filesIn(EXAMPLES), "examples")].toSorted()).toEqual(
    [...idsIn(LISTS, LISTED, "cases")].toSorted(),
  );
});

interface IndexLine {
  readonly id: string;
  readonly cases: number;
}

describe("a schema refuses", () => {
  const line = { name: "a", kind: "authored", status: [200], summary: "A." };
  const listed = { id: "runtime/InvokeModel", api: "runtime", cases: 1 };
  const requirements = [{ date: "2025-11-17", summary: "First." }];
  const rule = { document: "model", section: "A" };
  const file = { file: "a.yaml", examples: "runtime/InvokeModel.json", documents: {} };
  const example = { name: "a", summary: "A.", source: { kind: "authored" }, file: "a.yaml", status: 200, response: {} };
  const operation = { operation: "InvokeModel", api: "runtime" };
  test.each([
    {
      what: "nothing",
      schema: "case-index",
      value: { requirements, roles: [], lists: [listed] },
      refuses: false,
    },
    {
      what: "an id without an operation",
      schema: "case-index",
      value: { requirements, roles: [], lists: [{ ...listed, id: "a" }] },
    },
    {
      what: "an empty list",
      schema: "case-index",
      value: { requirements, roles: [], lists: [{ ...listed, cases: 0 }] },
    },
    { what: "nothing", schema: "case-list", value: { cases: [line] }, refuses: false },
    { what: "a name with a folder", schema: "case-list", value: { cases: [{ ...line, name: "b/a" }] } },
    { what: "an unknown kind", schema: "case-list", value: { cases: [{ ...line, kind: "guessed" }] } },
    { what: "no status", schema: "case-list", value: { cases: [{ ...line, status: [] }] } },
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
