import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** The folder of the repository. */
export const REPOSITORY: string = fileURLToPath(new URL("../../..", import.meta.url));

/** A value of a YAML file of the repository. References in it are relative to the file. */
export interface Place {
  /** The file, from the folder of the repository. */
  readonly file: string;
  /** The value, an object in which nothing is known to exist. */
  readonly value: Json;
  /** The key under which the value stands, where a reference led to a schema of its own name. */
  readonly name?: string;
}

/** An object of a YAML file. Whoever reads a member says what it should be; the specs are checked elsewhere. */
// biome-ignore lint/suspicious/noExplicitAny: OpenAPI documents are read in some twenty places, each of another form.
export type Json = Readonly<Record<string, any>>;

const files = new Map<string, Json>();

/** A YAML file of the repository, read once. */
export function readYaml(file: string): Json {
  const known = files.get(file) ?? parse(readFileSync(join(REPOSITORY, file), "utf8"), { maxAliasCount: -1 });
  files.set(file, known);
  return known;
}

/** Where a value really stands: its `$ref`s followed. What is written beside a reference replaces what is there. */
export function follow(file: string, value: Json): Place {
  if (typeof value?.$ref !== "string") return { file, value };
  const { $ref, ...beside } = value;
  const [path = "", pointer = ""] = $ref.split("#");
  const target = path === "" ? file : join(dirname(file), path);
  const keys = pointer.split("/").slice(1);
  const found = keys.reduce((at: Json | undefined, key: string) => at?.[unescapeKey(key)], readYaml(target));
  if (found === undefined) throw new Error(`${file}: ${$ref} leads nowhere.`);
  const end = follow(target, found);
  const name = pointer.startsWith("/components/schemas/") ? keys.at(-1) : end.name;
  return { ...end, value: { ...end.value, ...beside }, ...(name !== undefined && { name }) };
}

function unescapeKey(key: string): string {
  return decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~");
}
