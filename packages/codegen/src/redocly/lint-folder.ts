import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { clearPluginsCache, lint, loadConfig } from "@redocly/openapi-core";

const PLUGIN = fileURLToPath(new URL("plugin.ts", import.meta.url));
const SPECS = fileURLToPath(new URL("../../../../specs/", import.meta.url));
const SCHEMAS = ["example.schema.json", "request-rule.schema.json"];

/**
 * Lints an API, whose root is openapi.yaml among the files, with one rule of the plugin; returns what it says. For
 * tests.
 */
export async function lintFolder(files: Readonly<Record<string, string>>, rule: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "redocly-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, "api", name)), { recursive: true });
      writeFileSync(join(folder, "api", name), text);
    }
    // Redocly keeps a plugin together with the folder that it was first told.
    clearPluginsCache();
    for (const schema of SCHEMAS) copyFileSync(join(SPECS, schema), join(folder, schema));
    const configPath = join(folder, "redocly.yaml");
    writeFileSync(
      configPath,
      JSON.stringify({ plugins: [PLUGIN], rules: { "no-unresolved-refs": "error", [`layout/${rule}`]: "error" } }),
    );
    const problems = await lint({ ref: join(folder, "api", "openapi.yaml"), config: await loadConfig({ configPath }) });
    return problems.map((problem) => problem.message);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
