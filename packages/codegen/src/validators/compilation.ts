import type { Cache } from "../cache.ts";
import {
  type CompiledFunctions,
  type CompiledModule,
  Compiler,
  LIST_DOCUMENTS,
  SchemaError,
  type SchemaFunction,
} from "../compiler/index.ts";
import type { Documents } from "./documents.ts";
import { functionNames, type SharedModule } from "./shared-modules.ts";

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
export const LISTS: SharedModule = { files: ["lists"], keys: [...LIST_DOCUMENTS.keys()] };

/** Compiles modules one after the other, and keeps what they call of each other. */
export class Compilation {
  readonly refused: RefusedSchema[] = [];
  readonly #documents: Documents;
  readonly #cache: Cache;
  readonly #names: ReadonlyMap<string, string>;
  readonly #homes: ReadonlyMap<string, SharedModule>;
  readonly #called = new Map<SharedModule, Map<string, SchemaFunction>>();
  #compiler: Compiler | undefined;

  constructor(documents: Documents, shared: readonly SharedModule[], cache: Cache) {
    this.#documents = documents;
    this.#cache = cache;
    this.#homes = new Map(shared.flatMap((module) => module.keys.map((key) => [key, module] as const)));
    this.#names = functionNames([...this.#homes.keys()]);
  }

  /** A file with both functions of each wanted schema, given by name with its key. */
  file(file: string, wanted: ReadonlyMap<string, string>): CompiledSchemas | undefined {
    const keys = [...wanted.values()];
    const shared = this.#sharedFrom(keys, undefined);
    const module = this.#attempt(file, [keys, ...shared.inputs], (compiler) => compiler.module(keys, shared));
    return module && this.#linked(module, (name) => wanted.get(name));
  }

  /** A module of shared schemas with the functions that are called of it; undefined where none is. */
  shared(home: SharedModule): CompiledSchemas | undefined {
    const called = [...(this.#called.get(home) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
    if (called.length === 0) return undefined;
    const shared = this.#sharedFrom(
      called.map(({ key }) => key),
      home,
    );
    const compile = (compiler: Compiler) => compiler.sharedModule(called, shared);
    const module = this.#attempt(home.files[0], [called, ...shared.inputs], compile);
    return module && this.#linked(module, (name) => name);
  }

  /** What a module at home somewhere, or nowhere, needs to know of the shared schemas that it reaches. */
  #sharedFrom(keys: readonly string[], home: SharedModule | undefined) {
    const reached = [...this.#documents.reachedFrom(keys), ...LISTS.keys];
    const names = reached.flatMap((key) => {
      const name = this.#names.get(key);
      return name === undefined ? [] : [[key, name] as const];
    });
    const elsewhere = names.map(([key]) => key).filter((key) => this.#homes.get(key) !== home);
    return {
      names: new Map(names),
      elsewhere: new Set(elsewhere),
      inputs: [names, elsewhere, reached.map((key) => this.#documents.textOf(key))],
    };
  }

  #attempt(
    file: string,
    inputs: readonly unknown[],
    compile: (compiler: Compiler) => CompiledModule,
  ): CompiledModule | undefined {
    try {
      return this.#cache.remember("module", JSON.stringify(inputs), () => {
        this.#compiler ??= new Compiler(this.#documents.byKey);
        return compile(this.#compiler);
      });
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      this.refused.push({ file, schema: this.#documents.byKey.get(error.schema), error });
      // What it has read so far is not whole.
      this.#compiler = undefined;
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
        const found = functions[keyOfName(name) ?? ""];
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
