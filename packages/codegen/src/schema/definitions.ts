import { patternProblem, type SchemaError } from "../compiler/index.ts";
import { pointerSteps } from "../json-pointer.ts";
import type { Path, SpecFiles } from "../source/spec-file.ts";
import { child, children, placeOf, refOf, type SpecNode, schemaName, targetOf } from "../source/spec-node.ts";
import {
  ANNOTATIONS,
  FORMATS,
  isSchema,
  type JsonSchema,
  PLAIN_KEYWORDS,
  REPRESENTATIONS,
  RUNS_KEYWORD,
  RUNS_SCHEMA,
  refsIn,
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "./json-schema.ts";

/** Keywords whose branches are about the same value as the schema around them: one, or a list or mapping of them. */
const BRANCHES: ReadonlySet<string> = new Set(["if", "then", "else", "not"]);
const BRANCH_LISTS: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf", "dependentSchemas"]);

/** Turns the schemas of the specs into JSON Schema; a `$ref` becomes the name of a definition. */
export class Definitions {
  readonly #files: SpecFiles;
  readonly #byName = new Map<string, JsonSchema | boolean>();
  readonly #names = new Map<string, string>();
  readonly #sources = new Map<string, string>();
  readonly #refs = new Map<string, readonly string[]>();
  readonly #origins = new WeakMap<object, SpecNode>();

  constructor(files: SpecFiles) {
    this.#files = files;
  }

  /** The schema at a node; the definitions that it refers to are added. */
  schemaOf(node: SpecNode | undefined): JsonSchema | boolean {
    if (!node) return true;
    const ref = refOf(node);
    return ref === undefined ? this.#convert(node) : this.#reference(node, ref);
  }

  /** A definition by its name. */
  get(name: string): JsonSchema | boolean | undefined {
    return this.#byName.get(name);
  }

  /** All definitions by their names. */
  entries(): Iterable<readonly [string, JsonSchema | boolean]> {
    return this.#byName;
  }

  /** Adds a definition that no file holds, made from another one. */
  set(name: string, schema: JsonSchema | boolean, from = name): void {
    this.#byName.set(name, schema);
    this.#sources.set(name, this.fileOf(from));
  }

  /** Makes the schema at a node a definition of its own; returns the reference to it. */
  define(node: SpecNode, wish: string): JsonSchema {
    const key = [node.file.path, ...node.path].join("#");
    const known = this.#names.get(key);
    if (known !== undefined) return { $ref: known };
    const name = this.#free(wish);
    this.#names.set(key, name);
    this.#sources.set(name, node.file.path);
    this.#byName.set(name, true);
    this.#byName.set(name, this.schemaOf(node));
    return { $ref: name };
  }

  /** The file, from the repository's root, that a definition was read from. */
  fileOf(name: string): string {
    return this.#sources.get(name) ?? "";
  }

  /** The names of the definitions that a definition refers to. */
  refsOf(name: string): readonly string[] {
    const known = this.#refs.get(name);
    if (known) return known;
    const refs = [...new Set(refsIn(this.get(name)))];
    this.#refs.set(name, refs);
    return refs;
  }

  /** Notes, where it is written, what the compiler refuses of a schema; of one that was made here, in a file. */
  refuse(schema: unknown, { pointer, reason }: SchemaError, file: string): void {
    const origin = isSchema(schema) ? this.#origins.get(schema) : undefined;
    const path = origin && [...origin.path, ...pointerSteps(pointer)];
    this.#files.problems.add(origin && path ? placeOf({ ...origin, path }) : { file, line: 1 }, reason);
  }

  #reference(node: SpecNode, ref: string): JsonSchema | boolean {
    const target = targetOf(this.#files, node, ref);
    if (!target) {
      this.#files.problems.add(placeOf(node), `$ref '${ref}' leads nowhere; expected a schema that exists`);
      return true;
    }
    return this.define(target, schemaName(target));
  }

  /** Two schemas of one name, in two documents, are two definitions. */
  #free(name: string): string {
    let free = name;
    for (let count = 2; this.#byName.has(free); count++) free = `${name}${count}`;
    return free;
  }

  #convert(node: SpecNode): JsonSchema | boolean {
    if (typeof node.value === "boolean") return node.value;
    if (typeof node.value !== "object" || node.value === null || Array.isArray(node.value)) {
      this.#files.problems.add(placeOf(node), `is ${JSON.stringify(node.value)}; expected a schema`);
      return true;
    }
    const schema = Object.fromEntries(children(node).flatMap(([keyword, value]) => this.#keyword(keyword, value)));
    this.#origins.set(schema, node);
    return schema;
  }

  #keyword(keyword: string, node: SpecNode): readonly (readonly [string, unknown])[] {
    if (keyword === RUNS_KEYWORD) {
      const members = children(node).map(([name, item]) => [
        name,
        name === RUNS_SCHEMA ? this.schemaOf(item) : item.value,
      ]);
      return [[keyword, Object.fromEntries(members)]];
    }
    if (ANNOTATIONS.has(keyword) || (keyword.startsWith("x-") && !PLAIN_KEYWORDS.has(keyword))) return [];
    if (SCHEMA_KEYWORDS.has(keyword)) return [[keyword, this.schemaOf(node)]];
    if (SCHEMA_LIST_KEYWORDS.has(keyword)) return [[keyword, children(node).map(([, item]) => this.schemaOf(item))]];
    if (SCHEMA_MAP_KEYWORDS.has(keyword)) {
      return [[keyword, Object.fromEntries(children(node).map(([name, item]) => [name, this.schemaOf(item)]))]];
    }
    if (keyword === "format") return this.#format(node);
    if (keyword === "pattern") this.#checkPattern(node);
    if (keyword === "required") this.#checkRequired(node);
    if (PLAIN_KEYWORDS.has(keyword)) return [[keyword, node.value]];
    this.#files.problems.add(
      placeOf(node),
      `has the keyword '${keyword}', which the validators do not know; expected one of JSON Schema`,
    );
    return [];
  }

  #format(node: SpecNode): readonly (readonly [string, unknown])[] {
    const format = String(node.value);
    if (REPRESENTATIONS.has(format)) return [];
    if (Object.hasOwn(FORMATS, format)) return [["format", format]];
    const known = [...Object.keys(FORMATS), ...REPRESENTATIONS].join(", ");
    this.#files.problems.add(placeOf(node), `has the format '${format}'; expected one of ${known}`);
    return [];
  }

  #checkPattern(node: SpecNode): void {
    const pattern = String(node.value);
    const problem = this.#files.cache.remember("pattern", pattern, () => patternProblem(pattern) ?? "");
    if (problem !== "") this.#files.problems.add(placeOf(node), `is a pattern that ${problem}`);
  }

  /** A required member that has no schema is a slip of the pen. A branch goes by the properties around it too. */
  #checkRequired(node: SpecNode): void {
    const owners = enclosingSchemas(node.path.slice(0, -1)).map((path) => ({
      ...node,
      path,
      value: valueAt(node, path),
    }));
    const properties = owners.flatMap((owner) => child(owner, "properties") ?? []);
    if (properties.length === 0) return;
    for (const [, item] of children(node)) {
      if (properties.some((each) => child(each, String(item.value)))) continue;
      this.#files.problems.add(placeOf(item), `requires '${item.value}', which is not among the properties beside it`);
    }
  }
}

/** A schema and those whose branch it is: all are about the same value. */
function enclosingSchemas(path: Path): readonly Path[] {
  const [list, keyword] = path.slice(-2);
  if (list !== undefined && BRANCH_LISTS.has(list)) return [path, ...enclosingSchemas(path.slice(0, -2))];
  return keyword !== undefined && BRANCHES.has(keyword) ? [path, ...enclosingSchemas(path.slice(0, -1))] : [path];
}

function valueAt(node: SpecNode, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    return typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
  }, node.file.value);
}
