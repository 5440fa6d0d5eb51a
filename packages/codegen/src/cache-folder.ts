import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CacheFiles, digest } from "./cache.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** Where tools of a package keep what they can make again. */
const FOLDER = join(PACKAGE, "node_modules/.cache/codegen");

/** The files of this program there. */
export function openCacheFiles(): CacheFiles {
  return new CacheFiles(FOLDER, programVersion());
}

/** A digest of everything that the program consists of: Node, its sources, and the packages that it uses. */
function programVersion(): string {
  const sources = readdirSync(join(PACKAGE, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .toSorted();
  const files = [...sources.map((name) => `src/${name}`), "package.json", "../../pnpm-lock.yaml"];
  return digest([process.version, ...files.map((name) => readFileSync(join(PACKAGE, name), "utf8"))].join("\n"));
}
