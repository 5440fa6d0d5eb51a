import { Emission } from "./emit/emission.ts";
import { isFunction } from "./emit/is-code.ts";
import { issuesFunction } from "./emit/issue-code.ts";
import { SchemaModel } from "./schema/model.ts";
import type { SchemaDocuments } from "./schema/schema-source.ts";
import { ANY } from "./schema/types.ts";

/** How a module is compiled. */
export interface CompileOptions {
  /** Whether `format` decides (default) or only describes. */
  readonly formats?: "assert" | "annotate";
}

/** The two functions of a schema: `is(value)` and `issues(value, path, faults)`. */
export interface CompiledFunctions {
  readonly is: string;
  readonly issues: string;
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
  readonly functions: ReadonlyMap<string, CompiledFunctions>;
}

/**
 * Compiles JSON Schemas (draft 2020-12) to TypeScript in two phases: `is_X` says whether a value is valid and allocates
 * nothing; `issues_X`, run only on what is not, says what is wrong. Schemas refer to each other by key; those that
 * `wanted` names, and what they reach, are compiled. Throws a `SchemaError` for what it cannot do.
 */
export function compileModule(
  documents: SchemaDocuments,
  wanted: readonly string[],
  options: CompileOptions = {},
): CompiledModule {
  const model = new SchemaModel(documents, wanted, options.formats ?? "assert");
  const emission = new Emission(model);
  const functions = new Map<string, CompiledFunctions>();
  for (const key of wanted) {
    const { name } = model.named(key);
    const node = { types: ANY, refs: [name], allOf: [] };
    const is = emission.functionFor("is", node, name).name;
    functions.set(key, { is: `is_${is}`, issues: `issues_${emission.functionFor("issues", node, name).name}` });
  }
  const written = writeFunctions(emission);
  const constants = [...emission.constants].map(([source, name]) => `const ${name} = ${source};`);
  const code = [...(constants.length > 0 ? [constants.join("\n")] : []), ...written].join("\n\n");
  return {
    code: `${code}\n`,
    helpers: [...emission.helpers].sort(),
    types: ["Faults", "Path", ...(code.includes("Members") ? ["Members"] : [])].sort(),
    functions,
  };
}

/** Writing a function may want others. */
function writeFunctions(emission: Emission): readonly string[] {
  const written = new Map<string, string>();
  for (let next = emission.wanted.shift(); next; next = emission.wanted.shift()) {
    const lines = next.phase === "is" ? isFunction(emission, next) : issuesFunction(emission, next);
    written.set(`${next.phase} ${next.name}`, lines.join("\n"));
  }
  return [...written].sort(([a], [b]) => order(a) - order(b)).map(([, source]) => source);
}

function order(key: string): number {
  return key.startsWith("is ") ? 0 : 1;
}
