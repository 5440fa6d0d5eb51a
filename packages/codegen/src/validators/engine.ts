import { Ajv2020 } from "ajv/dist/2020.js";
import {
  type CompiledFunctions,
  type CompiledModule,
  Compiler,
  LIST_DOCUMENTS,
  type SchemaDocuments,
  SchemaError,
  type SchemaFunction,
} from "../compiler/index.ts";
import type { Definitions } from "../schema/definitions.ts";
import { FORMATS, isReference, isSchema, type JsonSchema, refsIn } from "../schema/json-schema.ts";
import { addOwnKeywords } from "./own-keywords.ts";
import { functionNames, type SharedModule, sharedModules } from "./shared-modules.ts";

/** One fault that a schema finds in a value while code is generated. */
export interface RawError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The schemas of one generated file, by name; one that only refers to a definition is that definition. */
export type NamedSchemas = ReadonlyMap<string, JsonSchema | boolean>;

/** The compiled schemas of one generated file. */
export interface CompiledSchemas {
  /** TypeScript: constants and functions. */
  readonly code: string;
  /** Names of the functions and types of the validators' `engine/runtime.ts` that the code uses. */
  readonly helpers: readonly string[];
  readonly helperTypes: readonly string[];
  /** Names of the functions that it calls of each module of shared schemas. */
  readonly imports: ReadonlyMap<SharedModule, readonly string[]>;
  /** The functions of a schema by its name. */
  functionsOf(name: string): CompiledFunctions;
}

/** A schema that the compiler refuses. */
export interface RefusedSchema {
  /** The file that it was compiled for. */
  readonly file: string;
  readonly schema: unknown;
  readonly error: SchemaError;
}

/** The lists of plain values, which no file holds. */
const LISTS: SharedModule = { files: ["lists"], keys: [...LIST_DOCUMENTS.keys()] };

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
  readonly #files: ReadonlyMap<string, NamedSchemas>;
  readonly #documents = new Map<string, unknown>();
  readonly #reached: readonly ReadonlySet<string>[];
  #ajv: Ajv2020 | undefined;

  constructor(definitions: Definitions, files: ReadonlyMap<string, NamedSchemas>) {
    this.#definitions = definitions;
    this.#files = files;
    this.#reached = [...files].map(([file, schemas]) => this.#reach(file, schemas));
    for (const [key, schema] of LIST_DOCUMENTS) this.#documents.set(key, schema);
  }

  compile(): Compiled {
    const shared = [...sharedModules(this.#definitions, this.#reached), LISTS];
    const compilation = new Compilation(this.#documents, shared);
    const files = [...this.#files].map(([file, schemas]) => {
      const keys = new Map([...schemas].map(([name, schema]) => [name, keyOf(file, name, schema)]));
      return [file, compilation.file(file, keys)] as const;
    });
    // Those that use others come first, so that each knows what is called of it.
    const modules = shared.map((module) => [module, compilation.shared(module)] as const);
    return { files: withValues(files), shared: withValues(modules), refused: compilation.refused };
  }

  /** Checks a value with a schema of a file, now; what has none is accepted. */
  check(file: string, name: string, value: unknown): readonly RawError[] {
    const schema = this.#files.get(file)?.get(name);
    if (schema === undefined) return [];
    this.#ajv ??= createAjv(this.#documents);
    const validate = this.#ajv.getSchema(keyOf(file, name, schema));
    return validate?.(value) === false ? (validate.errors ?? []) : [];
  }

  /** Adds the schemas of a file and every definition that they reach; returns the names of these. */
  #reach(file: string, schemas: NamedSchemas): ReadonlySet<string> {
    const reached = new Set<string>();
    const open: string[] = [];
    for (const [name, schema] of schemas) {
      if (isReference(schema)) open.push(schema.$ref);
      else {
        this.#documents.set(keyOf(file, name, schema), schema);
        open.push(...refsIn(schema));
      }
    }
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      if (reached.has(key)) continue;
      reached.add(key);
      this.#documents.set(key, this.#definitions.get(key) ?? true);
      open.push(...this.#definitions.refsOf(key));
    }
    return reached;
  }
}

