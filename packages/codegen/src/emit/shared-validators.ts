import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { CompiledSchemas } from "../validators/compilation.ts";
import type { SharedModule } from "../validators/shared-modules.ts";
import { codeImports, sharedPath } from "./code-imports.ts";
import { header } from "./header.ts";
import type { TextFile } from "./types.ts";

/** `gen/schemas/…` of the validators: the functions of definitions that several of the other files call. */
export function emitSharedModule(module: SharedModule, compiled: CompiledSchemas): TextFile {
  const path = sharedPath(module);
  const from = module.files.every((file) => file.startsWith(SPECS_FOLDER)) ? module.files.join(", ") : SPECS_FOLDER;
  return [path, `${header(from)}${codeImports(path, compiled).join("")}\n${compiled.code}`];
}
