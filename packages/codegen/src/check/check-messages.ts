import { MESSAGES_FILE } from "../assemble/spec-folders.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { rootOf } from "../source/spec-node.ts";
import type { FileSchemas } from "./file-schemas.ts";

const MESSAGES_SCHEMA = "specs/messages.schema.json";

/** Notes what is wrong with the words of the service. */
export function checkMessages(files: SpecFiles, schemas: FileSchemas): void {
  const file = files.read(MESSAGES_FILE);
  if (file) schemas.check(rootOf(file), MESSAGES_SCHEMA);
}
