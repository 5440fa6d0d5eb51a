// `pnpm package:check`: publint and "are the types wrong?" look at each built package as npm would send it out.
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const BIN = join(import.meta.dirname, "node_modules/.bin");

let failed = 0;
for (const file of globSync("{packages/*,conformance}/package.json", { cwd: ROOT }).toSorted()) {
  const { name, private: isPrivate = false } = JSON.parse(readFileSync(join(ROOT, file), "utf8"));
  if (!isPrivate) {
    console.log(`\n${name}`);
    const cwd = join(ROOT, file, "..");
    const checks = [
      [join(BIN, "publint"), "--strict"],
      [join(BIN, "attw"), "--pack", ".", "--profile", "esm-only"],
    ] as const;
    failed += checks.filter(
      ([command, ...flags]) => spawnSync(command, flags, { cwd, stdio: "inherit" }).status !== 0,
    ).length;
  }
}
process.exitCode = failed > 0 ? 1 : 0;
