import { isReference, isSchema, type JsonSchema } from "../schema/json-schema.ts";
import type { Losses } from "./loss.ts";
import { type MergedSchema, mergedSchema } from "./merged-schema.ts";

const PREFIX = "#/components/schemas/";

/** Keywords that any generator understands, and that are kept as they are. */
const KEPT = [
  ...["title", "description", "deprecated", "readOnly", "writeOnly", "default", "type", "enum", "format", "required"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "pattern", "contentEncoding", "minItems", "maxItems", "uniqueItems", "maxProperties"],
];

/** Keywords of one type. Beside another, or none, they mean nothing to a generator. */
const OF_TYPE: Readonly<Record<string, string>> = {
  ...{ minLength: "string", maxLength: "string", pattern: "string", format: "", contentEncoding: "string" },
  ...{ minItems: "array", maxItems: "array", uniqueItems: "array", required: "object", maxProperties: "object" },
};

/** A converted schema: what it says of values, and whether null is one too. */
interface Plain {
  readonly schema: JsonSchema;
  readonly isNullable: boolean;
}

/**
 * The schemas of a document as generators take them: each object has a name, unions of objects have a member that tells
 * them apart, and everything else is of one type, or of any. Nothing valid becomes invalid; what is lost is listed.
 */
export class PlainSchemas {
  readonly #originals: Readonly<Record<string, JsonSchema>>;
  readonly #losses: Losses;
  readonly #schemas = new Map<string, JsonSchema>();
  readonly #names: Set<string>;

  constructor(originals: Readonly<Record<string, JsonSchema>>, losses: Losses) {
    this.#originals = originals;
    this.#losses = losses;
    this.#names = new Set(Object.keys(originals).map((name) => name.toLowerCase()));
  }

