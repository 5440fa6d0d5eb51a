import { pointerOf } from "../../json-pointer.ts";
import { patternProblem } from "../pattern/pattern-problem.ts";
import { SchemaError } from "../schema-error.ts";
import { FORMATS, REPRESENTATIONS } from "./formats.ts";
import { isAnnotation, KEYWORDS } from "./keywords.ts";
import type { ArrayRules, Contains, Node, NumberRules, ObjectRules, StringRules } from "./node.ts";
import { readPlaces } from "./read-places.ts";
import { isRecord, type LocatedSchema } from "./schema-source.ts";
import { ANY, ARRAY, NUMBER, OBJECT, STRING, typeBits, typeOfValue } from "./types.ts";

/** How schemas are read. */
export interface ReadOptions {
  /** Whether `format` decides or only describes, as in the vocabulary `format-annotation`. */
  readonly formats: "assert" | "annotate";
  /** The identifier of the definition that a `$ref` means. */
  define(ref: string, from: LocatedSchema): string;
}

/** The dialects whose keywords the compiler knows. */
const DIALECTS: readonly string[] = [
  "https://json-schema.org/draft/2020-12/schema",
  "https://spec.openapis.org/oas/3.1/dialect/base",
];

/** Reads a schema into a node. A keyword that the compiler does not know is an error, never left out. */
export function readNode(place: LocatedSchema, options: ReadOptions): Node {
  return new Reader(place, options).read();
}

class Reader {
  readonly #place: LocatedSchema;
  readonly #options: ReadOptions;
  readonly #schema: Readonly<Record<string, unknown>>;

  constructor(place: LocatedSchema, options: ReadOptions) {
    this.#place = place;
    this.#options = options;
    this.#schema = isRecord(place.value) ? place.value : {};
  }

