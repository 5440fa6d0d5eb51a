import { posix } from "node:path";
import type { CompiledSchemas } from "../validators/compilation.ts";
import type { SharedModule } from "../validators/shared-modules.ts";

/** The sources of the package of validators, from the repository's root. */
export const PACKAGE_FOLDER = "packages/validators/src";

/** Where the generated validators live. */
export const VALIDATORS_FOLDER: string = `${PACKAGE_FOLDER}/gen`;

/** What compiled code imports into a file: functions and types of the run-time module, functions of shared schemas. */
export function codeImports(path: string, { helpers, helperTypes, imports }: CompiledSchemas): readonly string[] {
  const runtime = `${PACKAGE_FOLDER}/engine/runtime.ts`;
  const shared = [...imports].map(([module, names]) => [sharedPath(module), names.toSorted()] as const);
  return [
    importLine(path, helpers, runtime),
    importLine(path, helperTypes, runtime, "import type"),
    ...shared.sort(([a], [b]) => (a < b ? -1 : 1)).map(([target, names]) => importLine(path, names, target)),
  ];
}

/** One import; empty where no name is imported. */
export function importLine(path: string, names: readonly string[], target: string, verb = "import"): string {
  if (names.length === 0) return "";
  const relative = posix.relative(posix.dirname(path), target);
  const specifier = relative.startsWith(".") ? relative : `./${relative}`;
  return `${verb} { ${names.join(", ")} } from "${specifier}";\n`;
}

/**
 * The file of a module of shared schemas: `specs/runtime/converse/schemas/content.yaml` is
 * `gen/schemas/runtime/converse/content.ts`.
 */
export function sharedPath({ files: [first] }: SharedModule): string {
  const name = first.replace(/^specs\/(?:gen\/)?/, "").replace(/(?:\/openapi)?\.yaml$/, "");
  return `${VALIDATORS_FOLDER}/schemas/${name.replace("/schemas/", "/")}.ts`;
}
