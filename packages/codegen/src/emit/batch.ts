import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { Definitions } from "../schema/definitions.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { children, member, rootOf, type SpecNode } from "../source/spec-node.ts";
import { VALIDATORS_FOLDER } from "./code-imports.ts";
import type { ValidatorModule } from "./validators.ts";

/** The records of batch inference, from the root. */
export const BATCH_FILE = `${SPECS_FOLDER}/runtime/invoke/batch.yaml`;

/** The records of batch inference, by name, each with its schema; none where the file is missing. */
export function batchRecordsIn(files: SpecFiles): readonly (readonly [name: string, schema: SpecNode])[] {
  const file = files.read(BATCH_FILE);
  const schemas = file && member(files, rootOf(file), "components", "schemas");
  return schemas ? children(schemas) : [];
}

/** `gen/batch.ts` of the validators: one for each kind of record. */
export function batchModule(definitions: Definitions, records: ReturnType<typeof batchRecordsIn>): ValidatorModule {
  const exports = records.map(([name, node]) => ({
    name: `${name[0]?.toLowerCase()}${name.slice(1)}`,
    schema: definitions.schemaOf(node),
    title: name,
    type: name,
  }));
  return { path: `${VALIDATORS_FOLDER}/batch.ts`, from: BATCH_FILE, exports, types: [], tail: "" };
}
