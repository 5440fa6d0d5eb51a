import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadModule } from "../../test/compiler/load-module.ts";
import { Random } from "../../test/compiler/random.ts";
import { mutate } from "../../test/compiler/random-json.ts";
import { Problems } from "../problem.ts";
import { Definitions } from "../schema/definitions.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { SpecFiles } from "../source/spec-file.ts";
import { rootOf } from "../source/spec-node.ts";
import { compileSchemas, type NamedSchemas } from "./engine.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** So many bodies of each schema: 100,000 for each format. A run by hand may take more, or other ones: FUZZ_BODIES=1000000 FUZZ_SEED=8 */
const BODIES = Number(process.env.FUZZ_BODIES ?? 50_000);
const SEED = Number(process.env.FUZZ_SEED ?? 7);

describe("compileSchemas", () => {
  test("makes the functions of each schema, and of what it refers to", () => {
    const definitions = new Definitions(new SpecFiles("/nowhere", new Problems()));
    definitions.set("List", { type: "object", properties: { next: { $ref: "List" } } });
    const compiled = compileSchemas(new Map([["value", { $ref: "List" }]]), definitions);
    expect(compiled.functionsOf("value")).toEqual({ is: "is_List", issues: "issues_List" });
    expect(compiled.code).toContain("function is_List(d: unknown, depth = 0): boolean {");
    expect(compiled.code).not.toMatch(/\beval\b|new Function|require\(|import /);
    expect(compiled.check("value", { next: { next: 1 } })).toMatchObject([
      { instancePath: "/next/next", keyword: "type" },
    ]);
  });
});

interface Part {
  readonly schema: string;
  readonly file: string;
  /** Bodies of the specs' examples, from which the others are made. */
  readonly bodies: readonly unknown[];
}

/** The schemas of a format, or of an operation of the gateway, with their examples. */
const PARTS: readonly Part[] = [
  ...readdirSync(`${ROOT}specs/formats`).flatMap((format) => {
    const folder = `specs/formats/${format}/`;
    const files = readdirSync(`${ROOT}${folder}schemas`);
    const fileOf = (kind: string) =>
      `${folder}schemas/${files.find((name) => name.endsWith(`Completion${kind}.yaml`))}`;
    return parts(`${folder}examples/`, {
      request: fileOf("Request"),
      response: fileOf("Response"),
      chunk: fileOf("Chunk"),
    });
  }),
  ...parts("specs/gateway/examples/CreateChatCompletion/", {
    request: "specs/gateway/schemas/ChatCompletionRequest.yaml",
    response: "specs/gateway/schemas/ChatCompletion.yaml",
    chunk: "specs/gateway/schemas/ChatStreamEvent.yaml",
  }),
  ...parts("specs/gateway/examples/CreateEmbedding/", {
    request: "specs/gateway/schemas/EmbeddingRequest.yaml",
    response: "specs/gateway/schemas/EmbeddingList.yaml",
  }),
];

function parts(folder: string, files: Readonly<Record<string, string>>): readonly Part[] {
  const examples = readdirSync(`${ROOT}${folder}`).map((name) =>
    parse(readFileSync(`${ROOT}${folder}${name}`, "utf8")),
  );
  const answers = examples.map(({ response }) => response?.value);
  const bodies: Readonly<Record<string, readonly unknown[]>> = {
    request: examples.map(({ request }) => request?.value),
    response: answers.filter((answer) => !Array.isArray(answer)),
    chunk: answers.filter((answer) => Array.isArray(answer)).flat(),
  };
  return Object.entries(files).map(([kind, file]) => {
    const known = (bodies[kind] ?? []).filter((body) => typeof body === "object" && body !== null);
    return { schema: basename(file, ".yaml"), file, bodies: known };
  });
}

describe("bodies with changes of all kinds are decided as Ajv does, which sees a fault at each place that is named", () => {
  test.each(PARTS)("$schema", { timeout: 600_000 }, async ({ file, bodies }) => {
    const { definitions, schemas } = schemasOf(file);
    const compiled = compileSchemas(schemas, definitions);
    const loaded = (await loadModule(withDefinitions(schemas, definitions), ["value"])).get("value");
    const random = new Random(SEED);
    let invalid = 0;
    for (let index = 0; index < BODIES; index++) {
      const body = bodies[index % bodies.length];
      const value = random.chance(50) ? mutate(random, body) : mutate(random, mutate(random, body));
      const errors = compiled.check("value", value);
      const faults = loaded?.faults(value);
      const isAlike = loaded?.is(value) === (errors.length === 0) && (faults?.length === 0) === (errors.length === 0);
      const isPlaced = faults?.every(({ pointer }) => errors.some((error) => isRelated(error.instancePath, pointer)));
      invalid += errors.length > 0 ? 1 : 0;
      if (!isAlike || !isPlaced) {
        expect({ value, faults }).toEqual({ value, faults: errors });
      }
    }
    expect(invalid).toBeGreaterThan(BODIES / 10);
    expect(BODIES - invalid).toBeGreaterThan(BODIES / 20);
  });
});

/** Whether one place is the other, or holds it: of what is missing, Ajv names the owner. */
function isRelated(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

function schemasOf(path: string): { readonly definitions: Definitions; readonly schemas: NamedSchemas } {
  const files = new SpecFiles(ROOT, new Problems());
  const file = files.read(path);
  if (!file) throw new Error(`no ${path}`);
  const definitions = new Definitions(files);
  return { definitions, schemas: new Map([["value", definitions.schemaOf(rootOf(file))]]) };
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
