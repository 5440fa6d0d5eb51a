/** A JSON Schema of draft 2020-12, reduced to the keywords that decide. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Keywords whose value is one schema. */
export const SCHEMA_KEYWORDS: ReadonlySet<string> = new Set([
  "additionalProperties",
  "propertyNames",
  "items",
  "contains",
  "not",
  "if",
  "then",
  "else",
]);

/** Keywords whose value is a list of schemas. */
export const SCHEMA_LIST_KEYWORDS: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);

/** Keywords whose value is a mapping to schemas. */
export const SCHEMA_MAP_KEYWORDS: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "dependentSchemas",
]);

/** Keywords that decide by themselves. */
export const PLAIN_KEYWORDS: ReadonlySet<string> = new Set([
  "type",
  "enum",
  "const",
  "required",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minContains",
  "maxContains",
  "minProperties",
  "maxProperties",
  "dependentRequired",
  "x-most",
  "x-unique",
  "x-among",
  "x-below",
  "x-product",
  "x-ratio",
  "x-expected",
]);

/** The keyword whose value has a schema among its members, and that member: see `PlaceRules` of the compiler. */
export const RUNS_KEYWORD = "x-runs";
export const RUNS_SCHEMA = "schema";

/** Keywords that only describe; they decide nothing and are left out. */
export const ANNOTATIONS: ReadonlySet<string> = new Set([
  "title",
  "description",
  "summary",
  "default",
  "example",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "externalDocs",
  "discriminator",
  "contentEncoding",
  "contentMediaType",
  "$comment",
]);

/**
 * The formats that decide, as regular expressions in linear time. RFC 3339 times have up to nine digits of a second.
 */
export const FORMATS: Readonly<Record<string, RegExp>> = {
  "date-time":
    /^\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/,
  date: /^\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))$/,
  uri: /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/,
  uuid: /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/,
};

/** Formats that only tell a program how to hold a value. */
export const REPRESENTATIONS: ReadonlySet<string> = new Set([
  "int32",
  "int64",
  "float",
  "double",
  "byte",
  "binary",
  "password",
]);

/** Whether a value is a schema with keywords; `true` and `false` are schemas without. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a schema does nothing but refer to a definition. */
export function isReference(schema: JsonSchema | boolean): schema is { readonly $ref: string } {
  return isSchema(schema) && typeof schema.$ref === "string" && Object.keys(schema).length === 1;
}

/** The names of the definitions that a schema refers to. */
export function refsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isSchema(value)) return [];
  const ref = value.$ref;
  return [...(typeof ref === "string" ? [ref] : []), ...Object.values(value).flatMap(refsIn)];
}