/** Compiles the modules one after the other, and keeps what they call of each other. */
class Compilation {
  readonly refused: RefusedSchema[] = [];
  readonly #documents: SchemaDocuments;
  readonly #names: ReadonlyMap<string, string>;
  readonly #homes: ReadonlyMap<string, SharedModule>;
  readonly #called = new Map<SharedModule, Map<string, SchemaFunction>>();
  #compiler: Compiler;

  constructor(documents: SchemaDocuments, shared: readonly SharedModule[]) {
    this.#documents = documents;
    this.#compiler = new Compiler(documents);
    this.#homes = new Map(shared.flatMap((module) => module.keys.map((key) => [key, module] as const)));
    this.#names = functionNames([...this.#homes.keys()]);
  }

  /** A file with both functions of each wanted schema, given by name with its document. */
  file(file: string, wanted: ReadonlyMap<string, string>): CompiledSchemas | undefined {
    const shared = { names: this.#names, elsewhere: new Set(this.#homes.keys()) };
    const module = this.#attempt(file, () => this.#compiler.module([...wanted.values()], shared));
    return module && this.#linked(module, (name) => wanted.get(name));
  }

  /** A module of shared schemas with the functions that are called of it; undefined where none is. */
  shared(home: SharedModule): CompiledSchemas | undefined {
    const called = [...(this.#called.get(home) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
    if (called.length === 0) return undefined;
    const elsewhere = new Set([...this.#homes].flatMap(([key, other]) => (other === home ? [] : [key])));
    const shared = { names: this.#names, elsewhere };
    const module = this.#attempt(home.files[0] ?? "", () => this.#compiler.sharedModule(called, shared));
    return module && this.#linked(module, (name) => name);
  }

  #attempt(file: string, compile: () => CompiledModule): CompiledModule | undefined {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      this.refused.push({ file, schema: this.#documents.get(error.schema), error });
      // What it has read so far is not whole.
      this.#compiler = new Compiler(this.#documents);
      return undefined;
    }
  }

  #linked(module: CompiledModule, keyOfName: (name: string) => string | undefined): CompiledSchemas {
    const { code, helpers, types, functions } = module;
    return {
      code,
      helpers,
      helperTypes: types,
      imports: this.#link(module.imports),
      functionsOf(name) {
        const found = functions.get(keyOfName(name) ?? "");
        if (!found) throw new Error(`no schema is called ${name}`);
        return found;
      },
    };
  }

  #link(imports: readonly SchemaFunction[]): ReadonlyMap<SharedModule, readonly string[]> {
    const linked = new Map<SharedModule, string[]>();
    for (const each of imports) {
      const home = this.#homes.get(each.key);
      if (!home) continue;
      const name = `${each.phase}_${this.#names.get(each.key)}`;
      this.#called.set(home, (this.#called.get(home) ?? new Map()).set(name, each));
      linked.set(home, [...(linked.get(home) ?? []), name]);
    }
    return linked;
  }
}

/** The document of a schema of a file: the definition that it refers to, or one of its own. */
function keyOf(file: string, name: string, schema: JsonSchema | boolean): string {
  return isReference(schema) ? schema.$ref : `${name}@${file.replaceAll(/[^\w-]/g, ".")}`;
}

function withValues<Key, Value>(entries: readonly (readonly [Key, Value | undefined])[]): ReadonlyMap<Key, Value> {
  return new Map(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

function createAjv(documents: SchemaDocuments): Ajv2020 {
  const options = { formats: { ...FORMATS }, messages: false, meta: false, validateSchema: false };
  const ajv = new Ajv2020({
    ...options,
    allErrors: true,
    strictRequired: false,
    strictTuples: false,
    strictTypes: false,
  });
  addOwnKeywords(ajv);
  for (const [key, schema] of documents)
    ajv.addSchema(isSchema(schema) ? { ...schema, $id: key } : schema === true, key);
  return ajv;
}
