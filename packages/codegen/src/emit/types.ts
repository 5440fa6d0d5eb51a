import type { PathsObject } from "openapi-typescript";
import { SHARED_FILE, SPECS_FOLDER } from "../assemble/spec-folders.ts";
import { type Operation, unnamedErrors } from "../model/operation.ts";
import type { ApiModel, FormatModel, SpecModel } from "../model/spec-model.ts";
import { SchemaBundle } from "../source/bundle-schemas.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, refOf, type SpecNode } from "../source/spec-node.ts";
import { BATCH_FILE } from "./batch.ts";
import { header } from "./header.ts";
import { asSchemas, openapiTypes, schemaTypes } from "./openapi-types.ts";

const FOLDER = "packages/types/src/gen";

/** A generated file: its path from the repository's root, and its text. */
export type TextFile = readonly [path: string, text: string];

/** `gen/<api>.ts`: paths, operations and components of an API. */
export async function emitApiTypes(files: SpecFiles, api: ApiModel): Promise<TextFile> {
  const bundle = new SchemaBundle(files);
  const paths = child(api.root, "paths");
  const text = await openapiTypes(files, {
    openapi: "3.1.0",
    info: { title: api.id, version: "1" },
    // What the specs hold under `paths` was read as such by the model.
    paths: (paths ? bundle.addDocument(paths) : {}) as PathsObject,
    components: { schemas: asSchemas(bundle.schemas) },
  });
  return [`${FOLDER}/${api.id}.ts`, header(api.source) + text];
}

/** `gen/formats/<id>.ts`: the schemas of a format's bodies. */
export async function emitFormatTypes(files: SpecFiles, format: FormatModel): Promise<TextFile> {
  const bodies = formatBodies(format);
  const text = await bundledTypes(
    files,
    Object.values(bodies).flatMap((node) => (node ? (child(node, "items") ?? node) : [])),
  );
  return [`${FOLDER}/formats/${format.id}.ts`, header(format.source) + text];
}

/** `gen/exceptions.ts`: the bodies of the exceptions. */
export async function emitExceptionTypes(
  files: SpecFiles,
  exceptions: ReadonlyMap<string, SpecNode>,
): Promise<TextFile> {
  const text = await bundledTypes(files, [...exceptions.values()]);
  const members = [...exceptions.keys()].map((name) => `  ${name}: ${name};\n`).join("");
  return [
    `${FOLDER}/exceptions.ts`,
    `${header(SHARED_FILE)}${text}
/** The body of each exception, by the exception's name. */
export interface ExceptionBodies {
${members}}
`,
  ];
}

/** `gen/batch.ts`: the records of batch inference. */
export function emitBatchTypes(files: SpecFiles, schemas: NamedSchemas["schemas"]): Promise<TextFile> {
  return schemaTypesModule(files, { name: "batch", from: BATCH_FILE, schemas, isReadonly: false });
}

/** The schemas of one file that is no API with cases. */
export interface NamedSchemas {
  /** What the generated file is called. */
  readonly name: string;
  readonly from: string;
  readonly schemas: readonly (readonly [name: string, schema: SpecNode])[];
  /** Whether members are readonly. */
  readonly isReadonly: boolean;
}

/** The types of named schemas. */
export async function schemaTypesModule(
  files: SpecFiles,
  { name, from, schemas, isReadonly }: NamedSchemas,
): Promise<TextFile> {
  const bundle = new SchemaBundle(files);
  const added = Object.fromEntries(schemas.map(([key, node]) => [key, bundle.addSchema(node)]));
  const text = await schemaTypes(files, { ...added, ...bundle.schemas }, { isReadonly });
  return [`${FOLDER}/${name}.ts`, header(from) + text];
}

function bundledTypes(files: SpecFiles, nodes: readonly SpecNode[]): Promise<string> {
  const bundle = new SchemaBundle(files);
  for (const node of nodes) bundle.addSchema(node);
  return schemaTypes(files, bundle.schemas);
}

