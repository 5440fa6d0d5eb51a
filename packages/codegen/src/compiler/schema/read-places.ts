import type { SchemaError } from "../schema-error.ts";
import type { Node, PlaceRules, Places } from "./node.ts";
import { isRecord } from "./schema-source.ts";

/** What reading the keywords on places needs of the schema that they stand in. */
export interface PlaceReader {
  /** Reads a schema that stands inside the schema. */
  child(steps: readonly string[], value: unknown): Node;
  error(steps: readonly string[], reason: string): SchemaError;
}

const A_PLACE =
  "each place a JSON pointer in which * is each element, {at, when, value} with pointers, or a list of such";

/** The keywords of a schema that bind places of a value together; undefined where it has none. */
export function readPlaces(schema: Readonly<Record<string, unknown>>, reader: PlaceReader): PlaceRules | undefined {
  const rule = (keyword: string): RuleReader => new RuleReader(keyword, schema[keyword], reader);
  const [most, unique, among, below, product, ratio, runs] = Object.keys(MEMBERS).map((keyword) =>
    schema[keyword] === undefined ? undefined : rule(keyword),
  );
  const rules: PlaceRules = {
    ...(most && { most: { of: most.places("of"), count: most.count() } }),
    ...(unique && { unique: { of: unique.places("of") } }),
    ...(among && { among: { value: among.places("value"), of: among.places("of") } }),
    ...(below && { below: { value: below.places("value"), limit: below.places("limit") } }),
    ...(product && { product: { of: product.places("of"), most: product.number("most") } }),
    ...(ratio && { ratio: { of: ratio.places("of"), most: ratio.number("most") } }),
    ...(runs && { runs: { of: runs.places("of"), by: runs.pointer("by"), node: runs.schema() } }),
  };
  return Object.keys(rules).length > 0 ? rules : undefined;
}

/** The keywords, each with its members. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  "x-most": ["of", "count"],
  "x-unique": ["of"],
  "x-among": ["value", "of"],
  "x-below": ["value", "limit"],
  "x-product": ["of", "most"],
  "x-ratio": ["of", "most"],
  "x-runs": ["of", "by", "schema"],
};

class RuleReader {
  readonly #keyword: string;
  readonly #rule: Readonly<Record<string, unknown>>;
  readonly #reader: PlaceReader;

  constructor(keyword: string, rule: unknown, reader: PlaceReader) {
    this.#keyword = keyword;
    this.#reader = reader;
    this.#rule = isRecord(rule) ? rule : {};
    const members = MEMBERS[keyword] ?? [];
    if (Object.keys(this.#rule).sort().join() !== members.toSorted().join()) throw this.#error();
  }

  places(member: string): Places {
    const value = this.#rule[member];
    return (Array.isArray(value) ? value : [value]).map((place) => this.#place(place));
  }

  pointer(member: string): string {
    const value = this.#rule[member];
    if (isPointer(value)) return value;
    throw this.#error();
  }

  count(): number {
    const { count } = this.#rule;
    if (typeof count === "number" && Number.isInteger(count) && count >= 0) return count;
    throw this.#error();
  }

  number(member: string): number {
    const value = this.#rule[member];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw this.#error();
  }

  schema(): Node {
    return this.#reader.child([this.#keyword, "schema"], this.#rule.schema);
  }

  #place(place: unknown): Places[number] {
    if (isPointer(place)) return place;
    if (!isRecord(place)) throw this.#error();
    const { at, when = {}, value = "", ...others } = place;
    const isRight = isPointer(at) && (value === "" || isPointer(value)) && isRecord(when);
    if (!isRight || Object.keys(others).length > 0 || !Object.entries(when).every(isCondition)) throw this.#error();
    return { at, when, value };
  }

  #error(): SchemaError {
    const members = MEMBERS[this.#keyword] ?? [];
    return this.#reader.error([this.#keyword], `expected {${members.join(", ")}}, ${A_PLACE}`);
  }
}

function isPointer(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("/");
}

function isCondition([pointer, value]: readonly [string, unknown]): boolean {
  return isPointer(pointer) && typeof value !== "object";
}
