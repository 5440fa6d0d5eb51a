import { Emission, type Phase } from "./emit/emission.ts";
import { isFunction } from "./emit/is-code.ts";
import { issuesFunction } from "./emit/issue-code.ts";
import { definitionId, SchemaModel } from "./schema/model.ts";
import type { SchemaDocuments } from "./schema/schema-source.ts";
import { ANY } from "./schema/types.ts";

/** How schemas are compiled. */
export interface CompileOptions {
  /** Whether `format` decides (default) or only describes. */
  readonly formats?: "assert" | "annotate";
}

/** The two functions of a schema: `is(value)` and `issues(value, path, faults)`. */
export interface CompiledFunctions {
  readonly is: string;
  readonly issues: string;
}

/** One function of a schema, by the schema's key. */
export interface SchemaFunction {
  readonly key: string;
  readonly phase: Phase;
}

/** A compiled module, in parts that a generated file is put together from. */
export interface CompiledModule {
  /** TypeScript: hoisted constants and functions; it imports nothing. */
  readonly code: string;
  /** Functions of the run-time module that the code calls. */
  readonly helpers: readonly string[];
  /** Types of the run-time module that the code names. */
  readonly types: readonly string[];
  /** The functions of each wanted schema, by its key. */
  readonly functions: Readonly<Record<string, CompiledFunctions>>;
  /** The functions of shared schemas that the code calls, which other modules have. */
  readonly imports: readonly SchemaFunction[];
}

/** The schemas that several modules share. */
export interface SharedSchemas {
  /** What the functions of each are called, by its key. */
  readonly names: ReadonlyMap<string, string>;
  /** The keys of those whose functions other modules have. */
  readonly elsewhere: ReadonlySet<string>;
}

/**
 * Compiles JSON Schemas (draft 2020-12) to TypeScript in two phases: `is_X` says whether a value is valid and allocates
 * nothing; `issues_X`, run only on what is not, says what is wrong. Schemas refer to each other by key; each module has
 * those that are wanted of it and what they reach, without what other modules have. Throws a `SchemaError` for what it
 * cannot do.
 */
export class Compiler {
  readonly #model: SchemaModel;

  constructor(documents: SchemaDocuments, options: CompileOptions = {}) {
    this.#model = new SchemaModel(documents, options.formats ?? "assert");
  }

  /** A module with both functions of each wanted schema. */
  module(wanted: readonly string[], shared: SharedSchemas = NOTHING_SHARED): CompiledModule {
    return this.#write(
      wanted.flatMap((key) => PHASES.map((phase) => ({ key, phase }))),
      shared,
      false,
    );
  }

  /** A module of shared schemas, which exports the functions that other modules call. */
  sharedModule(called: readonly SchemaFunction[], shared: SharedSchemas): CompiledModule {
    return this.#write(called, shared, true);
  }

  #write(wanted: readonly SchemaFunction[], shared: SharedSchemas, isExported: boolean): CompiledModule {
    const emission = new Emission(this.#model, {
      names: new Map([...shared.names].map(([key, name]) => [definitionId(key), name])),
      isElsewhere: (id) => shared.elsewhere.has(keyOf(id)),
    });
    const ids = new Map(wanted.map(({ key }) => [key, this.#model.idOf(key)]));
    // Wanted schemas are called after themselves, whatever they refer to.
    for (const id of ids.values()) emission.definitionName(id);
    const functions: Record<string, CompiledFunctions> = {};
    for (const { key, phase } of wanted) {
      const id = ids.get(key) ?? "";
      const { name } = emission.functionFor(phase, { types: ANY, refs: [id], allOf: [] }, emission.definitionName(id));
      functions[key] = { is: "", issues: "", ...functions[key], [phase]: `${phase}_${name}` };
    }
    const exported = isExported ? wanted.map(({ key, phase }) => functions[key]?.[phase]) : [];
    const written = writeFunctions(emission, new Set(exported));
    const constants = [...emission.constants].map(([source, name]) => `const ${name} = ${source};`);
    const code = [...(constants.length > 0 ? [constants.join("\n")] : []), ...written].join("\n\n");
    return {
      code: `${code}\n`,
      helpers: [...emission.helpers].sort(),
      types: ["Faults", "Members", "Path"].filter((type) => new RegExp(`\\b${type}\\b`).test(code)),
      functions,
      imports: emission.imports.map(({ phase, id = "" }) => ({ key: keyOf(id), phase })),
    };
  }
}

const PHASES: readonly Phase[] = ["is", "issues"];

const NOTHING_SHARED: SharedSchemas = { names: new Map(), elsewhere: new Set() };

/** Compiles schemas to one module with both functions of each wanted one. */
export function compileModule(
  documents: SchemaDocuments,
  wanted: readonly string[],
  options: CompileOptions = {},
): CompiledModule {
  return new Compiler(documents, options).module(wanted);
}

/** The document of a definition that is a whole one. */
function keyOf(id: string): string {
  return id.slice(0, id.indexOf("#"));
}

/** Writing a function may want others. */
function writeFunctions(emission: Emission, exported: ReadonlySet<string | undefined>): readonly string[] {
  const written = new Map<string, string>();
  for (let next = emission.wanted.shift(); next; next = emission.wanted.shift()) {
    const lines = next.phase === "is" ? isFunction(emission, next) : issuesFunction(emission, next);
    const source = lines.join("\n");
    const name = `${next.phase}_${next.name}`;
    written.set(`${next.phase} ${next.name}`, exported.has(name) ? `export ${source}` : source);
  }
  return [...written].sort(([a], [b]) => order(a) - order(b)).map(([, source]) => source);
}

function order(key: string): number {
  return key.startsWith("is ") ? 0 : 1;
}
