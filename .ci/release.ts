// `pnpm release --dry-run` makes every file of the next release in `release/` and names it; `pnpm release` publishes
// them as well, from a workflow that the npm registry trusts. `pnpm release version` applies the change files. Where
// PREVIOUS_SPECS names the bundles of the release before, oasdiff says what has changed in the contract since.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { withOwner } from "../packages/site/src/with-owner.ts";

const ACTION = "conformance/action.yml";
const USAGE = "Usage: pnpm release [--dry-run | version]";

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const PNPM = ["--yes", `${readJson<{ packageManager: string }>("package.json").packageManager}`];

function main(args: readonly string[]): number {
  const [argument, ...more] = args;
  if (more.length > 0 || (argument !== undefined && argument !== "--dry-run" && argument !== "version")) {
    return refuse(USAGE);
  }
  if (argument === "version") {
    applyChanges(process.cwd());
    return 0;
  }
  if (output("git", ["status", "--porcelain"]) !== "") {
    return refuse("A release is made of a commit: commit or stash what `git status` lists first.");
  }
  const dryRun = argument === "--dry-run";
  if (!dryRun && globSync(".changeset/*.md").length > 0) {
    return refuse("Change files are pending: merge what `pnpm release version` changes first.");
  }
  const files = makeRelease(resolve("release"), dryRun);
  if (!dryRun) {
    publish(files);
  }
  return 0;
}

/** Applies the change files to versions and changelogs, and writes the version where the action reads it. */
function applyChanges(root: string): void {
  run("npx", ["changeset", "version"], root);
  const { version } = readJson<PackageManifest>(join(root, "conformance/package.json"));
  const action = join(root, ACTION);
  writeFileSync(action, readFileSync(action, "utf8").replace(/^( {4}default: )\d+\.\d+\.\d+$/m, `$1${version}`));
}

/** Makes the files of a release from a clone of the commit, so that nothing of this folder gets into them by chance. */
function makeRelease(release: string, dryRun: boolean): string[] {
  rmSync(release, { recursive: true, force: true });
  mkdirSync(release);
  const clone = join(mkdtempSync(join(tmpdir(), "bedrock-contract-release-")), "clone");
  try {
    run("git", ["clone", "--quiet", process.cwd(), clone]);
    run("npx", [...PNPM, "install", "--frozen-lockfile", "--prefer-offline"], clone);
    if (dryRun && globSync(".changeset/*.md").length > 0) {
      applyChanges(clone);
    }
    writeAddresses(clone);
    run("npx", [...PNPM, "build"], clone);
    const packages = publicPackages(clone);
    for (const { folder } of packages) {
      run("npx", [...PNPM, "pack", "--pack-destination", release], join(clone, folder));
    }
    const { version = "" } = packages[0] ?? {};
    run(
      "npx",
      [...PNPM, "--recursive", "sbom", "--prod", "--sbom-format", "cyclonedx", "--out", join(release, "sbom.cdx.json")],
      clone,
    );
    const bundles = join(release, `bedrock-contract-specs-${version}.tar.gz`);
    run("tar", ["--create", "--gzip", "--file", bundles, "--directory", join(clone, "specs/dist"), "."]);
    const { PREVIOUS_SPECS: previous } = process.env;
    if (previous !== undefined) {
      writeContractChanges(previous, join(clone, "specs/dist"), join(release, "contract-changes.md"));
    }
    const files = readdirSync(release)
      .toSorted()
      .map((name) => join(release, name));
    const sums = files.map((file) => `${sha256(file)}  ${file.slice(release.length + 1)}`);
    writeFileSync(join(release, "SHA256SUMS"), `${sums.join("\n")}\n`);
    console.log(`Release ${version}: what would go out, in ${release}`);
    for (const file of [...files, join(release, "SHA256SUMS")]) {
      describe(file);
    }
    return files;
  } finally {
    rmSync(join(clone, ".."), { recursive: true, force: true });
  }
}

