export { type CompiledFunctions, type CompiledModule, type CompileOptions, compileModule } from "./compile-module.ts";
export { patternProblem } from "./pattern/pattern-problem.ts";
export type { SchemaDocuments } from "./schema/schema-source.ts";
export { SchemaError } from "./schema-error.ts";
