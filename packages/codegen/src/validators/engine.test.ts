import { describe, expect, test } from "vitest";
import { Problems } from "../problem.ts";
import { Definitions } from "../schema/definitions.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { SpecFiles } from "../source/spec-file.ts";
import { compileSchemas, functionName, type RawError } from "./engine.ts";

/** `a` with a crab, whose character has two UTF-16 units. */
const CRAB = "a🦀";

/** Compiles a schema, and runs the generated text as the module that it will be. */
async function compile(schema: JsonSchema, named: Readonly<Record<string, JsonSchema>> = {}) {
  const definitions = new Definitions(new SpecFiles("/nowhere", new Problems()));
  for (const [name, definition] of Object.entries(named)) definitions.set(name, definition);
  const { code, helpers, check } = await compileSchemas(new Map([["value", schema]]), definitions);
  const equal = helpers.includes("equal") ? "const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);" : "";
  const text = `${equal}${code}\nexport const check = ${functionName("value")};`;
  const module: { check: { (value: unknown): boolean; errors: RawError[] | null } } = await import(
    `data:text/javascript,${encodeURIComponent(text)}`
  );
  const run = (value: unknown) => (module.check(value) ? [] : (module.check.errors ?? []));
  return { code, run, now: (value: unknown) => check("value", value) };
}

describe("the generated code", () => {
  test.each([
    { schema: { type: "string", minLength: 1 }, right: ["a", "🦀"], wrong: [""] },
    { schema: { type: "string", minLength: 2 }, right: ["ab", CRAB, "a".repeat(9)], wrong: ["a", "🦀"] },
    {
      schema: { type: "string", maxLength: 2 },
      right: ["ab", CRAB, "🦀🦀", ""],
      wrong: ["abc", "🦀🦀a", "a".repeat(99)],
    },
    { schema: { anyOf: [{ type: "string" }, { type: "integer", minimum: 5 }] }, right: ["", 5], wrong: [4, null, 5.5] },
    { schema: { oneOf: [{ type: "integer" }, { minimum: 5 }] }, right: [1, 5.5, "x"], wrong: [5, 1.5] },
    { schema: { enum: ["a", 1, null, { b: [1] }] }, right: ["a", 1, null, { b: [1] }], wrong: ["b", { b: [2] }] },
    { schema: { const: { a: 1 } }, right: [{ a: 1 }], wrong: [{ a: 2 }, 1] },
    { schema: { type: ["string", "null"] }, right: ["", null], wrong: [0, {}] },
    {
      schema: { type: "array", uniqueItems: true, maxItems: 2 },
      right: [[], [1, "1"]],
      wrong: [
        [1, 1],
        [1, 2, 3],
      ],
    },
    { schema: { properties: { "a/b~c": { type: "string" } } }, right: [{ "a/b~c": "" }, 1], wrong: [{ "a/b~c": 1 }] },
    {
      schema: { type: "object", additionalProperties: false, properties: { schemaPath: { type: "string" } } },
      right: [{ schemaPath: "" }],
      wrong: [{ other: 1 }],
    },
    { schema: { $ref: "List" }, right: [{ next: { next: {} } }], wrong: [{ next: { next: 1 } }] },
    {
      schema: { format: "date-time" },
      right: ["2026-07-13T14:00:42.680622107Z", 5],
      wrong: ["2026-07-13", "2026-13-01T00:00:00Z"],
    },
  ])("of $schema decides as it does in process", async ({ schema, right, wrong }) => {
    const { run, now } = await compile(schema, { List: { type: "object", properties: { next: { $ref: "List" } } } });
    for (const value of right) expect(run(value)).toEqual([]);
    for (const value of wrong) {
      expect(run(value).length).toBeGreaterThan(0);
      expect(run(value)).toEqual(
        now(value).map(({ instancePath, keyword, params }) => ({ instancePath, keyword, params })),
      );
    }
  });

  test("counts the errors of each branch of a union", async () => {
    const { run } = await compile({
      anyOf: [
        { type: "string" },
        { type: "object", required: ["a", "b"] },
        { oneOf: [{ type: "null" }, { type: "array" }] },
      ],
    });
    const errors = run({});
    expect(errors.at(-1)).toEqual({ instancePath: "", keyword: "anyOf", params: { counts: [1, 2, 3], passing: [] } });
    expect(errors).toHaveLength(7);
  });

  test("holds no schema, no eval and no module of others", async () => {
    const { code } = await compile({
      type: "object",
      properties: { kind: { enum: ["a", "b"] }, at: { type: ["string", "null"] }, list: { uniqueItems: true } },
    });
    expect(code).not.toMatch(/schema\d|require\(|new Function|eval\(|schemaPath|"type": "object"/);
  });
});
