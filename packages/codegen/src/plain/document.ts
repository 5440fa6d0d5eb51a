import { pointerSteps } from "../json-pointer.ts";
import { isSchema, type JsonSchema } from "../schema/json-schema.ts";

/** A JSON object of an OpenAPI document. */
export type Json = { readonly [key: string]: unknown };

/** A bundled OpenAPI document: one file, whose references stay inside. */
export interface Document extends Json {
  readonly info: Json;
  readonly paths: Readonly<Record<string, Json>>;
  readonly components?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** An operation, and where it stands. */
export interface PlacedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: Json;
}

const METHODS: ReadonlySet<string> = new Set(["get", "put", "post", "delete", "options", "head", "patch"]);

export function operationsOf({ paths }: Document): readonly PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) =>
      METHODS.has(method) && isSchema(operation) ? [{ path, method, operation }] : [],
    ),
  );
}

/** What a reference within a document leads to; what is no reference is itself. */
export function resolved(document: Document, node: unknown): Json {
  if (!isSchema(node)) return {};
  if (typeof node.$ref !== "string") return node;
  const [, section = "", name = ""] = pointerSteps(node.$ref);
  const found = document.components?.[section]?.[name];
  if (found === undefined) throw new Error(`${node.$ref} leads nowhere`);
  return resolved(document, found);
}

/** The schemas of a document, by their names. */
export function schemasOf(document: Document): Readonly<Record<string, JsonSchema>> {
  return document.components?.schemas ?? {};
}

/** The schema of each media type of a request or a response. */
export function contentOf(node: Json): readonly (readonly [mediaType: string, schema: unknown])[] {
  return Object.entries(Object(node.content)).map(([type, media]) => [type, Object(media).schema]);
}

/** Media types whose bodies are a stream of events; their schema is the list of them. */
export const EVENT_MEDIA_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.amazon.eventstream",
  "text/event-stream",
]);

/** The schema of one event, and its name where it has one. */
export function eventOf(schema: unknown): unknown {
  return isSchema(schema) && schema.items !== undefined ? schema.items : schema;
}
