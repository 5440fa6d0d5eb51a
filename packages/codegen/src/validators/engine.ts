import { Ajv2020 } from "ajv/dist/2020.js";
import { type CompiledFunctions, compileModule } from "../compiler/index.ts";
import type { Definitions } from "../schema/definitions.ts";
import { FORMATS, isSchema, type JsonSchema } from "../schema/json-schema.ts";
import { addOwnKeywords } from "./own-keywords.ts";

/** One fault that a schema finds in a value while code is generated. */
export interface RawError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The schemas of one generated file, by name. */
export type NamedSchemas = ReadonlyMap<string, JsonSchema | boolean>;

/** The compiled schemas of one generated file. */
export interface CompiledSchemas {
  /** TypeScript: constants and functions. */
  readonly code: string;
  /** Names of the functions and types of the validators' `engine/runtime.ts` that the code uses. */
  readonly helpers: readonly string[];
  readonly helperTypes: readonly string[];
  /** The functions of a schema. */
  functionsOf(name: string): CompiledFunctions;
  /** Checks a value with one of the schemas, now. */
  check(name: string, value: unknown): readonly RawError[];
}

/**
 * Compiles schemas with our compiler. What is checked while code is generated, such as the examples, is checked by Ajv: it
 * needs no code to be loaded, and so every example is also read by somebody else's implementation of JSON Schema.
 */
export function compileSchemas(schemas: NamedSchemas, definitions: Definitions): CompiledSchemas {
  const reached = reach(schemas, definitions);
  const { code, helpers, types, functions } = compileModule(reached, [...schemas.keys()]);
  let ajv: Ajv2020 | undefined;
  return {
    code,
    helpers,
    helperTypes: types,
    functionsOf(name) {
      const found = functions.get(name);
      if (!found) throw new Error(`no schema is called ${name}`);
      return found;
    },
    check(name, value) {
      ajv ??= createAjv(reached);
      const validate = ajv.getSchema(name);
      return validate?.(value) === false ? (validate.errors ?? []) : [];
    },
  };
}

/** The schemas and every definition that they reach. */
function reach(schemas: NamedSchemas, definitions: Definitions): NamedSchemas {
  const reached = new Map<string, JsonSchema | boolean>();
  const add = (name: string, schema: JsonSchema | boolean): void => {
    if (reached.has(name)) return;
    reached.set(name, schema);
    for (const ref of refsIn(schema)) add(ref, definitions.get(ref) ?? true);
  };
  for (const [name, schema] of schemas) add(name, schema);
  return reached;
}

function createAjv(schemas: NamedSchemas): Ajv2020 {
  const options = { formats: { ...FORMATS }, messages: false, meta: false, validateSchema: false };
  const ajv = new Ajv2020({
    ...options,
    allErrors: true,
    strictRequired: false,
    strictTuples: false,
    strictTypes: false,
  });
  addOwnKeywords(ajv);
  for (const [name, schema] of schemas) ajv.addSchema(isSchema(schema) ? { ...schema, $id: name } : schema, name);
  return ajv;
}

function refsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isSchema(value)) return [];
  const ref = value.$ref;
  return [...(typeof ref === "string" ? [ref] : []), ...Object.values(value).flatMap(refsIn)];
}
