import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadModule } from "../compiler/testing/load-module.ts";
import { Random } from "../compiler/testing/random.ts";
import { mutate } from "../compiler/testing/random-json.ts";
import { Problems } from "../problem.ts";
import { Definitions } from "../schema/definitions.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { SpecFiles } from "../source/spec-file.ts";
import { rootOf } from "../source/spec-node.ts";
import { compileSchemas, type NamedSchemas } from "./engine.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** A run by hand may take more: FUZZ_BODIES=100000 */
const BODIES = Number(process.env.FUZZ_BODIES ?? 1500);

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

describe.each(readdirSync(`${ROOT}specs/formats`))("the bodies of %s", (format) => {
  const folder = `specs/formats/${format}/`;
  const examples = readdirSync(`${ROOT}${folder}examples`).map((name) =>
    parse(readFileSync(`${ROOT}${folder}examples/${name}`, "utf8")),
  );

  test.each([
    { schema: "Request", bodies: examples.map(({ request }) => request?.value) },
    { schema: "Response", bodies: examples.map(({ response }) => response?.value) },
  ])("are decided as Ajv does, with changes of all kinds: $schema", async ({ schema, bodies }) => {
    const file = readdirSync(`${ROOT}${folder}schemas`).find((name) => name.endsWith(`${schema}.yaml`));
    const { definitions, schemas } = schemasOf(`${folder}schemas/${file}`);
    const compiled = compileSchemas(schemas, definitions);
    const loaded = (await loadModule(withDefinitions(schemas, definitions), ["value"])).get("value");
    const random = new Random(7);
    const known = bodies.filter((body) => typeof body === "object" && body !== null && !Array.isArray(body));
    let invalid = 0;
    for (let index = 0; index < BODIES; index++) {
      const body = known[index % known.length];
      const value = random.chance(50) ? mutate(random, body) : mutate(random, mutate(random, body));
      const want = compiled.check("value", value).length === 0;
      if (!want) invalid++;
      const text = JSON.stringify(value);
      expect({ text, is: loaded?.is(value), faultless: loaded?.faults(value).length === 0 }).toEqual({
        text,
        is: want,
        faultless: want,
      });
    }
    expect(invalid).toBeGreaterThan(BODIES / 10);
  });
});

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
