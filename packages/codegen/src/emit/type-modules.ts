import { posix } from "node:path";
import { FORMATS_FOLDER, SHARED_FILE, SPECS_FOLDER } from "../assemble/spec-folders.ts";
import { SchemaBundle } from "../source/bundle-schemas.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import type { SpecNode } from "../source/spec-node.ts";
import { importLine } from "./code-imports.ts";
import { typeReference } from "./openapi-types.ts";

/** Where the generated types are. */
export const TYPES_FOLDER = "packages/types/src/gen";

/** A file of types before it is written: the schemas that it has, and what it takes from other files. */
export class TypeModule {
  readonly path: string;
  readonly bundle: SchemaBundle;
  readonly #imports = new Map<string, string>();

  constructor(path: string, files: SpecFiles, moduleOf: (target: SpecNode) => TypeModule | undefined) {
    this.path = path;
    this.bundle = new SchemaBundle(files, (target) => {
      const home = moduleOf(target);
      if (!home || home === this) return undefined;
      const alias = typeAlias(posix.basename(home.path, ".ts"));
      this.#imports.set(alias, home.path);
      return typeReference(schemaType(alias, home.bundle.nameOf(target)));
    });
  }

  /** The lines that import what it takes from other files. */
  get imports(): string {
    const lines = [...this.#imports].sort(([, one], [, other]) => (one < other ? -1 : 1));
    return lines
      .map(([alias, path]) => importLine(this.path, [`components as ${alias}`], path, "import type"))
      .join("");
  }
}

/**
 * The files of types. A schema has its type in the file of the folder that it is written in, for every other file
 * refers to it there; so it is one type, however many formats and operations have it.
 */
export class TypeModules {
  readonly #files: SpecFiles;
  readonly #modules = new Map<string, TypeModule>();

  constructor(files: SpecFiles) {
    this.#files = files;
  }

  /** The file at a path from the repository's root; a new one the first time. */
  at(path: string): TypeModule {
    const known = this.#modules.get(path);
    const module = known ?? new TypeModule(path, this.#files, (target) => this.#home(target));
    this.#modules.set(path, module);
    return module;
  }

  /** The file of a schema's folder; undefined for what assembly made, which is of one document alone. */
  #home({ file }: SpecNode): TypeModule | undefined {
    if (file.path === SHARED_FILE) return this.at(`${TYPES_FOLDER}/shared.ts`);
    const [id] = file.path.startsWith(`${FORMATS_FOLDER}/`)
      ? file.path.slice(FORMATS_FOLDER.length + 1).split("/")
      : [];
    if (id !== undefined) return this.at(`${TYPES_FOLDER}/formats/${id}.ts`);
    const [api = ""] = file.path.slice(SPECS_FOLDER.length + 1).split("/");
    return api === "gen" || !file.path.endsWith(".yaml") ? undefined : this.at(`${TYPES_FOLDER}/${api}.ts`);
  }
}

/** How a file is called in another: `openai-chat-completion` is `openaiChatCompletion`. */
export function typeAlias(id: string): string {
  return id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The type of a schema by its name, of the file that is called so. */
export function schemaType(alias: string, name: string): string {
  return `${alias}["schemas"]["${name}"]`;
}
