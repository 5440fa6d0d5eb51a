import type { Definitions } from "./definitions.ts";
import {
  isSchema,
  type JsonSchema,
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
} from "./json-schema.ts";
import { isOpenBranch } from "./open-branch.ts";
import { isOpenEnum, isPlainString } from "./open-enum.ts";

/**
 * The same schema with its open enums and unions closed: `anyOf: [{enum}, {type: string}]` becomes the enum alone, and
 * a union loses the branch of unknown types, here and in the definitions that it refers to, whose closed form is
 * `<name>Known`. Returns the schema itself when nothing is open.
 */
export function closeOpenEnums(definitions: Definitions, schema: JsonSchema | boolean): JsonSchema | boolean {
  return new Closing(definitions).close(schema);
}

class Closing {
  readonly #definitions: Definitions;
  readonly #open = new Map<string, boolean>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  close(schema: JsonSchema | boolean): JsonSchema | boolean {
    if (!isSchema(schema) || !this.#hasOpenEnum(schema, new Set())) return schema;
    if (typeof schema.$ref === "string") return { ...schema, $ref: this.#closeDefinition(schema.$ref) };
    const closed = Object.entries(schema).map(([keyword, value]) => [keyword, this.#closeKeyword(keyword, value)]);
    return Object.fromEntries(closed);
  }

  #closeDefinition(name: string): string {
    const known = `${name}Known`;
    if (this.#definitions.get(known) === undefined) {
      this.#definitions.set(known, true, name);
      this.#definitions.set(known, this.close(this.#definitions.get(name) ?? true), name);
    }
    return known;
  }

  #closeKeyword(keyword: string, value: unknown): unknown {
    if (keyword === "anyOf" && isOpen(value)) return value.filter(isKnown).map((branch) => this.close(branch));
    if (SCHEMA_KEYWORDS.has(keyword)) return isSchema(value) ? this.close(value) : value;
    if (SCHEMA_LIST_KEYWORDS.has(keyword) && Array.isArray(value)) return value.map((item) => this.close(item));
    if (SCHEMA_MAP_KEYWORDS.has(keyword) && isSchema(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, isSchema(item) ? this.close(item) : item]),
      );
    }
    return value;
  }

  /** Whether an open enum can be reached; `visiting` breaks the circles of recursive definitions. */
  #hasOpenEnum(schema: JsonSchema, visiting: Set<string>): boolean {
    const ref = schema.$ref;
    if (typeof ref === "string" && this.#definitionIsOpen(ref, visiting)) return true;
    return Object.entries(schema).some(([keyword, value]) => {
      if (keyword === "anyOf" && isOpen(value)) return true;
      return subschemas(keyword, value).some((item) => this.#hasOpenEnum(item, visiting));
    });
  }

  #definitionIsOpen(name: string, visiting: Set<string>): boolean {
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    if (visiting.has(name)) return false;
    const schema = this.#definitions.get(name);
    visiting.add(name);
    const isOpen = isSchema(schema) && this.#hasOpenEnum(schema, visiting);
    visiting.delete(name);
    // Inside a circle, "no" may only mean "not seen yet".
    if (isOpen || visiting.size === 0) this.#open.set(name, isOpen);
    return isOpen;
  }
}

/** The schemas that a keyword's value consists of. */
function subschemas(keyword: string, value: unknown): readonly JsonSchema[] {
  if (SCHEMA_KEYWORDS.has(keyword)) return isSchema(value) ? [value] : [];
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) return Array.isArray(value) ? value.filter(isSchema) : [];
  if (SCHEMA_MAP_KEYWORDS.has(keyword)) return isSchema(value) ? Object.values(value).filter(isSchema) : [];
  return [];
}

function isOpen(value: unknown): value is readonly JsonSchema[] {
  return isOpenEnum(value) || (Array.isArray(value) && value.some(isOpenBranch));
}

function isKnown(branch: JsonSchema): boolean {
  return !isPlainString(branch) && !isOpenBranch(branch);
}
