import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A bundle as a browser would load it. */
export interface BrowserBundle {
  readonly code: string;
  /** The files that went into it, by their paths in the repository. */
  readonly files: readonly string[];
}

/**
 * Bundles `export … from` lines for a browser; what they export becomes the global `bundled`. It fails where something
 * needs Node.
 */
export async function bundleForBrowsers(lines: string): Promise<BrowserBundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: lines, resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "ts" },
    absWorkingDir: fileURLToPath(new URL("../../../", import.meta.url)),
    bundle: true,
    minify: true,
    platform: "browser",
    format: "iife",
    globalName: "bundled",
    conditions: ["@bedrock-contract/source"],
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const [{ bytesInOutput = {} } = {}] = Object.values(metafile.outputs).map(({ inputs }) => ({
    bytesInOutput: inputs,
  }));
  return { code: outputFiles[0]?.text ?? "", files: Object.keys(bytesInOutput) };
}
