/**
 * A file of this package by its path from the package's folder. The build joins modules into few, which start faster:
 * where the code that asks for a file lies then, says nothing.
 */
export function packageFile(path: string): URL {
  return new URL(path, import.meta.resolve("@bedrock-contract/conformance/package.json"));
}

/** A program of this package for a worker, such as `proxy/judge-worker`: the source, or what is built of it. */
export function workerFile(name: string): URL {
  return packageFile(import.meta.url.endsWith(".ts") ? `src/${name}.ts` : `dist/${name}.js`);
}
