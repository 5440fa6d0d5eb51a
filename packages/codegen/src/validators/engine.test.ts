import { describe, expect, test } from "vitest";
import { isFull, someOf } from "../../../../.some-of.ts";
import { NO_SOURCES, REPOSITORY_SOURCES } from "../../test/changed-specs.ts";
import { loadModule } from "../../test/compiler/load-module.ts";
import { Random } from "../../test/compiler/random.ts";
import { mutate, nudge } from "../../test/compiler/random-json.ts";
import { Cache } from "../cache.ts";
import type { Operation } from "../model/operation.ts";
import { readSpecModel } from "../model/spec-model.ts";
import { Problems } from "../problem.ts";
import { Definitions } from "../schema/definitions.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { SpecFiles } from "../source/spec-file.ts";
import type { SpecNode } from "../source/spec-node.ts";
import { Engine, type NamedSchemas } from "./engine.ts";

/**
 * How many bodies of each schema. `pnpm check` takes ten times as many; a run by hand may take more, or others:
 * FUZZ_BODIES=1000000 FUZZ_SEED=8
 */
const BODIES = Number(process.env.FUZZ_BODIES ?? (isFull ? 10_000 : 1_000));
const SEED = Number(process.env.FUZZ_SEED ?? 7);

function definitionsOf(named: Readonly<Record<string, JsonSchema>>): Definitions {
  const definitions = new Definitions(new SpecFiles(NO_SOURCES, new Problems()));
  for (const [name, schema] of Object.entries(named)) definitions.set(name, schema);
  return definitions;
}

