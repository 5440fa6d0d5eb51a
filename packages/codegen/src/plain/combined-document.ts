import { isDeepStrictEqual } from "node:util";
import { isSchema } from "../schema/json-schema.ts";
import type { Document, Json } from "./document.ts";
import { pascal } from "./plain-schemas.ts";

/** A document and its id, such as `management`. */
export type NamedDocument = readonly [id: string, document: Document];

/**
 * Several documents as one: the paths of all, each with its own servers and security, and the components of all. Where
 * two have different components of one name, the later one's begins with its id. Of `parts` only components are taken.
 */
export function combinedDocument(
  info: Json,
  whole: readonly NamedDocument[],
  parts: readonly NamedDocument[],
): Document {
  const components: Record<string, Record<string, Json>> = {};
  const paths: Record<string, Json> = {};
  const tags = new Map<string, Json>();
  for (const [id, document] of [...whole, ...parts]) {
    const names = new Map<string, string>();
    for (const [section, members] of Object.entries(document.components ?? {})) {
      const known = components[section] ?? {};
      for (const [name, member] of Object.entries(members)) {
        const isTaken = known[name] !== undefined && !isDeepStrictEqual(known[name], member);
        names.set(`#/components/${section}/${name}`, `#/components/${section}/${isTaken ? pascal(id) + name : name}`);
      }
    }
    const { paths: own, components: mine } = Object(renamed(document, names)) as Document; // It is that document, with other names.
    for (const [section, members] of Object.entries(mine ?? {})) {
      components[section] ??= {};
      for (const [name, member] of Object.entries(members)) {
        const [, , , target = name] = (names.get(`#/components/${section}/${name}`) ?? "").split("/");
        components[section][target] = member;
      }
    }
    if (!whole.some(([each]) => each === id)) continue;
    for (const tag of Array.isArray(document.tags) ? document.tags : []) tags.set(tag.name, tag);
    for (const [path, item] of Object.entries(own))
      paths[path] = { servers: document.servers, ...secured(item, document.security) };
  }
  return { openapi: "3.1.0", info, tags: [...tags.values()], paths, components };
}

function secured(item: Json, security: unknown): Json {
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => [
      key,
      isSchema(value) && value.operationId !== undefined && value.security === undefined
        ? { ...value, security }
        : value,
    ]),
  );
}

function renamed(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((each) => renamed(each, names));
  if (!isSchema(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === "$ref" && typeof value === "string" ? (names.get(value) ?? value) : renamed(value, names),
    ]),
  );
}
