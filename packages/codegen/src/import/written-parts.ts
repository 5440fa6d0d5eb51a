import { posix } from "node:path";
import { parse } from "yaml";
import { SHARED_FILE } from "../assemble/spec-folders.ts";
import { filesBelow, type Tree } from "../source/tree.ts";
import type { Part } from "./write-schema.ts";

/** A parameter in the specs. */
export interface WrittenParameter {
  readonly file: string;
  readonly key: string;
  readonly value: Part;
}

/** The schemas and parameters that the files of an API have already. */
export class WrittenParts {
  readonly operations = new Set<string>();
  /** The exceptions of every operation of the API, which no operation names. */
  readonly commonErrors: readonly string[];
  /** The exceptions of all APIs; undefined where they stand nowhere. */
  readonly exceptions: Set<string> | undefined;
  readonly parameters: WrittenParameter[] = [];
  readonly #schemas = new Map<string, { readonly file: string; readonly value: Part }>();

  constructor(tree: Tree, folder: string) {
    const files = filesBelow(tree, folder).filter(
      (path) => path.endsWith(".yaml") && !/\/(examples|rules)\//.test(path),
    );
    const root = asPart(parse(tree.read(`${folder}/openapi.yaml`) ?? ""));
    this.commonErrors = Array.isArray(root["x-errors"]) ? root["x-errors"].map(String) : [];
    const shared = tree.read(SHARED_FILE);
    this.exceptions = shared === undefined ? undefined : new Set(Object.keys(schemasOf(asPart(parse(shared)))));
    for (const file of files) this.#read(file, asPart(parse(tree.read(file) ?? "")));
  }

  /** The file of a schema. */
  fileOf(schema: string): string | undefined {
    return this.#schemas.get(schema)?.file;
  }

  addSchema(name: string, file: string, value: Part): void {
    this.#schemas.set(name, { file, value });
  }

  /** What a schema says of a value, its reference followed, without words. */
  factsOf(schema: Part, file: string): string {
    const { $ref } = schema;
    const name = typeof $ref === "string" ? posix.basename($ref) : undefined;
    const target = name === undefined ? undefined : this.#schemas.get(name);
    if (target) return this.factsOf(target.value, target.file);
    const facts = Object.entries(schema).filter(([key]) => key !== "description" && key !== "default");
    return JSON.stringify(
      facts.map(([key, value]) => [key, key === "items" ? this.factsOf(asPart(value), file) : value]).sort(),
    );
  }

  #read(file: string, document: Part): void {
    const components = asPart(document.components);
    for (const item of [document.paths, components.pathItems].flatMap((items) => Object.values(asPart(items))))
      for (const operation of Object.values(asPart(item))) this.operations.add(String(asPart(operation).operationId));
    for (const [name, value] of Object.entries(schemasOf(document))) this.addSchema(name, file, asPart(value));
    for (const [key, value] of Object.entries(asPart(components.parameters)))
      this.parameters.push({ file, key, value: asPart(value) });
  }
}

function schemasOf(document: Part): Part {
  return asPart(asPart(document.components).schemas);
}

function asPart(value: unknown): Part {
  // Any object may be read by any key; what is absent is undefined.
  return typeof value === "object" && value !== null ? (value as Part) : {};
}
