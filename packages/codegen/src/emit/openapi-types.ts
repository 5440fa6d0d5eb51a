import type { OpenAPI3, SchemaObject } from "openapi-typescript";
import type { SpecFiles } from "../source/spec-file.ts";

/** How the types are written. */
export interface OpenapiTypesOptions {
  /** Whether every member is readonly; not by default. */
  readonly isReadonly?: boolean;
}

/** The keyword of a schema whose type is written elsewhere. */
export const TYPE_KEYWORD = "x-type";

/** What stands for a schema whose type is written elsewhere, as TypeScript. */
export function typeReference(type: string): unknown {
  return { [TYPE_KEYWORD]: type };
}

/** TypeScript for an OpenAPI document. */
export function openapiTypes(
  { cache }: SpecFiles,
  document: OpenAPI3,
  options: OpenapiTypesOptions = {},
): Promise<string> {
  return cache.rememberLater("types", JSON.stringify([document, options]), async () => {
    // Most runs find all types made; the compiler of TypeScript takes its time to load.
    const { writeTypes } = await import("./openapi-typescript.ts");
    return writeTypes(document, options);
  });
}

/** TypeScript for named schemas alone: `components.schemas`, and an alias for each. */
export async function schemaTypes(
  files: SpecFiles,
  schemas: Readonly<Record<string, unknown>>,
  options: OpenapiTypesOptions = {},
): Promise<string> {
  const text = await openapiTypes(
    files,
    {
      openapi: "3.1.0",
      info: { title: "Schemas", version: "1" },
      paths: {},
      components: { schemas: asSchemas(schemas) },
    },
    options,
  );
  const body = text.slice(text.indexOf("export interface components"));
  return body
    .replaceAll(/\n {4}(?:readonly )?(?:responses|parameters|requestBodies|headers|pathItems): never;/g, "")
    .replaceAll(/\nexport type (?:\$defs|operations) = .*;/g, "");
}

/**
 * Schemas that were read as such: they stood in `schemas/` or under `schema` in the specs, or in a JSON Schema file.
 */
export function asSchemas(schemas: Readonly<Record<string, unknown>>): Record<string, SchemaObject> {
  // openapi-typescript takes any JSON Schema; its own type for them is narrower than the standard.
  return schemas as Record<string, SchemaObject>;
}
