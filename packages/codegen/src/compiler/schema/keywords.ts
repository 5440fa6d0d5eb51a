/** Keywords of draft 2020-12 and OpenAPI 3.1 that describe, name or hold schemas, and decide nothing by themselves. */
export const ANNOTATIONS: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$anchor",
  "$comment",
  "$defs",
  "definitions",
  "title",
  "description",
  "summary",
  "default",
  "deprecated",
  "readOnly",
  "writeOnly",
  "example",
  "examples",
  "externalDocs",
  "xml",
  "discriminator",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
]);

/** Keywords that the compiler reads. Some are its own: those that bind places of a value together, see `PlaceRules`,
 * and `x-expected`, which says in words what the pattern beside it wants. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  "$ref",
  "type",
  "enum",
  "const",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "prefixItems",
  "items",
  "minItems",
  "maxItems",
  "uniqueItems",
  "contains",
  "minContains",
  "maxContains",
  "properties",
  "required",
  "patternProperties",
  "additionalProperties",
  "propertyNames",
  "minProperties",
  "maxProperties",
  "dependentRequired",
  "dependentSchemas",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "x-most",
  "x-unique",
  "x-among",
  "x-below",
  "x-product",
  "x-ratio",
  "x-runs",
  "x-expected",
]);

/** Whether a keyword decides nothing: an annotation, or an extension that is none of ours. */
export function isAnnotation(keyword: string): boolean {
  return ANNOTATIONS.has(keyword) || (keyword.startsWith("x-") && !KEYWORDS.has(keyword));
}

/** Keywords whose value is one schema. */
const ONE: readonly string[] = [
  "items",
  "contains",
  "additionalProperties",
  "propertyNames",
  "not",
  "if",
  "then",
  "else",
];
/** Keywords whose value is a list of schemas. */
const LIST: readonly string[] = ["prefixItems", "allOf", "anyOf", "oneOf"];
/** Keywords whose value is a mapping to schemas. */
const MAP: readonly string[] = ["$defs", "definitions", "properties", "patternProperties", "dependentSchemas"];

/** The schemas directly inside a schema, each with the steps that lead to it. */
export function subschemas(schema: object): readonly { readonly steps: readonly string[]; readonly schema: unknown }[] {
  const found: { steps: readonly string[]; schema: unknown }[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (ONE.includes(keyword)) found.push({ steps: [keyword], schema: value });
    if (keyword === "x-runs") found.push({ steps: [keyword, "schema"], schema: Object(value).schema });
    const isMany = LIST.includes(keyword) || MAP.includes(keyword);
    if (!isMany || typeof value !== "object" || value === null) continue;
    for (const [key, item] of Object.entries(value)) found.push({ steps: [keyword, key], schema: item });
  }
  return found;
}
