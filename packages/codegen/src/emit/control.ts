import { posix } from "node:path";
import { ASSEMBLED_FOLDER } from "../assemble/assemble.ts";
import { AssembledFile } from "../assemble/assembled-file.ts";
import { CONTROL_FILE, yamlFiles } from "../assemble/spec-folders.ts";
import type { Definitions } from "../schema/definitions.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { children, member, rootOf, type SpecNode } from "../source/spec-node.ts";
import { VALIDATORS_FOLDER } from "./code-imports.ts";
import { openapiText } from "./openapi-documents.ts";
import { schemaTypesModule, type TextFile } from "./types.ts";
import type { ValidatorModule } from "./validators.ts";

/** A named schema. */
type NamedSchema = readonly [name: string, schema: SpecNode];

/** The schemas of the mock's own API and of the files beside it, by name; none where the files are missing. */
export function controlSchemasIn(files: SpecFiles): readonly NamedSchema[] {
  const parts = yamlFiles(files.tree, `${posix.dirname(CONTROL_FILE)}/schemas`);
  return [CONTROL_FILE, ...parts].flatMap((path) => {
    const file = files.read(path);
    const schemas = file && member(files, rootOf(file), "components", "schemas");
    return schemas ? children(schemas) : [];
  });
}

/** `gen/mock.ts` of the validators: one for each schema. */
export function controlModule(definitions: Definitions, schemas: readonly NamedSchema[]): ValidatorModule {
  const exports = schemas.map(([name, node]) => ({
    name: `${name[0]?.toLowerCase()}${name.slice(1)}`,
    schema: definitions.schemaOf(node),
    title: name,
    type: name,
  }));
  return { path: `${VALIDATORS_FOLDER}/mock.ts`, from: CONTROL_FILE, exports, types: [], tail: "" };
}

/** `gen/mock.ts` of the types. */
export function emitControlTypes(files: SpecFiles, schemas: readonly NamedSchema[]): Promise<TextFile> {
  return schemaTypesModule(files, { name: "mock", from: CONTROL_FILE, schemas, isReadonly: true });
}

/** `specs/gen/openapi/mock.yaml`: the document as it is written, its components left where they stand. */
export function emitControlDocument(files: SpecFiles): readonly TextFile[] {
  const file = files.read(CONTROL_FILE);
  if (!file) return [];
  const document = new AssembledFile(`${ASSEMBLED_FOLDER}/mock.yaml`, file);
  const parts = children(rootOf(file)).filter(([key]) => key !== "components");
  const value = Object.fromEntries(parts.map(([key, node]) => [key, document.copy(node)]));
  return [[document.path, openapiText(files, value, CONTROL_FILE)]];
}
