import { pointerSteps } from "../check/file-schemas.ts";
import { patternProblem, type SchemaError } from "../compiler/index.ts";
import type { SpecFiles } from "../source/spec-file.ts";
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

/** Keywords whose schemas speak of the same value as the schema that they stand in. */
const BRANCHES: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf"]);
const CONDITIONS: ReadonlySet<string> = new Set(["if", "then", "else", "not"]);

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
    const problem = patternProblem(String(node.value));
    if (problem !== undefined) this.#files.problems.add(placeOf(node), `is a pattern that ${problem}`);
  }

  /** A required member that has no schema is a slip of the pen; that of a branch may have it around the branch. */
  #checkRequired(node: SpecNode): void {
    const around = schemasAround(node);
    const properties = around.flatMap((schema) => child(schema, "properties") ?? []);
    if (!around[0] || !child(around[0], "properties")) return;
    for (const [, item] of children(node)) {
      if (properties.some((each) => child(each, String(item.value)))) continue;
      this.#files.problems.add(placeOf(item), `requires '${item.value}', which is not among the properties beside it`);
    }
  }
}

/** The schema that a keyword's value belongs to, then those that it is a branch of, up to one that speaks of another value. */
function schemasAround({ file, path }: SpecNode): readonly SpecNode[] {
  const found: SpecNode[] = [];
  for (let steps = path.slice(0, -1); ; ) {
    found.push({ file, path: steps, value: valueAt(file.value, steps) });
    const [keyword = "", last = ""] = steps.slice(-2);
    if (CONDITIONS.has(last)) steps = steps.slice(0, -1);
    else if (BRANCHES.has(keyword)) steps = steps.slice(0, -2);
    else return found;
  }
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => {
    return typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
  }, root);
}
