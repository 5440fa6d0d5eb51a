import { SHARED_FILE } from "../assemble/spec-folders.ts";
import { exceptionSchemas } from "../model/exception.ts";
import type { SpecModel } from "../model/spec-model.ts";
import type { Definitions } from "../schema/definitions.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import type { SpecNode } from "../source/spec-node.ts";
import { VALIDATORS_FOLDER } from "./code-imports.ts";
import type { ValidatorModule } from "./validators.ts";

/** The exceptions of all operations, by name, each with its schema. */
export function exceptionsIn(files: SpecFiles, model: SpecModel): ReadonlyMap<string, SpecNode> {
  const schemas = [...model.apis, ...model.formats]
    .flatMap((api) => api.operations.flatMap((operation) => operation.errors))
    .flatMap((response) => (response.schema ? exceptionSchemas(files, response.schema) : []))
    .map(({ name, schema }) => [name, schema] as const);
  return new Map(schemas.sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}

/** `gen/exceptions.ts` of the validators: one for the body of each exception, and a table of them by name. */
export function exceptionModule(definitions: Definitions, exceptions: ReadonlyMap<string, SpecNode>): ValidatorModule {
  const exports = [...exceptions].map(([name, node]) => ({
    name,
    schema: definitions.schemaOf(node),
    title: name,
    type: `ExceptionBody<"${name}">`,
  }));
  const tail = `
/** Checks the body of each exception, by the exception's name. */
export const exceptions: { readonly [Name in ExceptionName]: Validator<ExceptionBody<Name>> } = {
${[...exceptions.keys()].map((name) => `  ${name},\n`).join("")}};
`;
  return { path: `${VALIDATORS_FOLDER}/exceptions.ts`, from: SHARED_FILE, exports, types: ["ExceptionName"], tail };
}
