/**
 * A JSON Schema of a request without what Ajv alone would make of it. `$async` is a keyword of Ajv and of no JSON
 * Schema: with it a validator returns a promise, which is never false. Names of members and values stay as they are.
 */
export function plainSchema(schema: object): object {
  return Object(mapSchema(schema));
}

function mapSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(mapSchema);
  }
  if (typeof schema !== "object" || schema === null) {
    return schema;
  }
  const members = Object.entries(schema).filter(([name]) => name !== "$async");
  return Object.fromEntries(members.map(([name, member]) => [name, mapMember(name, member)]));
}

function mapMember(name: string, member: unknown): unknown {
  if (VALUES.has(name)) {
    return member;
  }
  return MAPS.has(name) && typeof member === "object" && member !== null
    ? Object.fromEntries(Object.entries(member).map(([key, each]) => [key, mapSchema(each)]))
    : mapSchema(member);
}

/** Keywords whose values are no schemas. */
const VALUES: ReadonlySet<string> = new Set(["const", "enum", "default", "examples", "example"]);

/** Keywords whose members are schemas, whatever they are called. */
const MAPS: ReadonlySet<string> = new Set([
  ...["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"],
]);
