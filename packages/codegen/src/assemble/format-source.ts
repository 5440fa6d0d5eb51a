import { posix } from "node:path";
import type { SpecFile, SpecFiles } from "../source/spec-file.ts";
import { child, children, member, placeOf, rootOf, type SpecNode } from "../source/spec-node.ts";
import type { AssembledFile } from "./assembled-file.ts";
import type { LenientSchemas } from "./lenient-schemas.ts";
import { FORMATS_FOLDER } from "./spec-folders.ts";

/** Where a document says what its format is. */
export const FORMAT_KEY = "x-bedrock-format";

/** Where an opaque body says which body of a format it is. */
const BODY_KEY = "x-format-body";

/** The bodies of an invocation; the chunk is one decoded piece of a streamed response. */
export type BodyRole = "request" | "response" | "chunk";

/** A format as it is written in its folder, with what it takes over from the format that it extends. */
export interface FormatSource {
  readonly id: string;
  readonly folder: string;
  readonly file: SpecFile;
  /** What begins the names of its schemas. */
  readonly name: string;
  /** The members of `x-bedrock-format`, those of the extended format included. */
  readonly description: ReadonlyMap<string, SpecNode>;
  /** The schema of each body that it has. */
  readonly bodies: Readonly<Record<BodyRole, SpecNode | undefined>>;
}

/** Reads the format in a folder; undefined, and noted, where its document or what it extends is missing. */
export function readFormatSource(files: SpecFiles, folder: string): FormatSource | undefined {
  const file = files.read(`${folder}/openapi.yaml`);
  const node = file && child(rootOf(file), FORMAT_KEY);
  if (!file || !node) {
    files.problems.add(
      { file: `${folder}/openapi.yaml`, line: 1 },
      `is missing, unreadable or without ${FORMAT_KEY}; expected the document of a format`,
    );
    return undefined;
  }
  const id = posix.basename(folder);
  const own = new Map(children(node));
  const name = String(own.get("name")?.value ?? pascal(id));
  const base = extended(files, own.get("extends"));
  const description = new Map([...(base?.description ?? []), ...own]);
  for (const [key, value] of base?.description ?? [])
    if (own.has(key)) description.set(key, merged(value, own.get(key)));
  description.delete("extends");
  const schemas = member(files, rootOf(file), "components", "schemas");
  const body = (role: BodyRole): SpecNode | undefined =>
    (schemas && child(schemas, name + pascal(role))) ?? base?.bodies[role];
  const bodies = { request: body("request"), response: body("response"), chunk: body("chunk") };
  return { id, folder, file, name, description, bodies };
}

function extended(files: SpecFiles, node: SpecNode | undefined): FormatSource | undefined {
  if (!node) return undefined;
  const folder = `${FORMATS_FOLDER}/${node.value}`;
  if (files.read(`${folder}/openapi.yaml`)) return readFormatSource(files, folder);
  files.problems.add(placeOf(node), `extends '${node.value}', which is not a format; expected the name of a folder`);
  return undefined;
}

/** A member of the extended format with the members that the extending one writes beside it. */
function merged(base: SpecNode, own: SpecNode | undefined): SpecNode {
  if (!own || !isMapping(base.value) || !isMapping(own.value)) return own ?? base;
  return { ...own, value: { ...base.value, ...own.value } };
}

/** The bodies that stand opaque in a part of an operation. */
export function bodyRoles(node: SpecNode): ReadonlySet<string> {
  const own = child(node, BODY_KEY)?.value;
  return new Set([
    ...(typeof own === "string" ? [own] : []),
    ...children(node).flatMap(([, each]) => [...bodyRoles(each)]),
  ]);
}

/** What stands for an opaque body in the document of a format. */
export function formatBody(
  document: AssembledFile,
  { bodies }: FormatSource,
  lenient: LenientSchemas,
): (node: SpecNode) => unknown {
  return (node) => {
    const role = child(node, BODY_KEY)?.value;
    if (role !== "request" && role !== "response" && role !== "chunk") return undefined;
    const schema = bodies[role];
    if (!schema) return {};
    if (role === "request") return document.reference(schema);
    if (role === "response") return lenient.named(schema);
    const description = "The decoded chunks, in the order in which they arrive.";
    return { type: "array", description, items: lenient.named(schema) };
  };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `titan-embed-text` as `TitanEmbedText`. */
function pascal(id: string): string {
  return id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
