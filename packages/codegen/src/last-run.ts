import { type CacheFiles, digest } from "./cache.ts";
import type { Tree, TreeEntry } from "./source/tree.ts";

/** Digests of texts, by path; null for a file that is not there. */
type Digests = Readonly<Record<string, string | null>>;

/** What a run has read, and what it has made of it. */
interface Run {
  readonly files: Digests;
  readonly folders: Digests;
  /** The digest of every generated file, by its path from the repository's root. */
  readonly made: Readonly<Record<string, string>>;
}

/** A tree that notes all that is read of it. */
export class NotedTree implements Tree {
  readonly files: Record<string, string | null> = {};
  readonly folders: Record<string, string | null> = {};
  readonly #tree: Tree;

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  read(path: string): string | undefined {
    const text = this.#tree.read(path);
    this.files[path] = digestOf(text);
    return text;
  }

  list(folder: string): readonly TreeEntry[] {
    const entries = this.#tree.list(folder);
    this.folders[folder] = digestOf(JSON.stringify(entries));
    return entries;
  }
}

/** The name of its file, which no kind of remembered values has. */
const NAME = "run";

/**
 * The last run, kept in a file. Generating depends on the program and on what it reads of a tree, and on nothing else:
 * where each of these is as it was, so is what is made.
 */
export class LastRun {
  readonly #files: CacheFiles;

  constructor(files: CacheFiles) {
    this.#files = files;
  }

  /** The digests of what a run would make of a tree now; undefined where only a run can tell. */
  madeOf(tree: Tree): ReadonlyMap<string, string> | undefined {
    // Only a run writes there.
    const run = this.#files.read(NAME) as Run | undefined;
    if (run === undefined) return undefined;
    const now = new NotedTree(tree);
    for (const path of Object.keys(run.files)) now.read(path);
    for (const folder of Object.keys(run.folders)) now.list(folder);
    return isEqual(run.files, now.files) && isEqual(run.folders, now.folders)
      ? new Map(Object.entries(run.made))
      : undefined;
  }

  /** Keeps what a run has read, and the digests of what it has made. */
  save({ files, folders }: NotedTree, made: ReadonlyMap<string, string>): void {
    this.#files.write(NAME, { files, folders, made: Object.fromEntries(made) } satisfies Run);
  }
}

function digestOf(text: string | undefined): string | null {
  return text === undefined ? null : digest(text);
}

function isEqual(before: Digests, now: Digests): boolean {
  return Object.entries(before).every(([path, each]) => now[path] === each);
}
