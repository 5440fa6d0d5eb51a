import type { Schema, Schemas } from "../schemas.ts";

/** How a library whose schemas are written in TypeScript says things; each function gives source text. */
export interface Dialect {
  readonly any: string;
  readonly boolean: string;
  readonly null: string;
  readonly record: string;
  string(rules: Schema): string;
  number(rules: Schema): string;
  literals(values: readonly unknown[]): string;
  array(item: string, rules: Schema): string;
  map(value: string): string;
  /** An object that lets other members pass. */
  object(members: readonly { readonly name: string; readonly schema: string; readonly isOptional: boolean }[]): string;
  union(branches: readonly string[]): string;
  tagged(tag: string, branches: readonly string[]): string;
  both(left: string, right: string): string;
  /** A value of which one of several lists of members must be there. */
  withOneOf(base: string, names: readonly (readonly string[])[]): string;
}

/** Writes schemas as someone would who writes them by hand: a constant each, nullable values, tagged unions. */
export function write(schemas: Schemas, dialect: Dialect): string {
  return [...schemas]
    .map(([name, schema]) => `const ${name} = ${new Writer(schemas, dialect).write(schema)};`)
    .join("\n");
}

class Writer {
  readonly #schemas: Schemas;
  readonly #dialect: Dialect;

  constructor(schemas: Schemas, dialect: Dialect) {
    this.#schemas = schemas;
    this.#dialect = dialect;
  }

  write(schema: Schema): string {
    if (typeof schema.$ref === "string") return schema.$ref;
    const branches = list(schema.anyOf ?? schema.oneOf);
    const isMembersOnly = branches.length > 0 && branches.every((branch) => !("type" in branch) && !("$ref" in branch));
    const { anyOf: _any, oneOf: _one, allOf: _all, ...own } = schema;
    const base = isMembersOnly || branches.length === 0 ? this.#own(own) : this.#union(branches);
    const parts = list(schema.allOf);
    const withBranches = isMembersOnly ? this.#withOneOf(base, branches) : base;
    return parts.reduce((left, part) => this.#part(left, part), withBranches);
  }

  #part(left: string, part: Schema): string {
    const branches = list(part.anyOf);
    return branches.length > 0 && !("type" in part)
      ? this.#withOneOf(left, branches)
      : this.#dialect.both(left, this.write(part));
  }

  /** A branch that asks for no member is about their values, which no library here can say: nothing is asked then. */
  #withOneOf(base: string, branches: readonly Schema[]): string {
    const names = branches.map(requiredOf);
    return names.every((list) => list.length > 0) ? this.#dialect.withOneOf(base, names) : base;
  }

  #union(branches: readonly Schema[]): string {
    const tag = this.#tag(branches);
    if (tag !== undefined)
      return this.#dialect.tagged(
        tag,
        branches.map((branch) => this.write(branch)),
      );
    const open = branches.some((branch) => branch.type === "string" && !("enum" in branch));
    return this.#dialect.union(
      branches.filter((branch) => !(open && "enum" in branch)).map((branch) => this.write(branch)),
    );
  }

  #tag(branches: readonly Schema[]): string | undefined {
    const resolved = branches.map((branch) => this.#schemas.get(String(branch.$ref)) ?? branch);
    const isTag = (name: string) =>
      resolved.every((branch) =>
        ["const", "enum"].some((keyword) => keyword in Object(Object(branch.properties)[name])),
      );
    return resolved.length > 1 ? ["type", "role"].find(isTag) : undefined;
  }

  #own(schema: Schema): string {
    if ("const" in schema) return this.#dialect.literals([schema.const]);
    if (Array.isArray(schema.enum)) return this.#dialect.literals(schema.enum);
    const types = [schema.type ?? "any"].flat().map(String);
    const texts = types.map((type) => this.#ofType(type, schema));
    return texts.length === 1 ? String(texts[0]) : this.#dialect.union(texts);
  }

  #ofType(type: string, schema: Schema): string {
    const dialect = this.#dialect;
    if (type === "string") return dialect.string(schema);
    if (type === "integer" || type === "number") return dialect.number({ ...schema, type });
    if (type === "array") return dialect.array(this.write(record(schema.items)), schema);
    if (type === "object") return this.#object(schema);
    if (type === "boolean") return dialect.boolean;
    return type === "null" ? dialect.null : dialect.any;
  }

  #object(schema: Schema): string {
    const extra = schema.additionalProperties;
    if (!("properties" in schema))
      return typeof extra === "object" ? this.#dialect.map(this.write(record(extra))) : this.#dialect.record;
    const required = requiredOf(schema);
    const members = Object.entries(record(schema.properties)).map(([name, member]) => ({
      name: JSON.stringify(name),
      schema: this.write(record(member)),
      isOptional: !required.includes(name),
    }));
    return this.#dialect.object(members);
  }
}

function list(value: unknown): readonly Schema[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function record(value: unknown): Schema {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function requiredOf(schema: Schema): readonly string[] {
  return Array.isArray(schema.required) ? schema.required.map(String) : [];
}
