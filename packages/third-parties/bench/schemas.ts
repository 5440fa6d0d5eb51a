import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** A JSON Schema of the specs whose `$ref`s are names of others. */
export type Schema = Readonly<Record<string, unknown>>;

/** The schemas that some reach, by name; those that others refer to come first. */
export type Schemas = ReadonlyMap<string, Schema>;

const SPECS = new URL("../../../specs/", import.meta.url);

/** Reads named schemas of the specs, each `<file>#/components/schemas/<name>`, and all that they refer to. */
export function readSchemas(references: readonly string[]): Schemas {
  const found = new Map<string, Schema>();
  for (const reference of references) read(new URL(reference, SPECS), found);
  return found;
}

/** The name of the schema that a reference leads to. */
export function nameOf(reference: string): string {
  return reference.split("/").at(-1) ?? "";
}

function read(url: URL, found: Map<string, Schema>): string {
  const name = nameOf(url.hash);
  if (!found.has(name)) {
    const convert = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(convert);
      if (typeof value !== "object" || value === null) return value;
      if ("$ref" in value) return { $ref: read(new URL(String(value.$ref), url), found) };
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item)]));
    };
    const { components } = parse(readFileSync(fileURLToPath(url), "utf8"));
    const schema = withoutAnnotations(convert(components.schemas[name]), false);
    if (typeof schema === "object" && schema !== null) found.set(name, { ...schema });
  }
  return name;
}

/** Descriptions and the like would only make the peers' bundles larger. */
function withoutAnnotations(value: unknown, isMap: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutAnnotations(item, false));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key]) => isMap || !/^(?:x-.*|description|title|default|examples?|deprecated|discriminator)$/.test(key),
  );
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutAnnotations(item, !isMap && key === "properties")]));
}
