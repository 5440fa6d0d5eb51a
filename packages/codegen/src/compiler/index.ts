export {
  type CompiledFunctions,
  type CompiledModule,
  type CompileOptions,
  Compiler,
  compileModule,
  type SchemaFunction,
  type SharedSchemas,
} from "./compile-module.ts";
export { components } from "./components.ts";
export { patternProblem } from "./pattern/pattern-problem.ts";
export { LIST_DOCUMENTS } from "./schema/lists.ts";
export type { SchemaDocuments } from "./schema/schema-source.ts";
export { SchemaError } from "./schema-error.ts";
