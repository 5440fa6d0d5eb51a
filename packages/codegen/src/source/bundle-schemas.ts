import type { SpecFiles } from "./spec-file.ts";
import { child, children, refOf, resolve, type SpecNode, schemaName, targetOf } from "./spec-node.ts";

/** Keywords that give a schema a type of its own. */
const STRUCTURE = ["type", "enum", "const", "properties", "items", "prefixItems", "additionalProperties", "$ref"];

/** Keywords that combine schemas. */
const COMBINATORS = ["anyOf", "oneOf", "allOf"];

/** What an operation shows beside its schemas; no type needs it. */
const SHOWN = new Set(["example", "examples"]);

/**
 * Copies schemas and all that they refer to into one mapping by name, descriptions included, for `components.schemas`.
 */
export class SchemaBundle {
  readonly schemas: Record<string, unknown> = {};
  readonly #files: SpecFiles;
  readonly #names = new Map<string, string>();
  readonly #standIn: (target: SpecNode) => unknown;

  /** `standIn` gives what stands for a schema that has its place elsewhere; undefined for those to copy. */
  constructor(files: SpecFiles, standIn: (target: SpecNode) => unknown = () => undefined) {
    this.#files = files;
    this.#standIn = standIn;
  }

  /** A copy of a part of an OpenAPI document in which all but schemas stands in place. */
  addDocument(node: SpecNode): unknown {
    const target = resolve(this.#files, node);
    if (Array.isArray(target?.value)) return children(target).map(([, item]) => this.addDocument(item));
    if (typeof target?.value !== "object" || target.value === null) return target?.value;
    const members = children(target).filter(([key]) => !SHOWN.has(key));
    return Object.fromEntries(
      members.map(([key, item]) => [key, key === "schema" ? this.addSchema(item) : this.addDocument(item)]),
    );
  }

  /** Adds a schema; returns what stands for it: a reference into the bundle where the node is one. */
  addSchema(node: SpecNode): unknown {
    const ref = refOf(node);
    const target = ref === undefined ? undefined : targetOf(this.#files, node, ref);
    if (target) return { $ref: `#/components/schemas/${this.nameOf(target)}` };
    if (Array.isArray(node.value)) return children(node).map(([, item]) => this.addSchema(item));
    if (typeof node.value !== "object" || node.value === null) return node.value;
    const members = children(node).filter(([key, item]) => !isRelation(key, item));
    return Object.fromEntries(members.map(([key, item]) => [key, this.addSchema(item)]));
  }

  /** The name of a schema that is referred to; it is added the first time. */
  nameOf(target: SpecNode): string {
    const key = [target.file.path, ...target.path].join("#");
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const base = schemaName(target);
    let name = base;
    for (let count = 2; Object.hasOwn(this.schemas, name); count++) name = `${base}${count}`;
    this.#names.set(key, name);
    this.schemas[name] = true;
    // What it refers to has a name here too, wherever its place is.
    const copy = this.addSchema(target);
    this.schemas[name] = this.#standIn(target) ?? copy;
    return name;
  }
}

/**
 * Whether a keyword only relates members, as `anyOf: [{required: [a]}, {required: [b]}]` does: no type says that. A
 * union with one such branch takes whatever the schema around it takes.
 */
function isRelation(keyword: string, node: SpecNode): boolean {
  if (!COMBINATORS.includes(keyword) || !Array.isArray(node.value)) return false;
  const branches = children(node).map(([, branch]) => branch);
  return keyword === "allOf" ? branches.every(relatesOnly) : branches.some(relatesOnly);
}

function relatesOnly(schema: SpecNode): boolean {
  if (STRUCTURE.some((name) => child(schema, name))) return false;
  return children(schema).every(([keyword, node]) => !COMBINATORS.includes(keyword) || isRelation(keyword, node));
}
