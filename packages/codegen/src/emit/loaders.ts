import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { ApiModel, SpecModel } from "../model/spec-model.ts";
import { header } from "./header.ts";
import type { TextFile } from "./types.ts";

const LOADERS_FOLDER = "packages/validators/src/gen/loaders";

/**
 * `gen/loaders/` of the validators: an import() for each operation and format, so that only what is used is loaded; a
 * file for each API, so that a bundle names no operation of another.
 */
export function emitLoaders({ apis, formats }: SpecModel): readonly TextFile[] {
  const validators = formats.map(({ id }) => `  "${id}": () => import("../formats/${id}.ts"),\n`);
  const descriptions = formats.map(
    ({ id }) => `  "${id}": async () => (await import("../descriptions/${id}.ts")).description,\n`,
  );
  return [
    ...apis.map(emitOperationLoaders),
    [
      `${LOADERS_FOLDER}/formats.ts`,
      `${header(SPECS_FOLDER)}import type { DescribedFormat } from "../../format-description.ts";
import type { FormatId, FormatValidators } from "../../types.ts";

/** Loads the validators of each format, by its id. */
export const formatLoaders: { readonly [Id in FormatId]: () => Promise<FormatValidators<Id>> } = {
${validators.join("")}};

/** Loads what the spec of each format says about it as a whole, by its id. */
export const descriptionLoaders: { readonly [Id in FormatId]: () => Promise<DescribedFormat<Id>> } = {
${descriptions.join("")}};
`,
    ],
  ];
}

function emitOperationLoaders({ id, source, operations }: ApiModel): TextFile {
  const loaders = operations.map((operation) => `  ${operation.id}: () => import("../${id}/${operation.id}.ts"),\n`);
  return [
    `${LOADERS_FOLDER}/${id}.ts`,
    `${header(source)}import type { OperationLoaders, OperationName } from "../../types.ts";

/** Loads the validators of each operation of the ${id} API, by its name. */
export const loaders: OperationLoaders<OperationName<"${id}">> = {
${loaders.join("")}};
`,
  ];
}
