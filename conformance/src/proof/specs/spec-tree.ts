import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { parse } from "yaml";

/** A value in the specs, and the file that it stands in. */
export interface SpecNode {
  readonly file: string;
  readonly value: unknown;
}

/** Members of a mapping. */
export type Members = Readonly<Record<string, unknown>>;

/** Reads the YAML files of the specs, each once, and follows their references. */
export class SpecTree {
  readonly #root: string;
  readonly #files = new Map<string, unknown>();
  readonly #copies = new Map<string, unknown>();

  /** Default: the installed specs. */
  constructor(root: string = specsRoot()) {
    this.#root = root;
  }

  /** The document of an api: `management`, `runtime`, `gateway` or the id of a format. */
  document(api: string): SpecNode {
    return this.#read(join(this.#root, "gen", "openapi", `${api}.yaml`));
  }

  /** The schema of an exception, without references; undefined where there is none of that name. */
  exception(name: string): Members | undefined {
    const schema = this.at(this.#read(join(this.#root, "shared", "openapi.yaml")), "components", "schemas", name);
    return schema && membersOf(this.whole(schema));
  }

  /** What stands at a path of keys, references followed; undefined where nothing does. */
  at(node: SpecNode, ...keys: readonly string[]): SpecNode | undefined {
    let found: SpecNode | undefined = this.#target(node);
    for (const key of keys) {
      const value: unknown = membersOf(found?.value)?.[key];
      found = found === undefined || value === undefined ? undefined : this.#target({ file: found.file, value });
    }
    return found;
  }

  /** The entries of a mapping or a list, references followed. */
  entries(node: SpecNode | undefined): readonly (readonly [string, SpecNode])[] {
    if (node === undefined) {
      return [];
    }
    return Object.entries(membersOf(node.value) ?? {}).map(([key, value]) => [
      key,
      this.#target({ file: node.file, value }),
    ]);
  }

  /** A copy without references: each is replaced by what it refers to, and within itself by any value. */
  whole(node: SpecNode): unknown {
    const reference = referenceOf(node.value);
    if (reference !== undefined) {
      const key = keyOf(node.file, reference);
      if (!this.#copies.has(key)) {
        this.#copies.set(key, {});
        this.#copies.set(key, this.whole(this.#target(node)));
      }
      return this.#copies.get(key);
    }
    if (Array.isArray(node.value)) {
      return node.value.map((value) => this.whole({ file: node.file, value }));
    }
    const members = membersOf(node.value);
    return members === undefined
      ? node.value
      : Object.fromEntries(
          Object.entries(members).map(([key, value]) => [key, this.whole({ file: node.file, value })]),
        );
  }

  #target(node: SpecNode): SpecNode {
    const reference = referenceOf(node.value);
    if (reference === undefined) {
      return node;
    }
    const [path = "", pointer = ""] = reference.split("#");
    const file = path === "" ? node.file : resolve(dirname(node.file), path);
    const keys = pointerKeys(pointer);
    const target = this.at(this.#read(file), ...keys);
    if (target === undefined) {
      throw new Error(`${node.file} refers to ${reference}, where nothing stands`);
    }
    return target;
  }

  #read(file: string): SpecNode {
    if (!this.#files.has(file)) {
      this.#files.set(file, parse(readFileSync(file, "utf8")));
    }
    return { file, value: this.#files.get(file) };
  }
}

/** A mapping or a list as its members; undefined for any other value. */
export function membersOf(value: unknown): Members | undefined {
  return typeof value === "object" && value !== null ? (value as Members) : undefined; // Every object has members by name.
}

function referenceOf(value: unknown): string | undefined {
  const reference = membersOf(value)?.$ref;
  return typeof reference === "string" ? reference : undefined;
}

function keyOf(file: string, reference: string): string {
  return reference.startsWith("#") ? `${file}${reference}` : resolve(dirname(file), reference);
}

function specsRoot(): string {
  return dirname(fileURLToPath(import.meta.resolve("@bedrock-contract/specs/package.json")));
}
