import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { digest } from "./cache.ts";

/** How the generated files on disk differ from what they should be; paths from the repository's root. */
export interface Drift {
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  /** In a folder that we generate, but made from nothing any more. */
  readonly stale: readonly string[];
}

/** Compares the generated files, given by their digests, with those on disk. */
export function findDrift(root: string, digests: ReadonlyMap<string, string>): Drift {
  const missing: string[] = [];
  const changed: string[] = [];
  for (const [path, made] of digests) {
    if (!existsSync(join(root, path))) missing.push(path);
    else if (digest(readFileSync(join(root, path), "utf8")) !== made) changed.push(path);
  }
  const stale = genFolders(digests)
    .flatMap((folder) => filesUnder(root, folder))
    .filter((path) => !digests.has(path));
  return { missing, changed, stale };
}

/** Writes what differs and removes what is stale, so that an unchanged file keeps its time. */
export function writeFiles(root: string, files: ReadonlyMap<string, string>): Drift {
  const drift = findDrift(root, digestsOf(files));
  for (const path of [...drift.missing, ...drift.changed]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), files.get(path) ?? "");
  }
  for (const path of drift.stale) rmSync(join(root, path));
  return drift;
}

/** The digest of the text of each file. */
export function digestsOf(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, text]) => [path, digest(text)]));
}

/** The `gen` folders that the files belong to. */
function genFolders(digests: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...digests.keys()].map((path) => path.slice(0, path.indexOf("/gen/") + "/gen".length)))];
}

function filesUnder(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}
