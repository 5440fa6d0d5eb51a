import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The files that are read, by paths from the repository's root, with `/`. */
export interface Tree {
  /** The text of a file; undefined where there is none. */
  read(path: string): string | undefined;
  /** What a folder holds, in the order of the names; nothing where there is no folder. */
  list(folder: string): readonly TreeEntry[];
}

/** A file or folder in a folder. */
export interface TreeEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The files of a repository on disk. */
export class DiskTree implements Tree {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  read(path: string): string | undefined {
    return ifThere(() => readFileSync(join(this.#root, path), "utf8"));
  }

  list(folder: string): readonly TreeEntry[] {
    const entries: readonly Dirent[] =
      ifThere(() => readdirSync(join(this.#root, folder), { withFileTypes: true })) ?? [];
    return entries
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** The paths of all files in a folder and in those below it, in order. */
export function filesBelow(tree: Tree, folder: string): readonly string[] {
  return tree
    .list(folder)
    .flatMap(({ name, isFolder }) => (isFolder ? filesBelow(tree, `${folder}/${name}`) : [`${folder}/${name}`]));
}

function ifThere<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