/** What changed in each document since other bundles of the specs, by oasdiff, which Go installs. */
function writeContractChanges(previous: string, bundles: string, file: string): void {
  const before = mkdtempSync(join(tmpdir(), "bedrock-contract-previous-"));
  try {
    run("tar", ["--extract", "--gzip", "--file", resolve(previous), "--directory", before]);
    const names = new Set([before, bundles].flatMap((folder) => globSync("*.json", { cwd: folder })));
    const parts = [...names].toSorted().map((name) => {
      const [old, current] = [join(before, name), join(bundles, name)];
      if (!existsSync(old) || !existsSync(current)) {
        return `## ${name}\n\nThe document is ${existsSync(old) ? "gone" : "new"}.`;
      }
      const changes = output("oasdiff", ["changelog", old, current, "--format", "markdown"]);
      const [, ...endpoints] = changes.split(/^## /m);
      return endpoints.length === 0
        ? undefined
        : `## ${name}\n\n${endpoints.map((each) => `### ${each}`.trim()).join("\n\n")}`;
    });
    const told = parts.filter((part) => part !== undefined);
    const text = told.length === 0 ? "Nothing has changed." : told.join("\n\n");
    writeFileSync(file, `# What changed in the contract\n\n${text}\n`);
  } finally {
    rmSync(before, { recursive: true, force: true });
  }
}

/** The public address stands once, in the root's `repository`; every package gets it with its own folder. */
function writeAddresses(root: string): void {
  const { repository } = readJson<{ repository?: string }>(join(root, "package.json"));
  if (repository === undefined) {
    console.log("The root package.json names no `repository`: the packages go out without an address.");
    return;
  }
  for (const { folder } of publicPackages(root)) {
    const file = join(root, folder, "package.json");
    const manifest = {
      ...readJson<PackageManifest>(file),
      repository: { type: "git", url: `git+${repository}.git`, directory: folder },
      homepage: `${repository}/tree/main/${folder}#readme`,
      bugs: `${repository}/issues`,
    };
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
    for (const page of globSync("{*.md,docs/*.md}", { cwd: join(root, folder) })) {
      const path = join(root, folder, page);
      writeFileSync(path, withOwner(readFileSync(path, "utf8"), repository));
    }
  }
}

/** The packages that are published, each after those that it depends on. */
function publicPackages(root: string): (PackageManifest & { folder: string })[] {
  const left = globSync("{specs,packages/*,conformance}/package.json", { cwd: root })
    .map((file) => ({
      ...readJson<PackageManifest>(join(root, file)),
      folder: file.slice(0, -"/package.json".length),
    }))
    .filter((manifest) => manifest.private !== true)
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const ordered: typeof left = [];
  while (left.length > 0) {
    const next = left.findIndex(({ dependencies = {} }) => !left.some(({ name }) => name in dependencies));
    ordered.push(...left.splice(next, 1));
  }
  return ordered;
}

/** One line a file; of a package, also the number of files in it and the folders that they lie in. */
function describe(file: string): void {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const size = `${(readFileSync(file).length / 1000).toFixed(1)} kB`;
  if (!file.endsWith("gz")) {
    console.log(`  ${name}  ${size}`);
    return;
  }
  const entries = output("tar", ["--list", "--file", file])
    .split("\n")
    .filter((entry) => entry !== "" && !entry.endsWith("/"))
    .toSorted();
  console.log(`  ${name}  ${size}, ${entries.length} files`);
  const counts = Map.groupBy(entries, (entry) => /^(?:\.|package)\/([^/]+\/)?/.exec(entry)?.[1] ?? "");
  for (const [folder, inFolder] of counts) {
    const told = folder === "" ? inFolder.map((entry) => entry.replace(/^[^/]+\//, "")).join(", ") : undefined;
    console.log(`    ${told ?? `${folder} ${inFolder.length} files`}`);
  }
}

/** Publishes the packages as they were packed, with provenance, then the release on GitHub and the action's tag. */
function publish(files: readonly string[]): void {
  const { version } = readJson<PackageManifest>("conformance/package.json");
  const packed = publicPackages(process.cwd()).map(({ name }) => {
    const file = files.find((path) => path.endsWith(`/${name.replace("@", "").replace("/", "-")}-${version}.tgz`));
    if (file === undefined) {
      throw new Error(`No packed file of ${name} ${version}.`);
    }
    return file;
  });
  for (const file of packed) {
    run("npm", ["publish", file, "--access", "public", "--provenance"]);
  }
  run("gh", ["release", "create", `v${version}`, "--generate-notes", ...files, "release/SHA256SUMS"]);
  const major = `v${version.split(".")[0]}`;
  run("git", ["tag", "--force", major]);
  run("git", ["push", "--force", "origin", major]);
}

function run(command: string, args: readonly string[], cwd = process.cwd()): void {
  try {
    execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`.trimEnd());
  }
}

function output(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: "utf8", maxBuffer: 64e6 });
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8"));
}

function sha256(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function refuse(message: string): number {
  console.error(message);
  return 2;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(`The release was not made: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
