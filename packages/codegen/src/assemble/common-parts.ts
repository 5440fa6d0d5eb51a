import type { SpecFile, SpecFiles } from "../source/spec-file.ts";
import { child, children, member, placeOf, rootOf, type SpecNode } from "../source/spec-node.ts";
import { type ExampleSource, exampleSources } from "./example-source.ts";
import { type Exception, readExceptions } from "./exceptions.ts";
import { type ApiFolder, SHARED_FILE, SPECS_FOLDER } from "./spec-folders.ts";

/** Where an operation, or an API for all of its operations, names the exceptions that it answers with. */
export const ERRORS_KEY = "x-errors";

/** What all APIs have in common. */
export interface SharedParts {
  readonly files: SpecFiles;
  readonly file: SpecFile | undefined;
  readonly exceptions: ReadonlyMap<string, Exception>;
  readonly examples: readonly ExampleSource[];
}

/** What all operations of one API have in common. */
export interface ApiParts extends SharedParts {
  readonly root: SpecNode;
  readonly folder: string;
  /** Whether the API's errors are exceptions with a name; else each operation writes its error responses itself. */
  readonly hasExceptions: boolean;
  /** The names of the exceptions of every operation. */
  readonly errors: readonly string[];
  /** The examples of every operation that declares their error. */
  readonly examples: readonly ExampleSource[];
}

/** Reads what all APIs have in common. */
export function readSharedParts(files: SpecFiles): SharedParts {
  const exceptions = readExceptions(files);
  const examples = exampleSources(files, exceptions, `${SPECS_FOLDER}/shared/examples`);
  return { files, file: files.read(SHARED_FILE), exceptions, examples };
}

/** Reads what the operations of an API have in common; undefined where the API has no document. */
export function readApiParts(shared: SharedParts, { folder }: ApiFolder): ApiParts | undefined {
  const file = shared.files.read(`${folder}/openapi.yaml`);
  if (!file) return undefined;
  const root = rootOf(file);
  const hasExceptions = child(root, ERRORS_KEY) !== undefined;
  const own = exampleSources(shared.files, shared.exceptions, `${folder}/examples`);
  return {
    ...shared,
    root,
    folder,
    hasExceptions,
    errors: errorNames(shared, root),
    examples: hasExceptions ? [...shared.examples, ...own] : own,
  };
}

/** The exceptions that a node names under `x-errors`; one that is not in the shared file is noted. */
export function errorNames({ files, exceptions }: SharedParts, node: SpecNode): readonly string[] {
  const list = child(node, ERRORS_KEY);
  return (list ? children(list) : []).flatMap(([, item]) => {
    const name = String(item.value);
    if (exceptions.has(name)) return [name];
    files.problems.add(
      placeOf(item),
      `'${name}' is not an exception of ${SHARED_FILE}; expected a schema there that has an x-status`,
    );
    return [];
  });
}

/** A part of the shared file, such as `components`, `headers`, `x-amzn-requestid`. */
export function sharedPart({ files, file }: SharedParts, ...keys: readonly string[]): SpecNode | undefined {
  return file && member(files, rootOf(file), ...keys);
}
