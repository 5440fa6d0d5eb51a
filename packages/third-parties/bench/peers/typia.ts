import { createRequire, registerHooks } from "node:module";
import { join } from "node:path";
import ts from "typescript5";
import { type Dialect, write } from "./dialect.ts";
import type { Peer } from "./peer.ts";

const tagged = (base: string, tags: readonly (string | false)[]) =>
  [base, ...tags.filter(Boolean).map((tag) => `tags.${tag}`)].join(" & ");
const union = (branches: readonly string[]) => branches.map((branch) => `(${branch})`).join(" | ");

const dialect: Dialect = {
  any: "unknown",
  boolean: "boolean",
  null: "null",
  record: "Record<string, unknown>",
  string: ({ minLength, maxLength, pattern }) =>
    tagged("string", [
      minLength !== undefined && `MinLength<${minLength}>`,
      maxLength !== undefined && `MaxLength<${maxLength}>`,
      pattern !== undefined && `Pattern<${JSON.stringify(pattern)}>`,
    ]),
  number: ({ type, minimum, maximum, exclusiveMinimum }) =>
    tagged("number", [
      type === "integer" && `Type<"int64">`,
      minimum !== undefined && `Minimum<${minimum}>`,
      maximum !== undefined && `Maximum<${maximum}>`,
      exclusiveMinimum !== undefined && `ExclusiveMinimum<${exclusiveMinimum}>`,
    ]),
  literals: (values) => union(values.map((value) => JSON.stringify(value))),
  array: (item, { minItems }) => tagged(`Array<${item}>`, [minItems !== undefined && `MinItems<${minItems}>`]),
  map: (value) => `Record<string, ${value}>`,
  object: (members) =>
    `{${members.map(({ name, schema, isOptional }) => `${name}${isOptional ? "?" : ""}: ${schema}`).join("; ")}}`,
  union,
  tagged: (_tag, branches) => union(branches),
  both: (left, right) => `(${left}) & (${right})`,
  // As a union of all ways it would be told as one fault of the whole; left out, in the peer's favour.
  withOneOf: (base) => base,
};

/** https://typia.io: TypeScript types, compiled ahead of time */
export const typia: Peer = {
  name: "typia",
  source: (schemas, request, response) =>
    compile(`import typia, { type tags } from "typia";
${write(schemas, dialect).replaceAll(/^const /gm, "type ")}
const peer = (is: any, validate: any) => ({ is, issues: (value: any) => { const found = validate(value); return found.success ? 0 : found.errors.length; } });
export const request = peer(typia.createIs<${request}>(), typia.createValidate<${request}>());
export const response = peer(typia.createIs<${response}>(), typia.createValidate<${response}>());`),
};

/** Compiles with typia's transformer, which plugs in to the compiler of TypeScript 5. */
function compile(source: string): string {
  const compiler = import.meta.resolve("typescript5");
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "typescript" ? { url: compiler, shortCircuit: true } : next(specifier, context),
  });
  const { default: transform } = createRequire(import.meta.url)("typia/lib/transform");
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
    types: [],
  };
  const file = join(import.meta.dirname, "typia-validators.ts");
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ESNext) : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([file], options, host);
  const problems: ts.Diagnostic[] = [];
  let code = "";
  const write = (_name: string, text: string) => {
    code = text;
  };
  const before = [transform(program, {}, { addDiagnostic: (problem: ts.Diagnostic) => problems.push(problem) })];
  problems.push(...program.emit(undefined, write, undefined, false, { before }).diagnostics);
  if (problems[0]) throw new Error(ts.flattenDiagnosticMessageText(problems[0].messageText, "\n"));
  return code;
}
