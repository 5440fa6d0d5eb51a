import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";

/** What a page loads before anything is called, in bytes, compressed; validators of formats come when they are used. */
const BUDGETS = { gateway: 25_000, management: 22_000, invoke: 38_500, "event-stream": 8_000 };

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

const CALLS = {
  management: 'createManagementClient({ region: "us-east-1", bearerToken: "key" }).call("ListFoundationModels", {})',
  gateway: 'createGatewayClient({ baseUrl: "https://gateway.example/v1", apiKey: "key" }).call("ListModels", {})',
};

/** As in a page or a worker, it is a method of nothing but the global object. */
async function fetchInPage(this: unknown, url: string): Promise<Response> {
  if (this !== undefined) {
    throw new TypeError("Illegal invocation");
  }
  return Response.json(url.includes("gateway") ? { object: "list", data: [] } : { modelSummaries: [] });
}

test.each(Object.entries(CALLS))("./%s asks where there is no process", async (door, call) => {
  const { outputFiles } = await build({
    stdin: { contents: `export * from "@bedrock-contract/client/${door}";`, resolveDir: import.meta.dirname },
    bundle: true,
    format: "iife",
    globalName: "door",
    platform: "browser",
    conditions: ["@bedrock-contract/source", "workerd"],
    write: false,
    logLevel: "silent",
  });
  const own = {
    URL,
    URLSearchParams,
    TextEncoder,
    TextDecoder,
    Request,
    Response,
    Headers,
    AbortController,
    AbortSignal,
  };
  const page = createContext({ ...own, crypto, setTimeout, clearTimeout, ReadableStream, fetch: fetchInPage });
  const answer: unknown = await runInContext(`${outputFiles[0]?.text}; door.${call}`, page);
  expect(Object.values(Object(answer))).toContainEqual([]);
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
