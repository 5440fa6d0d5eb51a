import type { Oas3Visitor, UserContext } from "@redocly/openapi-core";

const SHORTEST = 6;

/** Where a schema has a name. */
const NAMED = /^#\/components\/schemas\/[^/]+$/;

/**
 * Every named schema and every member of a schema says what it means, in its own description or in that of its schema.
 */
export function schemaDescribed(): Oas3Visitor {
  return {
    Schema(schema, context) {
      const { location, report } = context;
      if (NAMED.test(location.pointer) && !isDescribed(schema, context)) {
        report({ message: "The schema has no description; expected what it means.", location });
      }
      for (const [name, member] of Object.entries(schema.properties ?? {})) {
        if (isDescribed(member, context)) continue;
        report({
          message: `Member \`${name}\` has no description; expected its meaning, its unit and what its absence means.`,
          location: location.child(["properties", name]).key(),
        });
      }
    },
  };
}

/** Redocly hands over the schema as written: `true`, `false`, or an object that may refer to another file. */
function isDescribed(schema: unknown, context: UserContext): boolean {
  if (typeof schema !== "object" || schema === null) return false;
  if ("description" in schema) return typeof schema.description === "string" && schema.description.length >= SHORTEST;
  if (!("$ref" in schema) || typeof schema.$ref !== "string") return false;
  const { node } = context.resolve<object>({ $ref: schema.$ref });
  return node !== undefined && isDescribed(node, context);
}