  /** The named schemas that were needed, by their names. */
  get schemas(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** A schema, to be written where it is used. `name` is for an object that has none. */
  convert(schema: unknown, name: string, place: string = name): JsonSchema {
    return withNull(this.#plain(schema, name, place));
  }

  #plain(schema: unknown, name: string, place: string): Plain {
    if (!isSchema(schema)) return { schema: {}, isNullable: false };
    const { description, summary: _, ...bare } = schema;
    if (isReference(bare)) return this.#reference(bare.$ref, description);
    const merged = mergedSchema(schema, (ref) => this.#original(ref));
    if (merged.isConditional) this.#losses.add(place, "together");
    const { schema: said, isNullable } = this.#union(merged, name, place);
    return { schema: isObject(said) ? this.#named(said, name) : said, isNullable };
  }

  #reference(ref: string, description: unknown): Plain {
    const name = ref.slice(PREFIX.length);
    const known = this.#schemas.get(name);
    if (known === undefined) {
      // What it needs may need it.
      this.#schemas.set(name, { $ref: ref });
      const merged = mergedSchema(this.#original(ref), (each) => this.#original(each));
      if (merged.isConditional) this.#losses.add(name, "together");
      const { schema, isNullable } = this.#union(merged, name, name);
      if (isNullable || !(isObject(schema) || schema.enum !== undefined)) {
        // Only what is more than a type has a name.
        this.#schemas.delete(name);
        return { schema: described(schema, description), isNullable };
      }
      this.#schemas.set(name, schema);
    }
    return { schema: { $ref: ref }, isNullable: false };
  }

  #original(ref: string): JsonSchema {
    const schema = this.#originals[ref.slice(PREFIX.length)];
    if (schema === undefined) throw new Error(`${ref} leads nowhere`);
    return schema;
  }

  #named(schema: JsonSchema, wanted: string): JsonSchema {
    let name = wanted;
    for (let count = 2; this.#names.has(name.toLowerCase()); count += 1) name = `${wanted}${count}`;
    this.#names.add(name.toLowerCase());
    this.#schemas.set(name, schema);
    return { $ref: PREFIX + name };
  }

  /** A schema without its unions. */
  #union({ schema, unions }: MergedSchema, name: string, place: string): Plain {
    const [first, ...others] = unions
      .map((union) => ({ union, rest: union.filter((branch) => !isNull(branch)) }))
      .filter(({ rest }) => !this.#isRefinement(rest, schema, place));
    if (first === undefined) return this.#single(schema, name, place);
    const isNullable = first.rest.length < first.union.length;
    // What a value must be besides is left out, which refuses nothing.
    if (others.length > 0) this.#losses.add(place, "together");
    const own = annotations(schema);
    const base = Object.fromEntries(Object.entries(schema).filter(([key]) => !Object.hasOwn(own, key)));
    const [only] = first.rest;
    const branches = first.rest.map((branch) => (Object.keys(base).length === 0 ? branch : { allOf: [branch, base] }));
    const result =
      first.rest.length === 1 && only !== undefined
        ? this.#plain({ ...own, ...(Object.keys(base).length === 0 ? only : { allOf: [only, base] }) }, name, place)
        : this.#alternatives(branches, own, { name, place });
    return { schema: result.schema, isNullable: isNullable || result.isNullable };
  }

  /** Whether the branches of a union only say which members of an object go together. */
  #isRefinement(branches: readonly JsonSchema[], { properties, type }: JsonSchema, place: string): boolean {
    const isOne = branches.every(
      (branch) =>
        Object.keys(branch).every((key) => ["required", "description", "not"].includes(key)) ||
        (properties !== undefined &&
          (type === "object" || type === undefined) &&
          branch.$ref === undefined &&
          (branch.type === undefined || branch.type === "object") &&
          Object.keys(Object(branch.properties)).every((key) => Object.hasOwn(Object(properties), key))),
    );
    if (isOne) this.#losses.add(place, "together");
    return isOne;
  }

  #alternatives(
    branches: readonly JsonSchema[],
    own: JsonSchema,
    { name, place }: { name: string; place: string },
  ): Plain {
    const merged = branches.map((branch) => mergedSchema(branch, (ref) => this.#original(ref)));
    const flat = merged.every(({ unions }) => unions.length === 0) ? merged.map(({ schema }) => schema) : undefined;
    const types = new Set(flat?.flatMap((schema) => typesOf(schema)));
    const isNullable = types.delete("null");
    const [type] = types.size === 2 && types.has("integer") && types.has("number") ? ["number"] : types;
    if (flat === undefined || type === undefined || (types.size > 1 && type !== "number") || type === "array") {
      this.#losses.add(place, "mixed");
      return { schema: own, isNullable: false };
    }
    if (type !== "object") return { schema: this.#values(flat, { ...own, type }, place), isNullable };
    const tag = tagOf(flat);
    if (
      tag === undefined ||
      branches.some((branch, index) => isReference(branch) && merged[index]?.isConditional === undefined)
    ) {
      return { schema: this.#mergedObject(flat, own, { name, place }), isNullable };
    }
    const variants = branches.map((branch, index) => {
      const value = String(valuesOf(Object(flat[index]?.properties)[tag])?.[0]);
      const plain = this.#plain(branch, `${name}${pascal(value)}`, `${place}/${value}`);
      return { plain, values: valuesOf(Object(flat[index]?.properties)[tag]) ?? [] };
    });
    const mapping = variants.flatMap(({ plain, values }) => values.map((value) => [String(value), plain.schema.$ref]));
    return {
      schema: {
        ...own,
        oneOf: variants.map(({ plain }) => plain.schema),
        discriminator: { propertyName: tag, mapping: Object.fromEntries(mapping) },
      },
      isNullable,
    };
  }

  /** Values of one type: all that are listed, unless others are allowed too. */
  #values(branches: readonly JsonSchema[], own: JsonSchema, place: string): JsonSchema {
    const known = branches.map(valuesOf);
    const all = [...new Set(known.flatMap((values) => values ?? []))].filter((value) => value !== null);
    if (known.every((values) => values !== undefined)) return { ...own, enum: all };
    if (all.length > 0) this.#losses.add(place, "open");
    else if (branches.length > 1) this.#losses.add(place, "together");
    const words = all.length === 0 ? "" : `Known values: ${all.map(String).join(", ")}.`;
    const description = [own.description, words].filter((part) => part !== undefined && part !== "").join(" ");
    return { ...own, ...(description === "" ? {} : { description }) };
  }

  /** An object with the members of several, of which only those are required that all of them require. */
  #mergedObject(
    branches: readonly JsonSchema[],
    own: JsonSchema,
    { name, place }: { name: string; place: string },
  ): JsonSchema {
    this.#losses.add(place, "merged");
    const names = new Set(branches.flatMap(({ properties }) => Object.keys(Object(properties))));
    const properties = [...names].map((member) => {
      const given = branches.map(({ properties: each }) => Object(each)[member]).filter((each) => each !== undefined);
      const different = new Map(given.map((each) => [JSON.stringify(withoutWords(each)), each]));
      const [only] = different.values();
      return [
        member,
        different.size === 1
          ? only
          : {
              anyOf: [...different.values()],
              description: given.map((each) => Object(each).description).find(Boolean),
            },
      ];
    });
    const required = [...names].filter((member) =>
      branches.every((each) => [...Object(each.required ?? [])].includes(member)),
    );
    const merged = { ...own, type: "object", properties: Object.fromEntries(properties), required };
    return this.#single(merged, name, place).schema;
  }

  #single(schema: JsonSchema, name: string, place: string): Plain {
    const types = typesOf(schema);
    const isNullable = types.includes("null");
    const others = types.filter((type) => type !== "null");
    const [type] = others.length === 2 && others.includes("integer") && others.includes("number") ? ["number"] : others;
    if (others.length > 1 && type !== "number") {
      this.#losses.add(place, "mixed");
      return { schema: annotations(schema), isNullable: false };
    }
    const kept = KEPT.filter(
      (key) => schema[key] !== undefined && (OF_TYPE[key] ?? type) !== undefined && (OF_TYPE[key] || type) === type,
    ).map((key) => [key, schema[key]]);
    const result: Record<string, unknown> = { ...annotations(schema), ...Object.fromEntries(kept) };
    delete result.type;
    if (type !== undefined) result.type = type;
    const values = valuesOf(schema)?.filter((value) => value !== null);
    if (values !== undefined) result.enum = values;
    if (typeof result.pattern === "string" && /\(\?<?[=!]/.test(result.pattern)) {
      delete result.pattern;
      this.#losses.add(place, "pattern");
    }
    if (type === "object") Object.assign(result, this.#members(schema, name, place));
    if (type === "array") {
      if (schema.prefixItems !== undefined) this.#losses.add(place, "first");
      result.items = this.convert(schema.items ?? {}, `${name}Item`, `${place}/*`);
    }
    return { schema: result, isNullable };
  }

  #members(schema: JsonSchema, name: string, place: string): JsonSchema {
    const { properties, required, additionalProperties, patternProperties, propertyNames } = schema;
    const members = Object.entries(Object(properties)).map(([member, value]) => [
      member,
      this.convert(value, name + pascal(member), `${place}/${member}`),
    ]);
    if (propertyNames !== undefined || patternProperties !== undefined) this.#losses.add(place, "keys");
    const [byPattern] = Object.values(Object(patternProperties));
    const rest = additionalProperties === undefined || byPattern !== undefined ? byPattern : additionalProperties;
    const known = [...Object(required ?? [])].filter((member) => Object.hasOwn(Object(properties), member));
    return {
      ...(members.length === 0 ? {} : { properties: Object.fromEntries(members) }),
      required: known.length === 0 ? undefined : known,
      ...(rest === undefined
        ? {}
        : { additionalProperties: isSchema(rest) ? this.convert(rest, `${name}Value`, `${place}/*`) : rest }),
    };
  }
}

/** The schema, where null is a value too in the words of OpenAPI 3.1. */
function withNull({ schema, isNullable }: Plain): JsonSchema {
  if (!isNullable) return schema;
  if (schema.$ref !== undefined || schema.oneOf !== undefined) return { anyOf: [schema, { type: "null" }] };
  return {
    ...schema,
    ...(schema.type === undefined ? {} : { type: [schema.type, "null"] }),
    ...(Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {}),
  };
}

function annotations(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    ["title", "description", "deprecated"].flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]])),
  );
}

