import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { CopiedSpecs } from "../test/copied-specs.ts";

const CLI = fileURLToPath(new URL("cli.ts", import.meta.url));
const TABLE = "packages/wire/src/gen/operations.ts";

const copy = new CopiedSpecs();
const { root } = copy;

afterAll(() => copy.remove());

function run(...options: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, "--root", root, ...options], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("writes the files, and then has nothing to write", () => {
  expect(run()).toMatchObject({ status: 0, stderr: "" });
  expect(readFileSync(join(root, TABLE), "utf8")).toContain("export const operations");
  expect(run("--check")).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect(run().stdout).toContain(" 0 written, 0 removed");
});

test("prints each file that drifts, and leaves it alone", () => {
  run();
  writeFileSync(join(root, TABLE), "// edited\n");
  const stale = "packages/validators/src/gen/management/NoSuchOperation.ts";
  writeFileSync(join(root, stale), "// stale\n");
  rmSync(join(root, "conformance/src/gen/cases/index.json"));
  const { status, stderr } = run("--check");
  expect(status).toBe(1);
  expect(stderr).toContain(`${TABLE}: differs from what the specs say`);
  expect(stderr).toContain(`${stale}: is made from nothing any more`);
  expect(stderr).toContain("conformance/src/gen/cases/index.json: is missing");
  expect(stderr).toContain("Run pnpm codegen");
  expect(readFileSync(join(root, TABLE), "utf8")).toBe("// edited\n");

  expect(run().status).toBe(0);
  expect(existsSync(join(root, stale))).toBe(false);
  expect(run("--check").status).toBe(0);
});

test("says what is wrong with a spec, without a stack, and writes nothing", () => {
  run();
  const file = "specs/management/customization/openapi.yaml";
  const before = readFileSync(join(root, file), "utf8");
  writeFileSync(join(root, file), before.replace("paths:", "paths: ["));
  const { status, stderr } = run();
  writeFileSync(join(root, file), before);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^specs\/management\/customization\/openapi\.yaml:\d+: is not valid YAML/m);
  expect(stderr).toContain("nothing was written");
  expect(stderr).not.toContain("    at ");
});

test("refuses an unknown option with its usage", () => {
  const { status, stderr } = run("--chekc");
  expect(status).toBe(2);
  expect(stderr).toContain("Usage: ");
});
