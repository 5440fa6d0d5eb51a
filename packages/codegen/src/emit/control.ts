import { ASSEMBLED_FOLDER } from "../assemble/assemble.ts";
import { CONTROL_FILE } from "../assemble/spec-folders.ts";
import type { Definitions } from "../schema/definitions.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { children, member, rootOf, type SpecNode } from "../source/spec-node.ts";
import { VALIDATORS_FOLDER } from "./code-imports.ts";
import { openapiText } from "./openapi-documents.ts";
import { schemaTypesModule, type TextFile } from "./types.ts";
import type { ValidatorModule } from "./validators.ts";

/** A named schema. */
type NamedSchema = readonly [name: string, schema: SpecNode];

/** The schemas of the mock's own API, by name; none where the file is missing. */
export function controlSchemasIn(files: SpecFiles): readonly NamedSchema[] {
  const file = files.read(CONTROL_FILE);
  const schemas = file && member(files, rootOf(file), "components", "schemas");
  return schemas ? children(schemas) : [];
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

/** `specs/gen/openapi/mock.yaml`: the document as it is written, beside the assembled ones. */
export function emitControlDocument(files: SpecFiles): readonly TextFile[] {
  const file = files.read(CONTROL_FILE);
  return file ? [[`${ASSEMBLED_FOLDER}/mock.yaml`, openapiText(files, file.value, CONTROL_FILE)]] : [];
}