function described(schema: JsonSchema, description: unknown): JsonSchema {
  return description === undefined ? schema : { ...schema, description };
}

function isObject(schema: JsonSchema): boolean {
  return schema.properties !== undefined || schema.oneOf !== undefined;
}

function isNull(schema: JsonSchema): boolean {
  return schema.type === "null" || schema.const === null;
}

/** The values that a schema lists. */
function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  return schema === undefined
    ? undefined
    : Array.isArray(schema.enum)
      ? schema.enum
      : schema.const === undefined
        ? undefined
        : [schema.const];
}

/** The types of a schema, also of one that says so by its keywords only. */
function typesOf(schema: JsonSchema): readonly string[] {
  if (typeof schema.type === "string") return [schema.type];
  if (Array.isArray(schema.type)) return schema.type.map(String);
  const values = valuesOf(schema);
  if (values !== undefined) return [...new Set(values.map(typeOf))];
  if (schema.properties !== undefined || schema.required !== undefined || schema.additionalProperties !== undefined)
    return ["object"];
  return schema.items === undefined ? [] : ["array"];
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : typeof value;
}

/** The member that tells objects apart: each requires it, and no value of it is of two. */
function tagOf(branches: readonly JsonSchema[]): string | undefined {
  const [first] = branches;
  return Object.keys(Object(first?.properties)).find((name) => {
    const lists = branches.map(({ properties, required }) =>
      [...Object(required ?? [])].includes(name) ? valuesOf(Object(properties)[name]) : undefined,
    );
    const values = lists.flatMap((list) => list ?? []);
    return (
      lists.every((list) => list !== undefined && list.length > 0) &&
      values.every((value) => typeof value === "string") &&
      new Set(values).size === values.length
    );
  });
}

function withoutWords(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each) => (key === "description" && typeof each === "string" ? undefined : each)),
  );
}

/** A name as one word of a name of a class. */
export function pascal(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