/** `gen/formats.ts`: the bodies of every format, by its id. */
export function emitFormatBodies(model: SpecModel): TextFile {
  const imports = model.formats.map(
    ({ id }) => `import type { components as ${alias(id)} } from "./formats/${id}.ts";\n`,
  );
  const members = model.formats.map((format) => {
    const { request, response, chunk } = formatBodies(format);
    const type = (node: SpecNode | undefined) => schemaType(alias(format.id), node);
    return `  "${format.id}": { request: ${type(request)}; response: ${type(response)}; chunk: ${type(chunk)} };\n`;
  });
  const invoked = model.formats.filter(isInvoked).map(({ id }) => `  | "${id}"`);
  return [
    `${FOLDER}/formats.ts`,
    `${header(SPECS_FOLDER)}${imports.join("")}
/** The bodies of each format, by its id; \`never\` where its spec describes none. */
export interface FormatBodies {
${members.join("")}}

/** The formats of InvokeModel. Those of other operations are asynchronous, or of speech. */
export type InvokeFormatId =
${invoked.join("\n")};
`,
  ];
}

/** Whether bodies of the format are all that the operation takes. */
function isInvoked({ operation, refined }: FormatModel): boolean {
  return refined.operations.some(({ id, hasFormat }) => id === operation.id && hasFormat);
}

/** `gen/operations.ts`: the parameters and bodies of every operation, by its name, for each API. */
export function emitOperationTypes(model: SpecModel): TextFile {
  const imports = model.apis.map(({ id }) => `import type { operations as ${alias(id)} } from "./${id}.ts";\n`);
  return [
    `${FOLDER}/operations.ts`,
    `${header(SPECS_FOLDER)}import type { ParametersOf } from "../parameters-of.ts";\n${imports.join("")}${model.apis.map(apiOperations).join("")}`,
  ];
}

function apiOperations(api: ApiModel): string {
  return `
/**
 * Parameters, request, response, events and chunks of streams, and error of each operation of the ${api.id} API, by its
 * name.
 */
export interface ${pascal(api.id)}Operations {
${api.operations.map((operation) => operationMember(alias(api.id), operation)).join("")}}
`;
}

function operationMember(api: string, operation: Operation): string {
  const self = `${api}["${operation.id}"]`;
  const { success, requestBody, requestMediaType } = operation;
  const body = requestBody === "optional" ? `NonNullable<${self}["requestBody"]>` : `${self}["requestBody"]`;
  const request = requestMediaType === undefined ? "never" : `${body}["content"]["${requestMediaType}"]`;
  const response =
    success.mediaType === undefined
      ? "never"
      : `${self}["responses"][${success.status}]["content"]["${success.mediaType}"]`;
  return `  ${operation.id}: {
    parameters: ParametersOf<${self}["parameters"]>;
    request: ${request};
    response: ${response};
    event: ${success.stream ? `${response}[number]` : "never"};
    requestEvent: ${operation.requestStream ? `${request}[number]` : "never"};
    chunk: ${chunkType(self, operation)};
    error: ${errorType(self, operation)};
  };
`;
}

/** One event of an answer that can come as a stream beside one body. */
function chunkType(self: string, { success: { sse, status } }: Operation): string {
  return sse ? `${self}["responses"][${status}]["content"]["${sse.mediaType}"][number]` : "never";
}

/** The body of any error, where no exceptions tell errors apart. */
function errorType(self: string, operation: Operation): string {
  const types = unnamedErrors(operation).map(({ status, mediaType, schema }) => {
    const type = `${self}["responses"][${status}]["content"]["${mediaType}"]`;
    return [(schema && refOf(schema)?.split("/").at(-1)) ?? type, type] as const;
  });
  // Of several with one schema, the last stands for all.
  return [...new Map(types).values()].join(" | ") || "never";
}

/** The schemas of a format's bodies, `$ref` not followed. */
function formatBodies(format: FormatModel): {
  request: SpecNode | undefined;
  response: SpecNode | undefined;
  chunk: SpecNode | undefined;
} {
  return { request: format.request, response: format.operation.success.schema, chunk: format.chunk };
}

/** A list that is no schema of its own is one of its elements. */
function schemaType(api: string, node: SpecNode | undefined): string {
  const name = node && refOf(node)?.split("/").at(-1);
  const element = node && !name ? child(node, "items") : undefined;
  if (element) return `${schemaType(api, element)}[]`;
  return name ? `${api}["schemas"]["${name}"]` : "never";
}

function alias(id: string): string {
  return id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function pascal(id: string): string {
  return `${id[0]?.toUpperCase()}${alias(id).slice(1)}`;
}
