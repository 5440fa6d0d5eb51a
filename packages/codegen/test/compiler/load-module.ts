import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type CompileOptions, compileModule } from "../../src/compiler/compile-module.ts";
import type { SchemaDocuments } from "../../src/compiler/schema/schema-source.ts";

/** A fault in the form that tests compare. */
export interface TestFault {
  readonly pointer: string;
  readonly keyword: string;
  readonly expected: string | number;
  readonly similar?: string;
}

/** A compiled schema, loaded. */
export interface LoadedSchema {
  is(value: unknown): boolean;
  faults(value: unknown, limit?: number): readonly TestFault[];
}

/** The folder of the run-time module; compiled code is bundled with it, as it is in the published package. */
const RUNTIME = fileURLToPath(new URL("../../../validators/src/engine", import.meta.url));

/** Compiles schemas and loads them, each by its key, without writing a file. */
export async function loadModule(
  documents: SchemaDocuments,
  wanted: readonly string[],
  options?: CompileOptions,
): Promise<ReadonlyMap<string, LoadedSchema>> {
  const source = moduleSource(documents, wanted, options);
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: RUNTIME, loader: "ts" },
    bundle: true,
    format: "esm",
    target: "es2024",
    write: false,
  });
  const module: { readonly schemas: ReadonlyMap<string, LoadedSchema> } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? []).toString("base64")}`
  );
  return module.schemas;
}

/** One schema, compiled and loaded. */
export async function loadSchema(schema: unknown, options?: CompileOptions): Promise<LoadedSchema> {
  const loaded = (await loadModule(new Map([["Schema", schema]]), ["Schema"], options)).get("Schema");
  if (!loaded) throw new Error("the compiled module lacks its schema");
  return loaded;
}

function moduleSource(documents: SchemaDocuments, wanted: readonly string[], options?: CompileOptions): string {
  const { code, helpers, functions } = compileModule(documents, wanted, options);
  const entries = Object.entries(functions).map(
    ([key, { is, issues }]) => `[${JSON.stringify(key)}, loaded(${is}, ${issues})],`,
  );
  return `import { ${[...new Set([...helpers, "Faults"])].join(", ")}, type Members, type Path } from "./runtime.ts";
${code}
const pointerOf = (path) => path ? pointerOf(path.up) + "/" + String(path.key).replaceAll("~", "~0").replaceAll("/", "~1") : "";
const loaded = (is, issues) => ({
  is: (value) => is(value),
  faults(value, limit = 1000) {
    const out = new Faults(limit);
    issues(value, undefined, out);
    return out.list.map(({ path, keyword, expected, similar }) => {
      return { pointer: pointerOf(path), keyword, expected, ...(similar && { similar }) };
    });
  },
});
export const schemas = new Map([
${entries.join("\n")}
]);
`;
}
