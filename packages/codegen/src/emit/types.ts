import type { OpenAPI3, PathsObject } from "openapi-typescript";
import { SHARED_FILE, SPECS_FOLDER } from "../assemble/spec-folders.ts";
import { type Operation, unnamedErrors } from "../model/operation.ts";
import type { ApiModel, FormatModel, SpecModel } from "../model/spec-model.ts";
import { SchemaBundle } from "../source/bundle-schemas.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, refOf, type SpecNode } from "../source/spec-node.ts";
import { BATCH_FILE } from "./batch.ts";
import { header } from "./header.ts";
import { asSchemas, openapiTypes, schemaTypes } from "./openapi-types.ts";
import { schemaType, TYPES_FOLDER, type TypeModule, TypeModules, typeAlias } from "./type-modules.ts";

/** A generated file: its path from the repository's root, and its text. */
export type TextFile = readonly [path: string, text: string];

/** What types are made of. */
export interface TypedSpecs {
  readonly model: SpecModel;
  readonly exceptions: ReadonlyMap<string, SpecNode>;
  readonly batchRecords: readonly (readonly [name: string, schema: SpecNode])[];
}

/**
 * The types of schemas: `gen/<api>.ts` has paths, operations and components of an API, `gen/formats/<id>.ts` the
 * schemas of a format's bodies, `gen/shared.ts` the bodies of the exceptions and what else several APIs have in
 * common, `gen/batch.ts` the records of batch inference.
 */
export async function emitSchemaTypes(
  files: SpecFiles,
  { model, exceptions, batchRecords }: TypedSpecs,
): Promise<readonly TextFile[]> {
  const modules = new TypeModules(files);
  const apis = model.apis.map((api) => ({ api, ...apiModule(modules, api) }));
  const formats = model.formats.map((format) => ({ format, module: formatModule(modules, format) }));
  const shared = modules.at(`${TYPES_FOLDER}/shared.ts`);
  for (const node of exceptions.values()) shared.bundle.addSchema(node);
  const batch = modules.at(`${TYPES_FOLDER}/batch.ts`);
  const records = Object.fromEntries(batchRecords.map(([name, node]) => [name, batch.bundle.addSchema(node)]));
  // What one file takes from another is known once all are filled.
  return Promise.all([
    ...apis.map(({ api, module, document }) => emitApiTypes(files, module, { source: api.source, document })),
    ...formats.map(({ format, module }) => emitModule(files, module, { source: format.source })),
    emitModule(files, shared, { source: SHARED_FILE, tail: exceptionBodies(exceptions) }),
    emitModule(files, batch, { source: BATCH_FILE, schemas: records }),
  ]);
}

interface ApiDocument {
  readonly source: string;
  readonly document: Omit<OpenAPI3, "components">;
}

function apiModule(modules: TypeModules, api: ApiModel): { module: TypeModule; document: ApiDocument["document"] } {
  const module = modules.at(`${TYPES_FOLDER}/${api.id}.ts`);
  const paths = child(api.root, "paths");
  const document = {
    openapi: "3.1.0",
    info: { title: api.id, version: "1" },
    // What the specs hold under `paths` was read as such by the model.
    paths: (paths ? module.bundle.addDocument(paths) : {}) as PathsObject,
  };
  return { module, document };
}

function formatModule(modules: TypeModules, format: FormatModel): TypeModule {
  const module = modules.at(`${TYPES_FOLDER}/formats/${format.id}.ts`);
  for (const node of Object.values(formatBodies(format))) {
    if (node) module.bundle.addSchema(child(node, "items") ?? node);
  }
  return module;
}

async function emitApiTypes(
  files: SpecFiles,
  module: TypeModule,
  { source, document }: ApiDocument,
): Promise<TextFile> {
  const components = { schemas: asSchemas(module.bundle.schemas) };
  const text = await openapiTypes(files, { ...document, components });
  return [module.path, `${header(source)}${module.imports}${text}`];
}

interface ModuleParts {
  readonly source: string;
  readonly schemas?: Readonly<Record<string, unknown>>;
  readonly tail?: string;
}

async function emitModule(files: SpecFiles, module: TypeModule, parts: ModuleParts): Promise<TextFile> {
  const { source, schemas = {}, tail = "" } = parts;
  const text = await schemaTypes(files, { ...schemas, ...module.bundle.schemas });
  return [module.path, `${header(source)}${module.imports}${text}${tail}`];
}

function exceptionBodies(exceptions: ReadonlyMap<string, SpecNode>): string {
  return `
/** The body of each exception, by the exception's name. */
export interface ExceptionBodies {
${[...exceptions.keys()].map((name) => `  ${name}: ${name};\n`).join("")}}
`;
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
  return [`${TYPES_FOLDER}/${name}.ts`, header(from) + text];
}

/** `gen/formats.ts`: the bodies of every format, by its id. */
export function emitFormatBodies(model: SpecModel): TextFile {
  const imports = model.formats.map(
    ({ id }) => `import type { components as ${typeAlias(id)} } from "./formats/${id}.ts";\n`,
  );
  const members = model.formats.map((format) => {
    const { request, response, chunk } = formatBodies(format);
    const type = (node: SpecNode | undefined) => bodyType(typeAlias(format.id), node);
    return `  "${format.id}": { request: ${type(request)}; response: ${type(response)}; chunk: ${type(chunk)} };\n`;
  });
  const invoked = model.formats.filter(isInvoked).map(({ id }) => `  | "${id}"`);
  return [
    `${TYPES_FOLDER}/formats.ts`,
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
  const imports = model.apis.map(({ id }) => `import type { operations as ${typeAlias(id)} } from "./${id}.ts";\n`);
  const parameters = 'import type { ParametersOf } from "../parameters-of.ts";\n';
  const text = [header(SPECS_FOLDER), parameters, ...imports, ...model.apis.map(apiOperations)].join("");
  return [`${TYPES_FOLDER}/operations.ts`, text];
}

function apiOperations(api: ApiModel): string {
  return `
/**
 * Parameters, request, response, events and chunks of streams, and error of each operation of the ${api.id} API, by its
 * name.
 */
export interface ${pascal(api.id)}Operations {
${api.operations.map((operation) => operationMember(typeAlias(api.id), operation)).join("")}}
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
function bodyType(api: string, node: SpecNode | undefined): string {
  const name = node && refOf(node)?.split("/").at(-1);
  const element = node && !name ? child(node, "items") : undefined;
  if (element) return `${bodyType(api, element)}[]`;
  return name ? schemaType(api, name) : "never";
}

function pascal(id: string): string {
  return `${id[0]?.toUpperCase()}${typeAlias(id).slice(1)}`;
}
