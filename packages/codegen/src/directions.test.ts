import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const SCOPE = "@bedrock-contract/";

/** What tests take a part of their rows with, in `test`; `test:full` has them all. */
const SOME_OF = ".some-of.ts";

/** What each package may use of the others. Nothing may use `codegen`, and `conformance` only what is never published. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  specs: [],
  codegen: ["specs"],
  types: [],
  validators: ["types"],
  wire: [],
  client: ["types", "validators", "wire"],
  mock: ["specs", "types", "validators", "wire"],
  conformance: ["specs", "types", "validators", "wire", "client", "mock"],
  // It reads files of all, and imports none.
  site: [],
  // What others have made, beside ours: tests and benches alone.
  "third-parties": ["validators", "mock", "conformance"],
};

/** What only the tests of a package may use besides. */
const TESTS_MAY_USE: Readonly<Record<string, readonly string[]>> = { client: ["mock"] };

/**
 * The rooms of a package: a file may import its own room and those of the lines above. Rooms side by side do not know
 * each other; tests may use all.
 */
const ROOMS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "packages/client": [
    ["errors"],
    ["http", "event-stream"],
    ["management", "invoke", "gateway"],
    ["middleware"],
    ["index.ts"],
  ],
  "packages/mock": [
    ["example.ts", "clock.ts", "version.ts"],
    ["http"],
    ["request"],
    ["examples"],
    ["generate", "guardrail"],
    ["conversation", "speech", "resources"],
    ["respond"],
    ["bedrock", "gateway", "fixtures"],
    ["control"],
    ["start-mock.ts"],
    ["index.ts", "command"],
    ["cli.ts"],
  ],
  conformance: [
    ["case.ts", "conformance-error.ts", "defined.ts", "map-in-order.ts", "package-file.ts", "suggestion.ts"],
    ["suite.ts"],
    ["result.ts", "read-yaml.ts"],
    ["cases", "exchange"],
    ["meaning", "targets"],
    ["checks"],
    ["results"],
    ["report"],
    ["run", "traffic"],
    ["client", "probe", "proof", "proxy"],
    ["command"],
    ["index.ts", "vitest.ts"],
    ["cli.ts"],
  ],
};

const folders = [
  "specs",
  "conformance",
  ...readdirSync(join(REPOSITORY, "packages")).map((name) => `packages/${name}`),
];

describe.each(folders)("%s", (folder) => {
  const name = folder.replace("packages/", "");
  const allowed = MAY_USE[name] ?? [];
  const allowedInTests = [...allowed, ...(TESTS_MAY_USE[name] ?? [])];

  test("is in the table of directions", () => {
    expect(Object.keys(MAY_USE)).toContain(name);
  });

  test("depends on what it may use only", () => {
    const manifest = JSON.parse(readFileSync(join(REPOSITORY, folder, "package.json"), "utf8"));
    expect(ours(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }), allowed)).toEqual([]);
    expect(ours(Object.keys(manifest.devDependencies ?? {}), allowedInTests)).toEqual([]);
  });

  test("publishes its doors, where it publishes others than it has, all and without sources", () => {
    const { exports, publishConfig } = JSON.parse(readFileSync(join(REPOSITORY, folder, "package.json"), "utf8"));
    if (publishConfig?.exports === undefined) return;
    const doors = Object.entries<unknown>(exports).map(([door, target]) => {
      const { "@bedrock-contract/source": _, ...built } = Object(target);
      return [door, typeof target === "string" ? target : built];
    });
    expect(publishConfig.exports).toEqual(Object.fromEntries(doors));
  });

  test("imports what it may use only, and by name", () => {
    for (const { file, target } of importsOf(folder)) {
      const isTest = /\.test(-d)?\.ts$/.test(file);
      if (target.startsWith(SCOPE)) expect(ours([target], isTest ? allowedInTests : allowed), file).toEqual([]);
      const place = join(dirname(file), target);
      if (target.startsWith(".") && !(isTest && place === SOME_OF))
        expect(relative(folder, place), file).not.toMatch(/^\.\./);
    }
  });

  test("runs at full length what else is tested in part", () => {
    const { scripts = {} } = JSON.parse(readFileSync(join(REPOSITORY, folder, "package.json"), "utf8"));
    const inPart = importsOf(folder).filter(({ file, target }) => join(dirname(file), target) === SOME_OF);
    const full = String(scripts["test:full"] ?? "").split(" ");
    expect(full.filter((word) => word.endsWith(".test.ts")).toSorted()).toEqual(
      inPart.map(({ file }) => relative(folder, file)).toSorted(),
    );
    for (const { file } of inPart)
      expect(readFileSync(join(REPOSITORY, file), "utf8"), file).toContain('tags: "longer"');
  });

  test("generates files that import nothing from outside", () => {
    for (const { file, target } of importsOf(folder).filter(({ file }) => file.includes("/src/gen/"))) {
      expect(target, file).toMatch(/^\.\.?\//);
    }
  });
});

describe.each(Object.entries(ROOMS))("the rooms of %s", (folder, rows) => {
  const source = `${folder}/src/`;
  const roomOf = (file: string): string => file.slice(source.length).split("/")[0] ?? "";
  const levelOf = (file: string): number => rows.findIndex((rooms) => rooms.includes(roomOf(file)));
  const imports = importsOf(folder)
    .filter(({ file, target }) => !file.endsWith(".test.ts") && !file.endsWith(".test-d.ts") && target.startsWith("."))
    .map(({ file, target }) => ({ file, target: join(dirname(file), target) }));

  test("are all in the table", () => {
    const rooms = new Set(imports.flatMap(({ file, target }) => [roomOf(file), roomOf(target)]));
    expect([...rooms].filter((room) => !rows.flat().includes(room))).toEqual([]);
  });

  test("import only what stands above them", () => {
    const isAllowed = (file: string, target: string): boolean =>
      roomOf(file) === roomOf(target) || levelOf(target) < levelOf(file);
    expect(imports.filter(({ file, target }) => !isAllowed(file, target))).toEqual([]);
  });

  test("have no circle of imports", () => {
    let circle = imports;
    for (let before = Number.POSITIVE_INFINITY; circle.length < before; ) {
      before = circle.length;
      const [files, targets] = [new Set(circle.map(({ file }) => file)), new Set(circle.map(({ target }) => target))];
      circle = circle.filter(({ file, target }) => files.has(target) && targets.has(file));
    }
    expect(circle).toEqual([]);
  });
});

/** The packages of ours among names that are not allowed. */
function ours(names: readonly string[], allowed: readonly string[]): readonly string[] {
  return names.filter(
    (name) => name.startsWith(SCOPE) && !allowed.includes(name.slice(SCOPE.length).split("/")[0] ?? ""),
  );
}

function importsOf(folder: string): readonly { readonly file: string; readonly target: string }[] {
  const source = join(REPOSITORY, folder, "src");
  return sourceFiles(source).flatMap((path) => {
    const text = readFileSync(path, "utf8");
    const targets = [
      ...text.matchAll(
        /^(?:import\b[^"']*?|export\s[^"';=]*?[*}]\s*from\s*)["']([^"']+)["'];|\bimport\(\s*["']([^"']+)["']\s*\)/gm,
      ),
    ];
    return targets.map(([, fixed, lazy]) => ({ file: relative(REPOSITORY, path), target: fixed ?? lazy ?? "" }));
  });
}

function sourceFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
