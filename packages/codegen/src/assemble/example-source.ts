import { posix } from "node:path";
import type { SpecFile, SpecFiles } from "../source/spec-file.ts";
import { child, rootOf } from "../source/spec-node.ts";
import type { Exception } from "./exceptions.ts";
import { yamlFiles } from "./spec-folders.ts";

/** The example that an operation answers by default. */
export const DEFAULT_EXAMPLE = "hello";

/** An example file, attached to an operation by where it lies. */
export interface ExampleSource {
  /** The name of its file, which is its key. */
  readonly name: string;
  readonly file: SpecFile;
  /** Whether it lies in a folder of streamed responses. */
  readonly isStreamed: boolean;
  /** The status that it states itself or by its exception; undefined for a success. */
  readonly status: number | undefined;
  /** The exception meant, for an error. */
  readonly error: string | undefined;
}

/** The examples of a folder: the default one first, then by name. */
export function exampleSources(
  files: SpecFiles,
  exceptions: ReadonlyMap<string, Exception>,
  folder: string,
  isStreamed = false,
): readonly ExampleSource[] {
  return yamlFiles(files.tree, folder)
    .flatMap((path) => files.read(path) ?? [])
    .map((file) => exampleSource(exceptions, file, isStreamed))
    .sort((a, b) => Number(b.name === DEFAULT_EXAMPLE) - Number(a.name === DEFAULT_EXAMPLE));
}

/** A file as an example. */
export function exampleSource(
  exceptions: ReadonlyMap<string, Exception>,
  file: SpecFile,
  isStreamed: boolean,
): ExampleSource {
  const root = rootOf(file);
  const error = child(root, "error")?.value;
  const status = child(root, "status")?.value;
  const exception = typeof error === "string" ? exceptions.get(error) : undefined;
  return {
    name: posix.basename(file.path, ".yaml"),
    file,
    isStreamed,
    status: exception?.status ?? (typeof status === "number" ? status : undefined),
    error: typeof error === "string" ? error : undefined,
  };
}