describe("the engine", () => {
  test("makes the functions of each schema, and of what it refers to", () => {
    const definitions = definitionsOf({ List: { type: "object", properties: { next: { $ref: "List" } } } });
    const engine = new Engine(definitions, new Map([["file", new Map([["value", { $ref: "List" }]])]]), new Cache());
    const compiled = engine.compile().files.get("file");
    expect(compiled?.functionsOf("value")).toEqual({ is: "is_List", issues: "issues_List" });
    expect(compiled?.code).toContain("function is_List(d: unknown, depth = 0): boolean {");
    expect(compiled?.code).not.toMatch(/\beval\b|new Function|require\(|import /);
    expect(engine.check("file", "value", { next: { next: 1 } })).toMatchObject([
      { instancePath: "/next/next", keyword: "type" },
    ]);
  });

  describe("compiles what several files reach once", () => {
    const STRINGS = { type: "array", items: { type: "string" } };
    const definitions = definitionsOf({
      Part: { type: "object", required: ["text"], properties: { text: { $ref: "Text" }, lines: STRINGS } },
      Text: { type: "string", minLength: 1 },
      Alone: { type: "object", properties: { part: { $ref: "Part" } } },
    });
    const { files, shared } = new Engine(
      definitions,
      new Map([
        ["one", new Map<string, JsonSchema>([["value", { $ref: "Alone" }]])],
        ["two", new Map<string, JsonSchema>([["value", { type: "array", items: { $ref: "Part" } }]])],
        ["three", new Map<string, JsonSchema>([["value", { $ref: "Part" }]])],
      ]),
      new Cache(),
    ).compile();
    const codes = [...shared].map(
      ([
        {
          files: [name],
        },
        { code },
      ]) => ({ name, code }),
    );

    test("in a module that exports what is called", () => {
      const [parts] = codes.filter(({ code }) => code.includes("is_Part"));
      expect(parts?.code).toMatch(/^export function is_Part\(/m);
      expect(parts?.code).toMatch(/^export function issues_Part\(/m);
      for (const { code } of files.values()) expect(code).not.toContain("function is_Part(");
    });

    test("which files import by name, where they call it", () => {
      const imported = [...files.values()].map(({ imports }) => [...imports.values()].flat().toSorted());
      expect(imported).toEqual([
        ["is_Part", "issues_Part"],
        ["is_Part", "issues_Part"],
        ["is_Part", "issues_Part"],
      ]);
      expect(files.get("three")?.functionsOf("value")).toEqual({ is: "is_Part", issues: "issues_Part" });
    });

    test("without what is written where it is used, and with lists of plain values in a module of their own", () => {
      expect(codes.map(({ code }) => code).join()).not.toContain("is_Text");
      expect(codes.find(({ name }) => name === "lists")?.code).toMatch(/^export function is_strings\(/m);
    });

    test("and what one file reaches in that file", () => {
      expect(files.get("one")?.code).toContain("function is_Alone(");
      expect(codes.map(({ code }) => code).join()).not.toContain("is_Alone");
    });
  });

  test("says which schema it refuses, and goes on with the others", () => {
    const definitions = definitionsOf({ Wrong: { type: "strin" } });
    const { files, refused } = new Engine(
      definitions,
      new Map([
        ["one", new Map<string, JsonSchema>([["value", { type: "array", items: { $ref: "Wrong" } }]])],
        ["two", new Map<string, JsonSchema>([["value", { type: "string", minLength: 2 }]])],
      ]),
      new Cache(),
    ).compile();
    expect(refused).toMatchObject([{ file: "one", schema: { type: "strin" }, error: { pointer: "/type" } }]);
    expect([...files.keys()]).toEqual(["two"]);
  });
});

interface Part {
  readonly name: string;
  readonly role: "request" | "response" | "chunk";
  readonly schema: SpecNode;
  /** Bodies of the specs' examples, from which the others are made. */
  readonly bodies: readonly unknown[];
}

const FILES = new SpecFiles(REPOSITORY_SOURCES, new Problems());
const MODEL = readSpecModel(FILES);

/** The schemas of a format, or of an operation of the gateway, with their examples. */
const PARTS: readonly Part[] = [
  ...MODEL.formats.flatMap(({ id, operation, stream, chunk }) => [
    ...parts(id, operation, undefined),
    ...(stream ? parts(`streamed ${id}`, stream, chunk).slice(-1) : []),
  ]),
  ...MODEL.apis
    .filter(({ requires }) => requires.includes("gateway"))
    .flatMap(({ operations }) => operations.filter(({ request }) => request))
    .flatMap((operation) => parts(operation.id, operation, operation.success.sse?.chunk)),
];

function parts(name: string, { request, success, examples }: Operation, chunk: SpecNode | undefined): readonly Part[] {
  const successes = examples.filter(({ status }) => status < 300);
  const answers = successes.map(({ response }) => response.value);
  const whole = answers.filter((answer) => !Array.isArray(answer));
  const all = [
    {
      name: `${name} request`,
      role: "request",
      schema: request,
      bodies: successes.map((example) => example.request?.value),
    },
    // Of speech a response is a list of events.
    { name: `${name} response`, role: "response", schema: success.schema, bodies: whole.length > 0 ? whole : answers },
    {
      name: `${name} chunk`,
      role: "chunk",
      schema: chunk,
      bodies: answers.filter((answer) => Array.isArray(answer)).flat(),
    },
  ] as const;
  return all.flatMap((part) => (part.schema ? [{ ...part, schema: part.schema }] : []));
}

describe("bodies with changes of all kinds are decided as Ajv does, which sees a fault at each place that is named", () => {
  test.each(someOf(PARTS, ({ role }) => role))(
    "$name",
    { timeout: 600_000, tags: "longer" },
    async ({ schema, bodies }) => {
      const definitions = new Definitions(FILES);
      const schemas = new Map([["value", definitions.schemaOf(schema)]]);
      const engine = new Engine(definitions, new Map([["file", schemas]]), new Cache());
      const loaded = (await loadModule(withDefinitions(schemas, definitions), ["value"])).get("value");
      const random = new Random(SEED);
      let invalid = 0;
      for (let index = 0; index < BODIES; index++) {
        const body = bodies[index % bodies.length];
        const value = random.pick([
          () => mutate(random, body),
          () => mutate(random, mutate(random, body)),
          () => nudge(random, body),
        ])();
        const errors = engine.checkOnce("file", "value", value);
        const faults = loaded?.faults(value);
        const isAlike = loaded?.is(value) === (errors.length === 0) && (faults?.length === 0) === (errors.length === 0);
        const isPlaced = faults?.every(({ pointer }) => errors.some((error) => isRelated(error.instancePath, pointer)));
        invalid += errors.length > 0 ? 1 : 0;
        if (!isAlike || !isPlaced) {
          expect({ value, faults }).toEqual({ value, faults: errors });
        }
      }
      expect(invalid).toBeGreaterThan(BODIES / 10);
      expect(BODIES - invalid).toBeGreaterThan(BODIES / 8);
    },
  );
});

/** Whether one place is the other, or holds it: of what is missing, Ajv names the owner. */
function isRelated(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

function withDefinitions(schemas: NamedSchemas, definitions: Definitions): NamedSchemas {
  const all = new Map(schemas);
  const names = (value: JsonSchema | boolean) =>
    [...JSON.stringify(value).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? "");
  for (const [, schema] of all) {
    for (const name of names(schema)) if (!all.has(name)) all.set(name, definitions.get(name) ?? true);
  }
  return all;
}
