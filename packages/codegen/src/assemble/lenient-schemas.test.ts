import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { NO_SOURCES } from "../../test/changed-specs.ts";
import { formatProblem, Problems } from "../problem.ts";
import { SpecFiles } from "../source/spec-file.ts";
import { child, rootOf, type SpecNode } from "../source/spec-node.ts";
import { AssembledFile } from "./assembled-file.ts";
import { LenientSchemas } from "./lenient-schemas.ts";

/** The schemas of a document in which `Asked` is the schema of requests and `Answered` that of responses. */
function lenient(yaml: string) {
  const problems = new Problems();
  const files = new SpecFiles(NO_SOURCES, problems);
  const file = { path: "specs/source.yaml", value: { components: { schemas: parse(yaml) } }, at: placeAt };
  files.add(file);
  const schema = (name: string): SpecNode => {
    const node = ["components", "schemas", name].reduce<SpecNode | undefined>(
      (owner, key) => owner && child(owner, key),
      rootOf(file),
    );
    if (!node) throw new Error(`there is no ${name}`);
    return node;
  };
  const schemas = new LenientSchemas(new AssembledFile("specs/gen/made.yaml", file), files, [schema("Asked")]);
  const answered = schemas.schema(schema("Answered"));
  return { answered, components: schemas.components, problems: problems.list().map(formatProblem) };
}

function placeAt(path: readonly string[]) {
  return { file: `specs/source.yaml#${path.join("/")}`, line: 1 };
}

describe("a schema that only responses use", () => {
  test.each([
    { given: "{type: string, minLength: 1, pattern: ^a$, format: uuid}", want: { type: "string" } },
    { given: "{type: integer, minimum: 0, maximum: 9, multipleOf: 2}", want: { type: "integer", minimum: 0 } },
    { given: "{type: integer, minimum: 1}", want: { type: "integer" } },
    { given: "{type: number, minimum: 0}", want: { type: "number" } },
    { given: "{type: string, format: date-time}", want: { type: "string", format: "date-time" } },
    { given: "{type: string, enum: [a, b]}", want: { anyOf: [{ enum: ["a", "b"] }, { type: "string" }] } },
    {
      given: "{anyOf: [{type: string, enum: [a]}, {type: 'null'}]}",
      want: { anyOf: [{ enum: ["a"] }, { type: "string" }, { type: "null" }] },
    },
    {
      given: "{enum: [a, null]}",
      want: { anyOf: [{ enum: ["a"] }, { type: "string" }, { type: "null" }] },
    },
    { given: "{enum: [1, 2]}", want: { enum: [1, 2] } },
    { given: "{const: a}", want: { const: "a" } },
    { given: "{type: string, maxLength: 9, not: {const: a}}", want: { type: "string" } },
    {
      given: "{type: string, maxLength: 9, not: {enum: [a, b]}}",
      want: { type: "string", not: { enum: ["a", "b"] } },
    },
    {
      given: "{type: object, required: [a], additionalProperties: false, properties: {a: {type: array, maxItems: 1}}}",
      want: { type: "object", required: ["a"], properties: { a: { type: "array" } } },
    },
    {
      given: "{type: object, minProperties: 1, maxProperties: 1, properties: {a: {type: string}}}",
      want: { type: "object", minProperties: 1, maxProperties: 1, properties: { a: { type: "string" } } },
    },
    {
      given: "{type: object, minProperties: 1, maxProperties: 1, additionalProperties: {type: string, maxLength: 9}}",
      want: { type: "object", additionalProperties: { type: "string" } },
    },
    {
      given: "{type: object, properties: {format: {type: string}, pattern: {type: string, pattern: a}}}",
      want: { type: "object", properties: { format: { type: "string" }, pattern: { type: "string" } } },
    },
    { given: "{type: object, not: {required: [a]}, if: {required: [b]}, then: false}", want: { type: "object" } },
  ])("$given has no bounds", ({ given, want }) => {
    const { answered, components } = lenient(`{Asked: {type: object}, Answered: ${given}}`);
    expect(answered).toEqual(want);
    expect(components).toEqual({});
  });

  test.each([
    "{anyOf: [{enum: [a], description: Known.}, {type: string, description: Others.}]}",
    "{type: object, description: As it is., properties: {a: {type: [string, 'null']}}}",
  ])("%s stays as it is", (given) => {
    expect(lenient(`{Asked: {type: object}, Answered: ${given}}`).answered).toEqual(parse(given));
  });

  test("is rewritten under its own name where it refers to one that requests use", () => {
    const { answered, components, problems } = lenient(`
Asked: {$ref: "#/components/schemas/Shared"}
Shared: {type: object, properties: {name: {$ref: "#/components/schemas/Name"}, kind: {$ref: "#/components/schemas/Kind"}}}
Name: {type: string, maxLength: 3, description: A name.}
Kind: {type: string, enum: [a]}
Same: {type: object, properties: {a: {type: string}}}
Own: {type: object, properties: {shared: {$ref: "#/components/schemas/Shared"}}}
Answered: {type: array, items: {$ref: "#/components/schemas/Own"}, description: All., x: {$ref: "#/components/schemas/Same"}}
`);
    expect(problems).toEqual([]);
    expect(answered).toEqual({
      type: "array",
      items: { $ref: "#/components/schemas/Own" },
      description: "All.",
      x: { $ref: "../source.yaml#/components/schemas/Same" },
    });
    expect(components).toEqual({
      Own: { type: "object", properties: { shared: { $ref: "#/components/schemas/SharedOutput" } } },
      SharedOutput: {
        type: "object",
        properties: {
          // A twin that only says a type stands in place.
          name: { type: "string", description: "A name." },
          kind: { $ref: "#/components/schemas/KindOutput" },
        },
      },
      KindOutput: { anyOf: [{ enum: ["a"] }, { type: "string" }] },
    });
  });
});

test("the words beside a reference stay beside the twin", () => {
  const { answered } = lenient(`
Asked: {$ref: "#/components/schemas/Name"}
Name: {type: string, maxLength: 3, description: A name.}
Answered: {type: object, properties: {name: {$ref: "#/components/schemas/Name", description: Its name.}}}
`);
  expect(answered).toEqual({ type: "object", properties: { name: { type: "string", description: "Its name." } } });
});

test("a schema that refers to itself has one twin", () => {
  const { answered, components } = lenient(`
Asked: {$ref: "#/components/schemas/Tree"}
Tree: {type: object, properties: {next: {$ref: "#/components/schemas/Tree"}, name: {type: string, maxLength: 3}}}
Answered: {$ref: "#/components/schemas/Tree"}
`);
  expect(answered).toEqual({ $ref: "#/components/schemas/TreeOutput" });
  expect(components).toEqual({
    TreeOutput: {
      type: "object",
      properties: { next: { $ref: "#/components/schemas/TreeOutput" }, name: { type: "string" } },
    },
  });
});

test("a twin whose name is taken is told", () => {
  const { problems } = lenient(`
Asked: {$ref: "#/components/schemas/Name"}
Name: {type: object, properties: {a: {type: string, maxLength: 3}}}
NameOutput: {type: object}
Answered: {type: array, items: {$ref: "#/components/schemas/Name"}}
`);
  expect(problems).toEqual([
    "specs/source.yaml#components/schemas/Name:1: the schema that responses have for 'Name' is called 'NameOutput', as another schema is; expected another name",
  ]);
});
