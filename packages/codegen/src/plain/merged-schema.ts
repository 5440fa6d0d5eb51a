import { isSchema, type JsonSchema } from "../schema/json-schema.ts";

/** A schema without `allOf` and references: what all of its parts say, and the unions that each of them has. */
export interface MergedSchema {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly unions: readonly (readonly JsonSchema[])[];
  /** Whether parts bind members to each other, which is left out. */
  readonly isConditional: boolean;
}

/** Finds the schema that a reference names. */
export type Lookup = (ref: string) => JsonSchema;

/** Keywords that bind members to each other, or say what a value is not. */
const CONDITIONS: ReadonlySet<string> = new Set([
  ...["if", "then", "else", "not", "dependentRequired", "dependentSchemas"],
  ...["contains", "minContains", "maxContains", "minProperties"],
]);

/** Makes one schema of a schema and of all that it refers to and combines. */
export function mergedSchema(schema: JsonSchema, lookup: Lookup): MergedSchema {
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  const parts = [
    ...(typeof $ref === "string" ? [lookup($ref)] : []),
    ...(Array.isArray(allOf) ? allOf.filter(isSchema) : []),
  ].map((part) => mergedSchema(part, lookup));
  const plain = Object.entries(own).filter(([name]) => !name.startsWith("x-") && !CONDITIONS.has(name));
  const unions = [anyOf, oneOf].flatMap((union) => (Array.isArray(union) ? [union.filter(isSchema)] : []));
  return {
    // What a schema says itself stands before what it combines, its description above all.
    schema: [...parts.map((part) => part.schema)].reduce(combined, Object.fromEntries(plain)),
    unions: [...unions, ...parts.flatMap((part) => part.unions)],
    isConditional:
      Object.keys(own).some((name) => CONDITIONS.has(name)) || parts.some(({ isConditional }) => isConditional),
  };
}

function combined(one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> {
  const result = { ...other, ...one };
  if (one.properties !== undefined && other.properties !== undefined) {
    result.properties = combinedProperties(Object(one.properties), Object(other.properties));
  }
  if (one.required !== undefined && other.required !== undefined) {
    result.required = [...new Set([...Object(other.required), ...Object(one.required)])];
  }
  if (one.enum !== undefined && other.enum !== undefined) {
    const known = new Set(Object(other.enum));
    result.enum = [...Object(one.enum)].filter((value) => known.has(value));
  }
  return result;
}

/** The order is that of the schema that others build on. */
function combinedProperties(one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> {
  const both = Object.entries(other).map(([name, schema]) => [
    name,
    Object.hasOwn(one, name) ? { allOf: [one[name], schema] } : schema,
  ]);
  return {
    ...Object.fromEntries(both),
    ...Object.fromEntries(Object.entries(one).filter(([name]) => !Object.hasOwn(other, name))),
  };
}
