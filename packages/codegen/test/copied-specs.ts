import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this repository. */
export const REPOSITORY: string = fileURLToPath(new URL("../../..", import.meta.url));

/** A copy of what the generator reads, for tests that break it. */
export class CopiedSpecs {
  readonly root: string = mkdtempSync(join(tmpdir(), "codegen-"));

  constructor() {
    const filter = (source: string): boolean => !/[\\/](?:node_modules|dist)$/.test(source);
    for (const path of ["specs", ...readCaseSources()]) {
      cpSync(join(REPOSITORY, path), join(this.root, path), { recursive: true, filter });
    }
  }

  /** Replaces text in a file; the text must be there. */
  edit(path: string, from: string | RegExp, to: string): void {
    const before = readFileSync(join(this.root, path), "utf8");
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${path} has no ${from}`);
    writeFileSync(join(this.root, path), after);
  }

  /** Removes a file, or without a path the whole copy. */
  remove(path = ""): void {
    rmSync(join(this.root, path), { recursive: true });
  }
}

/** Cases, and what stands beside them. */
function readCaseSources(): readonly string[] {
  const names = readdirSync(join(REPOSITORY, "conformance")).filter((name) => /\.(?:yaml|schema\.json)$/.test(name));
  return ["cases", ...names].map((name) => `conformance/${name}`);
}
