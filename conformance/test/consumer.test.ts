import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConsumerProject, createConsumerProject, ROOT } from "./consumer-project.ts";
import { startInstalledMock } from "./installed-mock.ts";
import { installedPackages } from "./installed-packages.ts";
import { readmeExamples } from "./readme-examples.ts";
import { runCommand } from "./run-command.ts";

const PACKAGES = ["client", "mock", "types", "validators", "wire"];
const READMES = ["README.md", ...PACKAGES.map((name) => `packages/${name}/README.md`), "conformance/README.md"];
const examples = (await Promise.all(READMES.map((name) => readmeExamples(new URL(name, ROOT), name)))).flat();
const sources = examples.map((example, index) => ({ ...example, name: `example-${index}` }));
const strictest = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  module: "nodenext",
  target: "es2023",
  types: ["node"],
  rootDir: "src",
  outDir: "dist",
};

let project: ConsumerProject;

beforeAll(async () => {
  project = await createConsumerProject();
  await mkdir(join(project.folder, "src"));
  await Promise.all(sources.map(({ name, code }) => writeFile(join(project.folder, "src", `${name}.ts`), code)));
  await writeFile(
    join(project.folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: strictest, include: ["src"] }),
  );
});
afterAll(() => project?.remove());

describe("in an empty project that installs the packages", () => {
  it.each(["typescript-5", "typescript"])(
    "compiles the examples of the READMEs with %s, libraries checked too",
    async (compiler) => {
      const bin = join("node_modules", compiler, "bin", "tsc");
      expect(await runCommand(process.execPath, [bin, "--pretty", "false"], { cwd: project.folder })).toBe("");
    },
  );

  it.each(sources.filter(({ kind }) => kind === "run"))("runs $place", async ({ name }) => {
    await using mock = await startInstalledMock(project.folder);
    const env = { ...unset(/^(?:AWS|OPENAI)_/), ENDPOINT: mock.url };
    const output = await runCommand(process.execPath, [`dist/${name}.js`], { cwd: project.folder, env });
    expect(output).not.toBe("");
  });

  it.each([
    { name: "mock", packages: 25, megabytes: 24 },
    { name: "conformance", packages: 50, megabytes: 48 },
  ])("gets at most $packages packages and $megabytes MB with $name, none with an install script", async (most) => {
    const { names, size, withScripts } = await installedPackages(project.folder, `@bedrock-contract/${most.name}`);
    expect(names.length, names.join(" ")).toBeLessThanOrEqual(most.packages);
    expect(size / 2 ** 20).toBeLessThanOrEqual(most.megabytes);
    expect(withScripts).toEqual([]);
  });

  it("imports every package", async () => {
    const specs = "@bedrock-contract/specs";
    const imports = [
      ...project.packages.filter((name) => name !== specs).map((name) => `await import("${name}");`),
      'await import("@bedrock-contract/client/event-stream");',
      `const { default: api } = await import("${specs}/management", { with: { type: "json" } });`,
      "console.log(Object.keys(api.paths).length);",
    ];
    const args = ["--input-type=module", "--eval", imports.join("\n")];
    const output = await runCommand(process.execPath, args, { cwd: project.folder });
    expect(Number(output)).toBeGreaterThan(0);
  });

  it.each(["bedrock-mock", "bedrock-conformance"])("starts %s", async (bin) => {
    const output = await runCommand(join("node_modules", ".bin", bin), ["--help"], { cwd: project.folder });
    expect(output).toContain(`Usage: ${bin}`);
  });

  it("writes every report with what the package brings along", async () => {
    const reports = ["json", "junit", "html", "markdown", "badge"];
    const flags = [
      "--run",
      "management/GetFoundationModel",
      ...reports.flatMap((name) => ["--reporter", `${name}=reports/${name}`]),
    ];
    await runCommand(join("node_modules", ".bin", "bedrock-conformance"), flags, { cwd: project.folder });
    for (const name of reports) {
      expect((await readFile(join(project.folder, "reports", name), "utf8")).length).toBeGreaterThan(200);
    }
  });
});

/** The variables of the environment with such a name, left out: the examples need none of them. */
function unset(name: RegExp): Record<string, undefined> {
  const names = Object.keys(process.env).filter((each) => name.test(each));
  return Object.fromEntries(names.map((each) => [each, undefined]));
}
