import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import type { Definitions } from "../schema/definitions.ts";
import { FORMATS, isSchema, type JsonSchema } from "../schema/json-schema.ts";
import { addLengthKeywords } from "./length-keywords.ts";
import { tidySource } from "./tidy-source.ts";
import { addUnionKeywords } from "./union-keywords.ts";

/** One fault that a compiled schema found: what every engine must report. */
export interface RawError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The schemas of one generated file, by the name of the function that checks them. */
export type NamedSchemas = ReadonlyMap<string, JsonSchema | boolean>;

/** The compiled schemas of one generated file. */
export interface CompiledSchemas {
  /** TypeScript-free source: one function per schema, `name(data): boolean`, faults in `name.errors`. */
  readonly code: string;
  /** Names of the run-time helpers that the code calls. */
  readonly helpers: readonly string[];
  /** Checks a value with one of the schemas, now. */
  check(name: string, value: unknown): readonly RawError[];
}

/**
 * Compiles schemas with Ajv. Everything about the engine is in this folder: another one needs the same function, whose
 * checks report the keywords of JSON Schema with Ajv's parameters.
 */
export async function compileSchemas(schemas: NamedSchemas, definitions: Definitions): Promise<CompiledSchemas> {
  const ajv = createAjv();
  const names = addSchemas(ajv, schemas, definitions);
  const source = standalone.default(ajv, Object.fromEntries([...schemas.keys()].map((name) => [name, name])));
  const { code, helpers } = await tidySource(source, functionNames(ajv, names));
  return { code, helpers, check: (name, value) => run(ajv, name, value) };
}

function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    code: { source: true, esm: true, lines: true },
    formats: { ...FORMATS },
    inlineRefs: 3,
    messages: false,
    meta: false,
    strict: true,
    strictRequired: false,
    strictTuples: false,
    strictTypes: false,
    validateSchema: false,
  });
  // Nothing in the specs is unevaluated or dynamic; without these two the code keeps no record for them.
  ajv.opts.unevaluated = false;
  ajv.opts.dynamicRef = false;
  addLengthKeywords(ajv);
  addUnionKeywords(ajv);
  return ajv;
}

/** Adds the schemas and every definition that they reach; returns the names of all. */
function addSchemas(ajv: Ajv2020, schemas: NamedSchemas, definitions: Definitions): readonly string[] {
  const added = new Set<string>();
  const add = (name: string, schema: JsonSchema | boolean): void => {
    if (added.has(name)) return;
    added.add(name);
    ajv.addSchema(isSchema(schema) ? { ...schema, $id: name } : schema, name);
    for (const ref of refsIn(schema)) add(ref, definitions.get(ref) ?? true);
  };
  for (const [name, schema] of schemas) add(name, schema);
  return [...added];
}

/** What Ajv calls its functions, and what they are called in the generated file. */
function functionNames(ajv: Ajv2020, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    names.flatMap((name) => {
      const generated = ajv.getSchema(name)?.source?.validateName;
      return generated ? [[String(generated), functionName(name)]] : [];
    }),
  );
}

/** The name of the function that checks a schema, in the generated file. */
export function functionName(schema: string): string {
  return `check${schema[0]?.toUpperCase()}${schema.slice(1).replaceAll(/[^\w$]/g, "_")}`;
}

function refsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isSchema(value)) return [];
  const ref = value.$ref;
  return [...(typeof ref === "string" ? [ref] : []), ...Object.values(value).flatMap(refsIn)];
}

function run(ajv: Ajv2020, name: string, value: unknown): readonly RawError[] {
  const validate = ajv.getSchema(name);
  return validate?.(value) === false ? (validate.errors ?? []) : [];
}
