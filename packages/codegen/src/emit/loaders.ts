import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { header } from "./header.ts";

/**
 * `gen/loaders.ts` of the validators: an import() for each operation and format, so that only what is used is loaded.
 */
export function emitLoaders(model: SpecModel): string {
  const operations = model.apis.flatMap((api) =>
    api.operations.map(({ id }) => `  ${id}: () => import("./${api.id}/${id}.ts"),\n`),
  );
  const formats = model.formats.map(({ id }) => `  "${id}": () => import("./formats/${id}.ts"),\n`);
  const descriptions = model.formats.map(
    ({ id }) => `  "${id}": async () => (await import("./descriptions/${id}.ts")).description,\n`,
  );
  return `${header(SPECS_FOLDER)}import type { DescribedFormat } from "../format-description.ts";
import type { FormatId, FormatValidators, OperationName, OperationValidators } from "../types.ts";

/** Loads the validators of each operation, by its name. */
export const operationLoaders: { readonly [Name in OperationName]: () => Promise<OperationValidators<Name>> } = {
${operations.join("")}};

/** Loads the validators of each format, by its id. */
export const formatLoaders: { readonly [Id in FormatId]: () => Promise<FormatValidators<Id>> } = {
${formats.join("")}};

/** Loads what the spec of each format says about it as a whole, by its id. */
export const descriptionLoaders: { readonly [Id in FormatId]: () => Promise<DescribedFormat<Id>> } = {
${descriptions.join("")}};
`;
}