  read(): Node {
    const { value } = this.#place;
    if (typeof value === "boolean") return { types: value ? ANY : 0, refs: [], allOf: [] };
    if (!isRecord(value)) throw this.#error([], `is ${JSON.stringify(value)}; expected an object, true or false`);
    for (const keyword of Object.keys(value)) {
      if (!KEYWORDS.has(keyword) && !isAnnotation(keyword)) {
        throw this.#error(
          [keyword],
          `the keyword '${keyword}' is not implemented; expected one of JSON Schema that is, or x-…`,
        );
      }
    }
    const dialect = value.$schema ?? DIALECTS[0];
    if (!DIALECTS.includes(String(dialect)))
      throw this.#error(["$schema"], `is ${JSON.stringify(dialect)}; expected ${DIALECTS.join(" or ")}`);
    return this.#node();
  }

  #node(): Node {
    const not = this.#one("not");
    // What must not be anything cannot be there.
    if (not && isAny(not)) return { types: 0, refs: [], allOf: [] };
    const values = this.#values();
    const types =
      this.#types() & (values ? values.list.reduce<number>((bits, item) => bits | typeOfValue(item), 0) : ANY);
    const conditional = this.#conditional();
    return {
      types,
      ...(values && { values: { ...values, list: values.list.filter((item) => (typeOfValue(item) & types) !== 0) } }),
      ...defined("string", types & STRING ? nonEmpty(this.#string()) : undefined),
      ...defined("number", types & NUMBER ? nonEmpty(this.#number()) : undefined),
      ...defined("array", types & ARRAY ? this.#array() : undefined),
      ...defined("object", types & OBJECT ? this.#object() : undefined),
      refs: this.#has("$ref") ? [this.#options.define(this.#text("$ref"), this.#place)] : [],
      allOf: [...(this.#list("allOf") ?? []), ...this.#places()],
      ...defined("anyOf", this.#list("anyOf")),
      ...defined("oneOf", this.#list("oneOf")),
      ...defined("not", not),
      ...(conditional && { conditional }),
    };
  }

  #types(): number {
    const type = this.#schema.type;
    if (type === undefined) return ANY;
    return (Array.isArray(type) ? type : [type]).reduce<number>((bits, name) => {
      const bit = typeBits(name);
      if (bit === undefined) throw this.#error(["type"], `is ${JSON.stringify(name)}; expected a type of JSON Schema`);
      return bits | bit;
    }, 0);
  }

  #values(): Node["values"] {
    const { const: constant, enum: list } = this.#schema;
    if (this.#has("enum") && !Array.isArray(list)) throw this.#error(["enum"], "expected a list");
    if (Array.isArray(list)) {
      const allowed = this.#has("const")
        ? list.filter((item) => JSON.stringify(item) === JSON.stringify(constant))
        : list;
      return { keyword: "enum", list: allowed };
    }
    return this.#has("const") ? { keyword: "const", list: [constant] } : undefined;
  }

  #string(): StringRules {
    return {
      ...defined("minLength", this.#count("minLength") || undefined),
      ...defined("maxLength", this.#count("maxLength")),
      ...defined("pattern", this.#has("pattern") ? this.#pattern(["pattern"], this.#text("pattern")) : undefined),
      ...defined("expected", this.#has("pattern") && this.#has("x-expected") ? this.#text("x-expected") : undefined),
      ...defined("format", this.#format()),
    };
  }

  #pattern(steps: readonly string[], pattern: string): string {
    const problem = patternProblem(pattern);
    if (problem !== undefined) throw this.#error(steps, `the pattern ${JSON.stringify(pattern)} ${problem}`);
    return pattern;
  }

  #format(): string | undefined {
    if (!this.#has("format") || this.#options.formats === "annotate") return undefined;
    const format = this.#text("format");
    if (REPRESENTATIONS.has(format)) return undefined;
    if (FORMATS.has(format)) return format;
    const known = [...FORMATS.keys(), ...REPRESENTATIONS].join(", ");
    throw this.#error(["format"], `the format '${format}' is not implemented; expected one of ${known}`);
  }

  #number(): NumberRules {
    const multipleOf = this.#numeric("multipleOf");
    if (multipleOf !== undefined && multipleOf <= 0) throw this.#error(["multipleOf"], "expected a number above 0");
    return {
      ...defined("minimum", this.#numeric("minimum")),
      ...defined("maximum", this.#numeric("maximum")),
      ...defined("exclusiveMinimum", this.#numeric("exclusiveMinimum")),
      ...defined("exclusiveMaximum", this.#numeric("exclusiveMaximum")),
      ...defined("multipleOf", multipleOf),
    };
  }

  #array(): ArrayRules | undefined {
    const prefixItems = this.#list("prefixItems") ?? [];
    const rules = {
      ...defined("items", withoutAny(this.#one("items"))),
      ...defined("minItems", this.#count("minItems") || undefined),
      ...defined("maxItems", this.#count("maxItems")),
      ...defined("uniqueItems", this.#flag("uniqueItems") || undefined),
      ...defined("contains", this.#contains()),
    };
    return Object.keys(rules).length + prefixItems.length > 0 ? { prefixItems, ...rules } : undefined;
  }

  #contains(): Contains | undefined {
    const node = this.#one("contains");
    return node && { node, min: this.#count("minContains") ?? 1, ...defined("max", this.#count("maxContains")) };
  }

  #object(): ObjectRules | undefined {
    const properties = this.#entries("properties");
    const required = this.#names("required", this.#schema.required ?? []);
    const patternProperties = this.#entries("patternProperties");
    for (const [pattern] of patternProperties) this.#pattern(["patternProperties", pattern], pattern);
    const dependentRequired = this.#map("dependentRequired").map(
      ([name, names]) => [name, this.#names("dependentRequired", names)] as const,
    );
    const dependentSchemas = this.#entries("dependentSchemas");
    const rules = {
      ...defined("additionalProperties", withoutAny(this.#one("additionalProperties"))),
      ...defined("propertyNames", withoutAny(this.#one("propertyNames"))),
      ...defined("minProperties", this.#count("minProperties") || undefined),
      ...defined("maxProperties", this.#count("maxProperties")),
    };
    const lists = {
      properties,
      required: [...new Set(required)],
      patternProperties,
      dependentRequired,
      dependentSchemas,
    };
    const size = Object.values(lists).reduce((total, list) => total + list.length, Object.keys(rules).length);
    return size > 0 ? { ...lists, ...rules } : undefined;
  }

  /** The rules on places, as a schema of their own. */
  #places(): readonly Node[] {
    const places = readPlaces(this.#schema, {
      child: (steps, value) => this.#child(steps, value),
      error: (steps, reason) => this.#error(steps, reason),
    });
    return places ? [{ types: ANY, refs: [], allOf: [], places }] : [];
  }

  #conditional(): Node["conditional"] {
    const condition = this.#one("if");
    const consequences = { ...defined("then", this.#one("then")), ...defined("else", this.#one("else")) };
    return condition && Object.keys(consequences).length > 0 ? { if: condition, ...consequences } : undefined;
  }

  #has(keyword: string): boolean {
    return Object.hasOwn(this.#schema, keyword);
  }

  #child(steps: readonly string[], value: unknown): Node {
    const { schema, pointer, base } = this.#place;
    const id = isRecord(value) ? value.$id : undefined;
    const place = {
      value,
      schema,
      pointer: pointer + pointerOf(steps),
      base: typeof id === "string" ? (URL.parse(id, base)?.href ?? base) : base,
    };
    return readNode(place, this.#options);
  }

  #one(keyword: string): Node | undefined {
    return this.#has(keyword) ? this.#child([keyword], this.#schema[keyword]) : undefined;
  }

  #list(keyword: string): readonly Node[] | undefined {
    if (!this.#has(keyword)) return undefined;
    const list = this.#schema[keyword];
    if (!Array.isArray(list)) throw this.#error([keyword], "expected a list of schemas");
    return list.map((item, index) => this.#child([keyword, String(index)], item));
  }

  #map(keyword: string): readonly (readonly [string, unknown])[] {
    const map = this.#has(keyword) ? this.#schema[keyword] : {};
    if (!isRecord(map)) throw this.#error([keyword], "expected a mapping");
    return Object.entries(map);
  }

  #entries(keyword: string): readonly (readonly [string, Node])[] {
    return this.#map(keyword).map(([name, value]) => [name, this.#child([keyword, name], value)] as const);
  }

  #names(keyword: string, value: unknown): readonly string[] {
    if (Array.isArray(value) && value.every((name) => typeof name === "string")) return value;
    throw this.#error([keyword], "expected a list of names");
  }

  #text(keyword: string): string {
    const text = this.#schema[keyword];
    if (typeof text === "string") return text;
    throw this.#error([keyword], "expected a string");
  }

  #flag(keyword: string): boolean {
    const flag = this.#schema[keyword] ?? false;
    if (typeof flag === "boolean") return flag;
    throw this.#error([keyword], "expected true or false");
  }

  #numeric(keyword: string): number | undefined {
    if (!this.#has(keyword)) return undefined;
    const value = this.#schema[keyword];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw this.#error([keyword], "expected a number");
  }

  #count(keyword: string): number | undefined {
    const value = this.#numeric(keyword);
    if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
    throw this.#error([keyword], "expected a whole number of 0 or more");
  }

  #error(steps: readonly string[], reason: string): SchemaError {
    return new SchemaError({ schema: this.#place.schema, pointer: this.#place.pointer + pointerOf(steps) }, reason);
  }
}

/** Whether a node admits everything. */
export function isAny(node: Node): boolean {
  return node.types === ANY && Object.keys(node).length === 3 && node.refs.length === 0 && node.allOf.length === 0;
}

function withoutAny(node: Node | undefined): Node | undefined {
  return node && isAny(node) ? undefined : node;
}

function nonEmpty<Rules extends object>(rules: Rules): Rules | undefined {
  return Object.keys(rules).length > 0 ? rules : undefined;
}

function defined<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  // The computed key makes the type of the literal wider than it is.
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}
