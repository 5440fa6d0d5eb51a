import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";

// Diffs are read in `gen/`, a member a line; what is published is read by programs, and is a third smaller on one line.
rmSync("dist/examples", { recursive: true, force: true });
cpSync("gen/examples", "dist/examples", { recursive: true });
for (const path of globSync("dist/{*,examples/**/*}.json")) {
  writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, "utf8"))));
}
