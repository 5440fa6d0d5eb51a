import { posix } from "node:path";
import type { SpecFile, SpecFiles } from "../source/spec-file.ts";
import { child, children, member, placeOf, rootOf, type SpecNode } from "../source/spec-node.ts";
import { type AssembledFile, isNode, type Part } from "./assembled-file.ts";
import { extended } from "./extended-format.ts";
import type { LenientSchemas } from "./lenient-schemas.ts";
import { FORMATS_FOLDER } from "./spec-folders.ts";

/** Where a document says what its format is. */
export const FORMAT_KEY = "x-bedrock-format";

/** Where an opaque body says which body of a format it is. */
const BODY_KEY = "x-format-body";

/**
 * The bodies of an invocation; the chunk is one decoded piece of a streamed response, the model input the request of an
 * asynchronous one, a request event one decoded piece that the client of a session streams.
 */
export type BodyRole = "request" | "response" | "chunk" | "modelInput" | "requestEvents";

/** A format as it is written in its folder, with what it takes over from the format that it extends. */
export interface FormatSource {
  readonly id: string;
  readonly folder: string;
  /** The folders of the formats that it extends, the farthest first, then its own. */
  readonly folders: readonly string[];
  readonly file: SpecFile;
  /** The format that it extends itself. */
  readonly base?: string;
  /** What begins the names of its schemas. */
  readonly name: string;
  /** The members of `x-bedrock-format`, those of the extended format included. */
  readonly description: ReadonlyMap<string, Part>;
  /** The value of `x-bedrock-format` as it is written. */
  readonly node: SpecNode;
  /** The schema of each body that it has. */
  readonly bodies: FormatBodies;
}

/** The schema of each body of a format. */
export type FormatBodies = Readonly<Record<BodyRole, SpecNode | undefined>>;

/**
 * Reads the format in a folder; undefined, and noted, where its document or what it extends is missing. `extending` are
 * the formats on whose behalf it is read.
 */
export function readFormatSource(
  files: SpecFiles,
  folder: string,
  extending: readonly string[] = [],
): FormatSource | undefined {
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
  const schemas = member(files, rootOf(file), "components", "schemas");
  const body = (role: BodyRole): SpecNode | undefined => schemas && child(schemas, name + pascal(role));
  const extension = own.get("extends");
  const base = extension && readBase(files, extension, [...extending, id]);
  const kind = String((base ? written(base.description, "kind") : own.get("kind"))?.value);
  const role = REQUEST_ROLES[kind] ?? "request";
  const bodies = {
    request: undefined,
    modelInput: undefined,
    requestEvents: undefined,
    response: body("response"),
    chunk: body("chunk"),
    [role]: body("request"),
  };
  const source = { id, folder, folders: [folder], file, name, node, description: own, bodies };
  if (!extension) return source;
  return base && { ...source, ...extended(files, base, source), base: base.id, folders: [...base.folders, folder] };
}

function readBase(files: SpecFiles, node: SpecNode, extending: readonly string[]): FormatSource | undefined {
  const id = String(node.value);
  const folder = `${FORMATS_FOLDER}/${id}`;
  const isCircle = extending.includes(id);
  if (!isCircle && files.read(`${folder}/openapi.yaml`)) return readFormatSource(files, folder, extending);
  const fault = isCircle ? "which extends this one in turn" : "which is not a format";
  files.problems.add(placeOf(node), `extends '${id}', ${fault}; expected the name of another folder`);
  return undefined;
}

function written(parts: ReadonlyMap<string, Part>, key: string): SpecNode | undefined {
  const part = parts.get(key);
  return part && isNode(part) ? part : undefined;
}

/** The bodies that stand opaque in a part of an operation. */
export function bodyRoles(node: SpecNode): ReadonlySet<BodyRole> {
  const own = child(node, BODY_KEY)?.value;
  return new Set([...(isRole(own) ? [own] : []), ...children(node).flatMap(([, each]) => [...bodyRoles(each)])]);
}

/** What stands for an opaque body in the document of a format. */
export function formatBody(
  document: AssembledFile,
  { bodies }: FormatSource,
  lenient: LenientSchemas,
): (node: SpecNode) => unknown {
  return (node) => {
    const role = child(node, BODY_KEY)?.value;
    if (!isRole(role)) return undefined;
    const schema = bodies[role];
    if (!schema) return {};
    if (role === "request" || role === "modelInput") return document.reference(schema);
    if (role === "response") return lenient.named(schema);
    if (role === "requestEvents") {
      const description = "The decoded events, in the order in which they are sent.";
      return { type: "array", description, items: document.reference(schema) };
    }
    const description = "The decoded chunks, in the order in which they arrive.";
    return { type: "array", description, items: lenient.named(schema) };
  };
}

/** What the request of a format is, by its kind; for the others the body of an invocation. */
const REQUEST_ROLES: Readonly<Record<string, BodyRole>> = { async: "modelInput", speech: "requestEvents" };

const ROLES: readonly unknown[] = [
  "request",
  "response",
  "chunk",
  "modelInput",
  "requestEvents",
] satisfies readonly BodyRole[];

function isRole(value: unknown): value is BodyRole {
  return ROLES.includes(value);
}

/** `titan-embed-text` as `TitanEmbedText`. */
function pascal(id: string): string {
  return id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
