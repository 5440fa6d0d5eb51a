import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    for (const path of ["specs", "conformance/cases", "conformance/cases.schema.json"]) {
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
