import { readFileSync, realpathSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const FOLDERS = [
  "specs",
  "packages/types",
  "packages/validators",
  "packages/wire",
  "packages/client",
  "packages/mock",
  "conformance",
];

interface Manifest {
  readonly name: string;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

test.each(FOLDERS)("%s asks for the Node.js that all it brings along runs on", (folder) => {
  const path = join(REPOSITORY, folder, "package.json");
  const own = floorOf(readManifest(path)) ?? [0, 0];
  const above = dependenciesOf(path).filter((each) => isAbove(floorOf(each) ?? [0, 0], own));
  expect(above.map(({ name, engines }) => `${name} ${engines?.node}`)).toEqual([]);
});

test("the READMEs and CI name that floor", () => {
  const floorIn = (folder: string): string =>
    (floorOf(readManifest(join(REPOSITORY, folder, "package.json"))) ?? [0, 0]).join(".");
  const floor = floorIn("conformance");
  for (const [file, named] of [
    ["README.md", floor],
    ["README.md", floorIn("packages/client")],
    ["packages/mock/README.md", floorIn("packages/mock")],
    ["conformance/README.md", floor],
    ["conformance/docs/five-minutes.md", floor],
  ] as const) {
    expect(readFileSync(join(REPOSITORY, file), "utf8"), file).toContain(`Node.js ${named} or later`);
  }
  const ci = readFileSync(join(REPOSITORY, ".github/workflows/ci.yml"), "utf8");
  for (const each of [floor, floorIn("packages/client")]) {
    expect(ci).toMatch(new RegExp(`node: \\[.*\\b${each}\\.0\\b`));
  }
});

/** All that a package brings along, however deep. */
function dependenciesOf(path: string, found: Map<string, Manifest> = new Map()): readonly Manifest[] {
  for (const name of Object.keys(readManifest(path).dependencies ?? {})) {
    const next = realpathSync(findPackageJSON(name, path) ?? "");
    if (!found.has(next)) {
      found.set(next, readManifest(next));
      dependenciesOf(next, found);
    }
  }
  return [...found.values()];
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, "utf8"));
}

/**
 * The oldest version of a range such as `>=22.19.0`, `^20.19 || >=22.12` or `>= 18`, of those branches that go on
 * beyond 22.
 */
function floorOf({ engines }: Manifest): readonly [number, number] | undefined {
  const branches = (engines?.node ?? "").split("||").map((branch) => branch.match(/(\d+)(?:\.(\d+))?/));
  const floors = branches.flatMap((found) =>
    found === null ? [] : [[Number(found[1]), Number(found[2] ?? 0)] as const],
  );
  return floors.findLast(([major]) => major <= 22) ?? floors.at(-1);
}

function isAbove(
  [major, minor]: readonly [number, number],
  [otherMajor, otherMinor]: readonly [number, number],
): boolean {
  return major > otherMajor || (major === otherMajor && minor > otherMinor);
}
