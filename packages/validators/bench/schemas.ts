import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** A JSON Schema of the specs whose `$ref`s are names of others. */
export type Schema = Readonly<Record<string, unknown>>;

/** The schemas that some reach, by name; those that others refer to come first. */
export type Schemas = ReadonlyMap<string, Schema>;

const SPECS = new URL("../../../specs/", import.meta.url);

/** Reads schema files of the specs, and all that they refer to. */
export function readSchemas(paths: readonly string[]): Schemas {
  const found = new Map<string, Schema>();
  for (const path of paths) read(new URL(path, SPECS), found);
  return found;
}

/** The name of the schema in a file. */
export function nameOf(path: string): string {
  return basename(path, ".yaml");
}

function read(file: URL, found: Map<string, Schema>): string {
  const name = nameOf(fileURLToPath(file));
  if (!found.has(name)) {
    const convert = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(convert);
      if (typeof value !== "object" || value === null) return value;
      if ("$ref" in value) return { $ref: read(new URL(String(value.$ref), file), found) };
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item)]));
    };
    const schema = withoutAnnotations(convert(parse(readFileSync(file, "utf8"))), false);
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
