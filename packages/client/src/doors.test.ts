import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";

/** What a page loads before anything is called, in bytes, compressed; validators of formats come when they are used. */
const BUDGETS = { gateway: 24_000, management: 21_500, invoke: 38_000, "event-stream": 8_000 };

describe.each(Object.entries(BUDGETS))("./%s", (door, budget) => {
  test("bundles for browsers and workers, and keeps its budget", async () => {
    for (const conditions of [["browser"], ["workerd"]]) {
      const { metafile, outputFiles } = await build({
        stdin: {
          contents: `export * from "@bedrock-contract/client/${door}";`,
          resolveDir: import.meta.dirname,
          sourcefile: "entry.ts",
        },
        bundle: true,
        minify: true,
        splitting: true,
        format: "esm",
        platform: "browser",
        outdir: "bundle",
        conditions: ["@bedrock-contract/source", ...conditions],
        write: false,
        metafile: true,
        logLevel: "silent",
      });
      // What is loaded lazily has an entry point, too.
      const isEntry = (name: string): boolean => metafile.outputs[name]?.entryPoint?.endsWith("entry.ts") === true;
      const entry = Object.keys(metafile.outputs).find(isEntry) ?? "";
      const loaded = loadedWith(entry, (name) =>
        (metafile.outputs[name]?.imports ?? []).flatMap(({ kind, path }) =>
          kind === "import-statement" ? [path] : [],
        ),
      );
      const sizes = outputFiles
        .filter(({ path }) => [...loaded].some((name) => path.endsWith(name)))
        .map(({ contents }) => gzipSync(contents).length);
      const size = sizes.reduce((sum, each) => sum + each, 0);
      expect(size).toBeGreaterThan(0);
      expect(size).toBeLessThan(budget);
      for (const { text } of outputFiles) {
        expect(text).not.toMatch(/["']node:/);
      }
    }
  });
});

function loadedWith(name: string, importsOf: (name: string) => readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>();
  const load = (each: string): void => {
    if (!loaded.has(each)) {
      loaded.add(each);
      importsOf(each).forEach(load);
    }
  };
  load(name);
  return loaded;
}
