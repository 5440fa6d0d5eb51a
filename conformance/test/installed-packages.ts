import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What installing a package brings along, itself included. */
export interface InstalledPackages {
  readonly names: readonly string[];
  /** What they take on the disk, in bytes. */
  readonly size: number;
  /** Those that run a script when they are installed. */
  readonly withScripts: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"];

/** Follows the dependencies of a package that is installed in a project. */
export async function installedPackages(project: string, name: string): Promise<InstalledPackages> {
  const found = new Map<string, Manifest>();
  await follow(await packageFolder(project, name), found);
  const sizes = await Promise.all([...found.keys()].map(sizeOf));
  const manifests = [...found.values()];
  return {
    names: manifests.map((each) => each.name),
    size: sizes.reduce((sum, size) => sum + size, 0),
    withScripts: manifests
      .filter(({ scripts = {} }) => INSTALL_SCRIPTS.some((script) => script in scripts))
      .map((each) => each.name),
  };
}

async function follow(folder: string, found: Map<string, Manifest>): Promise<void> {
  if (found.has(folder)) {
    return;
  }
  const manifest: Manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  found.set(folder, manifest);
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    await follow(await packageFolder(folder, name), found);
  }
}

/** The folder of a package as Node.js finds it from another folder. */
async function packageFolder(from: string, name: string): Promise<string> {
  const folder = join(from, "node_modules", name);
  const known = await realpath(folder).catch(() => undefined);
  if (known === undefined && dirname(from) === from) {
    throw new Error(`${name} is not installed`);
  }
  return known ?? packageFolder(dirname(from), name);
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? (entry.name === "node_modules" ? 0 : sizeOf(path)) : (await stat(path)).blocks * 512;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
