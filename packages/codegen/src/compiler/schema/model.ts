import { components } from "../components.ts";
import type { Definition, Node } from "./node.ts";
import type { NodeModel, Target } from "./node-model.ts";
import { type ReadOptions, readNode } from "./read-node.ts";
import { type LocatedSchema, type SchemaDocuments, SchemaSource } from "./schema-source.ts";
import { ANY } from "./types.ts";
import { branchesOf } from "./union.ts";

const MOST_DETOURS = 50;

/** The definitions of some documents, read when they are first asked for, and what can be told about them. */
export class SchemaModel implements NodeModel {
  readonly #source: SchemaSource;
  readonly #formats: ReadOptions["formats"];
  readonly #known = new Set<string>();
  readonly #definitions = new Map<string, Definition>();
  readonly #targets = new WeakMap<Node, Target>();
  readonly #recursive = new Set<string>();
  readonly #deep = new Set<string>();

  constructor(documents: SchemaDocuments, formats: ReadOptions["formats"]) {
    this.#source = new SchemaSource(documents);
    this.#formats = formats;
  }

  /** The identifier of a document's definition, which is read with everything that it reaches. */
  idOf(key: string): string {
    const before = this.#definitions.size;
    const id = this.#define(this.#source.document(key));
    if (this.#definitions.size > before) this.#findCircles([...this.#definitions.keys()].slice(before));
    return id;
  }

  /** A definition by its identifier. */
  definition(id: string): Definition {
    const definition = this.#definitions.get(id);
    if (!definition) throw new Error(`no definition ${id}`);
    return definition;
  }

  /** Whether a definition can contain itself. */
  isRecursive(id: string): boolean {
    return this.#recursive.has(id);
  }

  /** Whether a node reaches a definition that can contain itself. */
  isDeep(node: Node): boolean {
    return refsIn(node).some((ref) => this.#deep.has(ref));
  }

  /** The types that a value of a node can have, with everything that the node refers to. */
  typesOf(node: Node, visiting: ReadonlySet<string> = new Set()): number {
    const meet = (types: number, part: Node) => types & this.typesOf(part, visiting);
    const join = (branches: readonly Node[]) =>
      branches.reduce((types, part) => types | this.typesOf(part, visiting), 0);
    let types = node.allOf.reduce(meet, node.types);
    for (const ref of node.refs) {
      types &= visiting.has(ref) ? ANY : this.typesOf(this.definition(ref).node, new Set([...visiting, ref]));
    }
    if (node.anyOf) types &= join(node.anyOf);
    if (node.oneOf) types &= join(node.oneOf);
    return types;
  }

  /**
   * A node without detours: one that is nothing but a reference, or a union of one branch, becomes what it leads to.
   */
  target(node: Node): Target {
    const known = this.#targets.get(node);
    if (known) return known;
    let target: Target = { node };
    // A reference that leads back to itself must not be followed for ever.
    for (let steps = 0; steps < MOST_DETOURS; steps++) {
      const next = this.#next(target.node);
      if (!next) break;
      target = next;
    }
    this.#targets.set(node, target);
    return target;
  }

  #next(node: Node): Target | undefined {
    if (isReference(node)) {
      const id = node.refs[0] ?? "";
      return { node: this.definition(id).node, id };
    }
    const branches = !this.isDeep(node) ? branchesOf(this, node) : undefined;
    const [only] = branches ?? [];
    return only && branches?.length === 1 ? { node: only } : undefined;
  }

  #define(place: LocatedSchema): string {
    const id = definitionId(place.schema, place.pointer);
    if (this.#known.has(id)) return id;
    this.#known.add(id);
    const define = (ref: string, from: LocatedSchema) => this.#define(this.#source.resolve(ref, from));
    this.#definitions.set(id, { name: nameOf(place), node: readNode(place, { formats: this.#formats, define }) });
    return id;
  }

  /** Of definitions that were read together; those read before reach none of them. */
  #findCircles(ids: readonly string[]): void {
    const refs = new Map(ids.map((id) => [id, [...new Set(refsIn(this.definition(id).node))]]));
    const groups = components(ids, (id) => (refs.get(id) ?? []).filter((ref) => refs.has(ref)));
    for (const group of groups) {
      if (group.length > 1 || group.some((id) => refs.get(id)?.includes(id)))
        for (const id of group) this.#recursive.add(id);
    }
    // A group comes after those it depends on.
    for (const id of groups.flat())
      if (this.#recursive.has(id) || refs.get(id)?.some((ref) => this.#deep.has(ref))) this.#deep.add(id);
  }
}

/** The identifier of a schema: its document and the pointer in it. */
export function definitionId(key: string, pointer = ""): string {
  return `${key}#${pointer}`;
}

/** Whether a node is nothing but one reference. */
export function isReference(node: Node): boolean {
  return node.types === ANY && node.refs.length === 1 && node.allOf.length === 0 && Object.keys(node).length === 3;
}

/** The definitions that a node refers to, at any depth. */
function refsIn(node: Node): readonly string[] {
  return [...node.refs, ...partsOf(node).flatMap(refsIn)];
}

function partsOf(node: Node): readonly Node[] {
  const { array, object, conditional, places } = node;
  const values = <Key>(entries: readonly (readonly [Key, Node])[] | undefined) =>
    (entries ?? []).map(([, part]) => part);
  const single = [array?.items, array?.contains?.node, object?.additionalProperties, object?.propertyNames, node.not];
  return [
    ...node.allOf,
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
    ...(array?.prefixItems ?? []),
    ...values(object?.properties),
    ...values(object?.patternProperties),
    ...values(object?.dependentSchemas),
    ...[...single, conditional?.if, conditional?.then, conditional?.else, places?.runs?.node].filter(
      (part) => part !== undefined,
    ),
  ];
}

/** A document may be called `<name>@<owner>`, where several have one name. */
function nameOf(place: LocatedSchema): string {
  const last = place.pointer.split("/").at(-1);
  return last
    ? last.replaceAll("~1", "_").replaceAll("~0", "_")
    : (place.schema.split("/").findLast((part) => part !== "") ?? "Schema").replace(/@.*$/, "");
}
