import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test, vi } from "vitest";
import { ChangedSpecs } from "../test/changed-specs.ts";
import { main } from "./main.ts";

const CLI = fileURLToPath(new URL("cli.ts", import.meta.url));
const TABLE = "packages/wire/src/gen/operations/runtime.ts";

const root = mkdtempSync(join(tmpdir(), "codegen-"));
new ChangedSpecs().writeTo(root);

afterAll(() => rmSync(root, { recursive: true }));

/** Runs the command in this process. */
async function run(...options: readonly string[]) {
  const [log, error] = [vi.spyOn(console, "log"), vi.spyOn(console, "error")].map((spy) =>
    spy.mockImplementation(() => undefined),
  );
  const status = await main(["--root", root, ...options]);
  const [stdout, stderr] = [log, error].map((spy) => spy?.mock.calls.map(([line]) => `${line}\n`).join("") ?? "");
  vi.restoreAllMocks();
  return { status, stdout, stderr };
}

test("writes the files, and then has nothing to write", async () => {
  expect(await run()).toMatchObject({ status: 0, stderr: "" });
  expect(readFileSync(join(root, TABLE), "utf8")).toContain("export const operations");
  expect(await run("--check")).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect((await run()).stdout).toContain(" 0 written, 0 removed");
});

test("prints each file that drifts, and leaves it alone", async () => {
  writeFileSync(join(root, TABLE), "// edited\n");
  const stale = "packages/validators/src/gen/management/NoSuchOperation.ts";
  writeFileSync(join(root, stale), "// stale\n");
  rmSync(join(root, "conformance/src/gen/cases/index.json"));
  const { status, stderr } = await run("--check");
  expect(status).toBe(1);
  expect(stderr).toContain(`${TABLE}: differs from what the specs say`);
  expect(stderr).toContain(`${stale}: is made from nothing any more`);
  expect(stderr).toContain("conformance/src/gen/cases/index.json: is missing");
  expect(stderr).toContain("Run pnpm codegen");
  expect(readFileSync(join(root, TABLE), "utf8")).toBe("// edited\n");

  expect((await run()).status).toBe(0);
  expect(existsSync(join(root, stale))).toBe(false);
  expect((await run("--check")).status).toBe(0);
});

test("says what is wrong with a spec, without a stack, and writes nothing", async () => {
  const file = "specs/management/customization/openapi.yaml";
  const before = readFileSync(join(root, file), "utf8");
  writeFileSync(join(root, file), before.replace("paths:", "paths: ["));
  const { status, stderr } = await run();
  writeFileSync(join(root, file), before);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^specs\/management\/customization\/openapi\.yaml:\d+: is not valid YAML/m);
  expect(stderr).toContain("nothing was written");
  expect(stderr).not.toContain("    at ");
});

test("is a program, which refuses an unknown option with its usage", () => {
  const { status, stderr } = spawnSync(process.execPath, [CLI, "--chekc"], { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toContain("Usage: ");
});
