import { Ajv2020 } from "ajv/dist/2020.js";
import type { Cache } from "../cache.ts";
import type { Definitions } from "../schema/definitions.ts";
import { FORMATS, isReference, isSchema, type JsonSchema } from "../schema/json-schema.ts";
import { Compilation, type CompiledSchemas, LISTS, type RefusedSchema } from "./compilation.ts";
import { Documents } from "./documents.ts";
import { addOwnKeywords } from "./own-keywords.ts";
import { type SharedModule, sharedModules } from "./shared-modules.ts";

/** One fault that a schema finds in a value while code is generated. */
export interface RawError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The schemas of one generated file, by name; one that only refers to a definition is that definition. */
export type NamedSchemas = ReadonlyMap<string, JsonSchema | boolean>;

/** What came of compiling. */
export interface Compiled {
  readonly files: ReadonlyMap<string, CompiledSchemas>;
  readonly shared: ReadonlyMap<SharedModule, CompiledSchemas>;
  readonly refused: readonly RefusedSchema[];
}

/**
 * The schemas of all generated files. Our compiler compiles them; what several files reach, once. What is checked while
 * code is generated, such as the examples, is checked by Ajv: it needs no code to be loaded, and so every example is
 * also read by somebody else's implementation of JSON Schema.
 */
export class Engine {
  readonly #definitions: Definitions;
  readonly #cache: Cache;
  readonly #documents = new Documents();
  /** The key of each schema of each file, by name. */
  readonly #files: ReadonlyMap<string, ReadonlyMap<string, string>>;
  #ajv: Ajv2020 | undefined;

  constructor(definitions: Definitions, files: ReadonlyMap<string, NamedSchemas>, cache: Cache) {
    this.#definitions = definitions;
    this.#cache = cache;
    this.#files = new Map([...files].map(([file, schemas]) => [file, this.#add(file, schemas)]));
    for (const [key, schema] of definitions.entries()) this.#documents.add(key, schema);
  }

  compile(): Compiled {
    const definitions = (keys: ReadonlyMap<string, string>) =>
      this.#documents.reachedFrom([...keys.values()]).filter((key) => this.#definitions.get(key) !== undefined);
    const shared = [...sharedModules(this.#definitions, [...this.#files.values()].map(definitions)), LISTS];
    const compilation = new Compilation(this.#documents, shared, this.#cache);
    const files = [...this.#files].map(([file, keys]) => [file, compilation.file(file, keys)] as const);
    // Those that use others come first, so that each knows what is called of it.
    const modules = shared.map((module) => [module, compilation.shared(module)] as const);
    return { files: withValues(files), shared: withValues(modules), refused: compilation.refused };
  }

  /** Checks a value with a schema of a file, now; what has none is accepted. */
  check(file: string, name: string, value: unknown): readonly RawError[] {
    const key = this.#files.get(file)?.get(name);
    if (key === undefined) return [];
    const inputs = `${this.#documents.digestOf(key)} ${JSON.stringify(value)}`;
    return this.#cache.remember("check", inputs, () => this.#validate(key, value));
  }

  /** The same, now and for once: not remembered. */
  checkOnce(file: string, name: string, value: unknown): readonly RawError[] {
    const key = this.#files.get(file)?.get(name);
    return key === undefined ? [] : this.#validate(key, value);
  }

  /** The names among some by which files have a schema that a value breaks. */
  failing(files: readonly string[], names: readonly string[], value: unknown): readonly string[] {
    const schemas = files.flatMap((file) =>
      names.flatMap((name) => {
        const key = this.#files.get(file)?.get(name);
        return key === undefined ? [] : [{ name, key }];
      }),
    );
    if (schemas.length === 0) return [];
    const digests = schemas.map(({ key }) => this.#documents.digestOf(key));
    return this.#cache.remember("check", JSON.stringify([digests, value]), () =>
      schemas.filter(({ key }) => this.#validate(key, value).length > 0).map(({ name }) => name),
    );
  }

  #validate(key: string, value: unknown): readonly RawError[] {
    this.#ajv ??= createAjv(this.#documents);
    const validate = this.#ajv.getSchema(key);
    const errors = (validate?.(value) === false && validate.errors) || [];
    return errors.map(({ instancePath, keyword, params }) => ({ instancePath, keyword, params }));
  }

  #add(file: string, schemas: NamedSchemas): ReadonlyMap<string, string> {
    const keys = [...schemas].map(([name, schema]) => {
      if (isReference(schema)) return [name, schema.$ref] as const;
      const key = `${name}@${file.replaceAll(/[^\w-]/g, ".")}`;
      this.#documents.add(key, schema);
      return [name, key] as const;
    });
    return new Map(keys);
  }
}

function withValues<Key, Value>(entries: readonly (readonly [Key, Value | undefined])[]): ReadonlyMap<Key, Value> {
  return new Map(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

function createAjv({ byKey }: Documents): Ajv2020 {
  const options = { formats: { ...FORMATS }, messages: false, meta: false, validateSchema: false };
  // Each schema checks a few values: what makes its code faster takes longer than it saves.
  const quick = { inlineRefs: false, code: { optimize: false } };
  const ajv = new Ajv2020({
    ...options,
    ...quick,
    allErrors: true,
    strictRequired: false,
    strictTuples: false,
    strictTypes: false,
  });
  addOwnKeywords(ajv);
  for (const [key, schema] of byKey) ajv.addSchema(isSchema(schema) ? { ...schema, $id: key } : schema === true, key);
  return ajv;
}
