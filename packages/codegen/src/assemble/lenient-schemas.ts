import { isSchema, SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "../schema/json-schema.ts";
import { isOpenEnum } from "../schema/open-enum.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, placeOf, refOf, type SpecNode, schemaName, targetOf } from "../source/spec-node.ts";
import type { Members } from "./assemble-responses.ts";
import type { AssembledFile } from "./assembled-file.ts";
import { isLoosened, loosenedEnum } from "./loosened.ts";
import { reachedSchemas, schemaKey } from "./reached-schemas.ts";

/** What ends the name of the lenient twin of a schema that requests use too. */
const TWIN_SUFFIX = "Output";

/** Keywords of a schema that only names the type of a value. */
const LEAF_KEYWORDS = new Set([
  "type",
  "description",
  "contentEncoding",
  "contentMediaType",
  "x-observed",
  "x-sensitive",
]);

/**
 * The schemas of a document's responses. Requests are strict and responses lenient: what a response reaches has no
 * bounds, and its enumerations are open. A schema that requests use too stays as it is, and responses have a twin of it
 * named `<Name>Output`; one that only responses use is rewritten under its own name. What has nothing to loosen, and
 * reaches nothing that has, is the hand-written schema itself.
 */
export class LenientSchemas {
  /** The schemas that were made, by name. */
  readonly components: Members = {};
  readonly #document: AssembledFile;
  readonly #files: SpecFiles;
  readonly #strict: ReadonlySet<string>;
  readonly #names = new Map<string, string>();
  readonly #differing = new Map<string, boolean>();

  /** `requests` are the schemas of all parameters and request bodies of the document. */
  constructor(document: AssembledFile, files: SpecFiles, requests: readonly SpecNode[]) {
    this.#document = document;
    this.#files = files;
    this.#strict = reachedSchemas(files, requests);
  }

  /** What stands for a schema in a response. */
  schema(node: SpecNode): unknown {
    const ref = refOf(node);
    const target = ref === undefined ? undefined : targetOf(this.#files, node, ref);
    if (!target) return this.#differs(node, new Set()) ? this.#loosened(node) : this.#document.copy(node);
    const beside = children(node).filter(([key]) => key !== "$ref");
    const words = Object.fromEntries(beside.map(([key, member]) => [key, this.#document.copy(member)]));
    return this.#document.made({ ...this.named(target), ...words }, node);
  }

  /** What stands in a response for a reference to a schema. */
  named(target: SpecNode): object {
    if (!this.#targetDiffers(target, new Set())) return this.#document.reference(target);
    const isTwin = this.#strict.has(schemaKey(target));
    if (isTwin && isLeaf(target)) return this.#loosened(target);
    return { $ref: `#/components/schemas/${this.#component(target, isTwin)}` };
  }

  #component(target: SpecNode, isTwin: boolean): string {
    const key = schemaKey(target);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = schemaName(target) + (isTwin ? TWIN_SUFFIX : "");
    if (Object.hasOwn(this.components, name) || (isTwin && isWritten(target, name)))
      this.#files.problems.add(
        placeOf(target),
        `the schema that responses have for '${schemaName(target)}' is called '${name}', as another schema is; expected another name`,
      );
    this.#names.set(key, name);
    this.components[name] = {};
    this.components[name] = this.schema(target);
    return name;
  }

  #loosened(node: SpecNode): object {
    const members = children(node).flatMap(([keyword, member]) => this.#keyword(node, keyword, member));
    return this.#document.made(Object.fromEntries(members), node);
  }

  #keyword(owner: SpecNode, keyword: string, node: SpecNode): readonly (readonly [string, unknown])[] {
    if (isLoosened(owner, keyword)) return loosenedEnum(owner, keyword);
    if (SCHEMA_KEYWORDS.has(keyword) && keyword !== "not") return [[keyword, this.schema(node)]];
    if (SCHEMA_LIST_KEYWORDS.has(keyword)) {
      if (isOpenEnum(node.value)) return [[keyword, this.#document.copy(node)]];
      return [[keyword, children(node).flatMap(([, item]) => branchesOf(keyword, this.schema(item)))]];
    }
    if (SCHEMA_MAP_KEYWORDS.has(keyword))
      return [[keyword, Object.fromEntries(children(node).map(([name, item]) => [name, this.schema(item)]))]];
    return [[keyword, this.#document.copy(node)]];
  }

  /** Whether a schema has something to loosen; `visiting` breaks the circles of recursive schemas. */
  #differs(node: SpecNode, visiting: Set<string>): boolean {
    const ref = refOf(node);
    const target = ref === undefined ? undefined : targetOf(this.#files, node, ref);
    if (target) return this.#targetDiffers(target, visiting);
    return children(node).some(
      ([keyword, member]) =>
        isLoosened(node, keyword) || subschemas(keyword, member).some((item) => this.#differs(item, visiting)),
    );
  }

  #targetDiffers(target: SpecNode, visiting: Set<string>): boolean {
    const key = schemaKey(target);
    const known = this.#differing.get(key);
    if (known !== undefined) return known;
    if (visiting.has(key)) return false;
    visiting.add(key);
    const differs = this.#differs(target, visiting);
    visiting.delete(key);
    // Inside a circle, "no" may only mean "not seen yet".
    if (differs || visiting.size === 0) this.#differing.set(key, differs);
    return differs;
  }
}

/** Whether a schema, loosened, only says a type and words: then its twin needs no name. */
function isLeaf(schema: SpecNode): boolean {
  const left = children(schema).filter(([keyword]) => keyword === "enum" || !isLoosened(schema, keyword));
  return left.every(([keyword]) => LEAF_KEYWORDS.has(keyword));
}

/** Whether the file of a schema has another of this name. */
function isWritten({ file }: SpecNode, name: string): boolean {
  const components = child({ file, path: [], value: file.value }, "components");
  const schemas = components && child(components, "schemas");
  return schemas !== undefined && child(schemas, name) !== undefined;
}

/** The schemas of a keyword that leniency looks into. */
function subschemas(keyword: string, node: SpecNode): readonly SpecNode[] {
  // What must not be is taken as it is, or not at all.
  if (keyword === "not") return [];
  if (SCHEMA_KEYWORDS.has(keyword)) return [node];
  const isList = SCHEMA_LIST_KEYWORDS.has(keyword) && !isOpenEnum(node.value);
  return isList || SCHEMA_MAP_KEYWORDS.has(keyword) ? children(node).map(([, item]) => item) : [];
}

/** An enumeration that was opened inside a union is one union with it. */
function branchesOf(keyword: string, branch: unknown): readonly unknown[] {
  const isUnion = keyword === "anyOf" && isSchema(branch) && Object.keys(branch).join() === "anyOf";
  return isUnion && Array.isArray(branch.anyOf) ? branch.anyOf : [branch];
}
