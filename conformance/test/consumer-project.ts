import { access, glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "./run-command.ts";

/** The repository. */
export const ROOT: URL = new URL("../../", import.meta.url);

/** An empty project outside the workspace into which the packages are installed from their tarballs. */
export interface ConsumerProject {
  readonly folder: string;
  /** The names of the installed packages. */
  readonly packages: readonly string[];
  remove(): Promise<void>;
}

/**
 * Packs every published package of the workspace and installs the tarballs, with both releases of TypeScript, in an
 * empty project.
 */
export async function createConsumerProject(): Promise<ConsumerProject> {
  const folder = await mkdtemp(join(tmpdir(), "bedrock-contract-consumer-"));
  const tarballs = await packAll(join(folder, "tarballs"));
  await writeProject(folder, tarballs);
  await pnpm(["install", "--prefer-offline", "--ignore-scripts", "--no-frozen-lockfile"], folder);
  return {
    folder,
    packages: Object.keys(tarballs),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The tarball of each published package, by the package's name. */
async function packAll(destination: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(destination, { recursive: true });
  const tarballs: Record<string, string> = {};
  for await (const file of glob(
    ["specs", "packages/*", "conformance"].map((folder) => `${folder}/package.json`),
    { cwd: fileURLToPath(ROOT) },
  )) {
    const folder = fileURLToPath(new URL(`${file}/..`, ROOT));
    const { name, private: isPrivate } = await readPackage(new URL(file, ROOT));
    if (isPrivate !== true) {
      await access(join(folder, "dist")).catch((cause: unknown) => {
        throw new Error(`${name} is not built: run pnpm build first`, { cause });
      });
      const output = await pnpm(["pack", "--json", "--pack-destination", destination], folder);
      tarballs[name] = tarballIn(output);
    }
  }
  return tarballs;
}

interface PackageFile {
  readonly name: string;
  readonly private?: boolean;
  readonly packageManager?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

async function readPackage(file: URL): Promise<PackageFile> {
  return JSON.parse(await readFile(file, "utf8"));
}

function tarballIn(output: string): string {
  const { filename } = JSON.parse(output.slice(output.indexOf("{")));
  return filename;
}

async function writeProject(folder: string, tarballs: Readonly<Record<string, string>>): Promise<void> {
  const dependencies = Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]));
  const { devDependencies: tools = {} } = await readPackage(new URL("package.json", ROOT));
  const codegen = await readPackage(new URL("packages/codegen/package.json", ROOT));
  const client = await readPackage(new URL("packages/client/package.json", ROOT));
  const devDependencies = {
    "@aws-sdk/client-bedrock-runtime": client.dependencies?.["@aws-sdk/client-bedrock-runtime"],
    "@types/node": tools["@types/node"],
    typescript: `${tools.typescript}`,
    "typescript-5": `npm:typescript@${codegen.devDependencies?.typescript ?? "5.9.3"}`,
    vitest: tools.vitest,
  };
  const project = { name: "consumer", version: "0.0.0", private: true, type: "module", dependencies, devDependencies };
  await writeFile(join(folder, "package.json"), JSON.stringify(project, undefined, 2));
  // The packages need each other in the versions that are packed here and stand in no registry yet.
  await writeFile(join(folder, "pnpm-workspace.yaml"), JSON.stringify({ overrides: dependencies }));
}

/** The workspace's own pnpm, by its exact version. */
async function pnpm(args: readonly string[], cwd: string): Promise<string> {
  const { packageManager = "pnpm" } = await readPackage(new URL("package.json", ROOT));
  return runCommand("npx", ["--yes", packageManager, ...args], { cwd });
}
