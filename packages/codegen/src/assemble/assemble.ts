import { posix } from "node:path";
import type { SpecFile, SpecFiles } from "../source/spec-file.ts";
import { child, children, member, placeOf, resolve, rootOf, type SpecNode } from "../source/spec-node.ts";
import { type AssembledExample, assembleOperation, type OperationParts } from "./assemble-operation.ts";
import type { Members } from "./assemble-responses.ts";
import { AssembledFile, isNode, type Part } from "./assembled-file.ts";
import { type ApiParts, readApiParts, readSharedParts, type SharedParts, sharedPart } from "./common-parts.ts";
import { defaultExample, envelopeExamples, MODEL_INPUT_KEY, modelIdExamples } from "./envelope.ts";
import { DEFAULT_EXAMPLE, type ExampleSource, exampleSources } from "./example-source.ts";
import {
  type BodyRole,
  bodyRoles,
  FORMAT_KEY,
  type FormatSource,
  formatBody,
  readFormatSource,
} from "./format-source.ts";
import { LenientSchemas } from "./lenient-schemas.ts";
import { wholePatterns } from "./model-ids.ts";
import { requestSchemas } from "./reached-schemas.ts";
import { type ApiFolder, apiFolders, formatFolders, SPECS_FOLDER, yamlFiles } from "./spec-folders.ts";

/** Where the assembled documents are, from the repository's root. */
export const ASSEMBLED_FOLDER = `${SPECS_FOLDER}/gen/openapi`;

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Members of a document that assembly writes itself. */
const ASSEMBLED = ["paths", "components", "x-errors", FORMAT_KEY];

/** An API or a format as one ordinary OpenAPI document. */
export interface AssembledApi {
  /** The name of its folder. */
  readonly id: string;
  readonly document: AssembledFile;
  /** The hand-written document. */
  readonly source: SpecFile;
  /** The examples of each operation, by its operationId. */
  readonly examples: ReadonlyMap<string, readonly AssembledExample[]>;
  /** The format that a format extends. */
  readonly base?: string | undefined;
}

/** An operation in a hand-written document. */
interface Written {
  readonly path: string;
  readonly method: string;
  readonly id: string;
  readonly node: SpecNode;
  /** The folder of its family. */
  readonly family: string;
  /** Its bodies that are opaque to the API and described by the formats. */
  readonly roles: ReadonlySet<BodyRole>;
}

/** Assembles the documents of all APIs, then those of all formats. */
export function assembleSpecs(files: SpecFiles): readonly AssembledApi[] {
  const shared = readSharedParts(files);
  const formats = formatFolders(files.tree).flatMap((folder) => readFormatSource(files, folder) ?? []);
  const apis = apiFolders(files.tree).flatMap((folder) => {
    const api = readApiParts(shared, folder);
    return api ? [{ api, folder, operations: folder.families.flatMap((family) => operationsOf(files, family)) }] : [];
  });
  const invoked = apis.find(({ operations }) => operations.some(({ roles }) => roles.size > 0));
  return [
    ...apis.map(({ api, folder, operations }) => assembleApi(api, folder, operations, formats)),
    ...(invoked ? formats.map((format) => assembleFormat(invoked.api, invoked.operations, format)) : []),
  ];
}

/** The operations of a family, whose paths stand in its document or in files that this refers to. */
export function operationsOf(files: SpecFiles, family: string): readonly Written[] {
  const file = files.read(`${family}/openapi.yaml`);
  const paths = file && child(rootOf(file), "paths");
  return (paths ? children(paths) : []).flatMap(([path, item]) =>
    children(resolve(files, item) ?? item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, node]) => {
        const id = String(child(node, "operationId")?.value);
        return { path, method, id, node, family, roles: bodyRoles(node) };
      }),
  );
}

function assembleApi(
  api: ApiParts,
  { id, folder }: ApiFolder,
  operations: readonly Written[],
  formats: readonly FormatSource[],
): AssembledApi {
  const document = new AssembledFile(`${ASSEMBLED_FOLDER}/${id}.yaml`, api.root.file);
  copyHead(document, api.root);
  const requests = operations.flatMap(({ node }) => requestSchemas(api.files, node));
  const lenient = new LenientSchemas(document, api.files, requests);
  return assemble(api, { id, source: api.root.file, document, lenient, operations }, (operation) => ({
    examples: [
      ...exampleSources(api.files, api.exceptions, `${operation.family}/examples/${operation.id}`),
      ...exampleSources(api.files, api.exceptions, `${operation.family}/streams/${operation.id}`, true),
      ...(operation.roles.size > 0 && folder !== operation.family ? carriedOnce(api, operation, formats) : []),
    ],
    rules: rulesOf(api, [operation.family], operation.id),
    conversation: api.files.read(`${operation.family}/conversation.yaml`),
    replace: () => undefined,
  }));
}

/**
 * The examples of the envelope, with the bodies of the first format that has a default example and whose models answer.
 */
function carriedOnce(api: ApiParts, operation: Written, formats: readonly FormatSource[]): readonly ExampleSource[] {
  const isStreamed = operation.roles.has("chunk");
  const served = formats.filter((format) => !isRetired(format));
  const hello = served.map((format) => defaultExample(formatExamples(api, format, isStreamed))).find((file) => file);
  const carried = { folder: operation.family, operationId: operation.id, isStreamed, isOpaque: true };
  return hello ? envelopeExamples(api, carried, hello) : [];
}

function isRetired({ description }: FormatSource): boolean {
  const lifecycle = writtenAt(description, "lifecycle");
  return lifecycle !== undefined && child(lifecycle, "state")?.value === "end-of-life";
}

function assembleFormat(api: ApiParts, operations: readonly Written[], format: FormatSource): AssembledApi {
  const document = new AssembledFile(`${ASSEMBLED_FOLDER}/${format.id}.yaml`, format.file);
  copyHead(document, api.root);
  copyHead(document, rootOf(format.file));
  const info = child(rootOf(format.file), "info");
  const license = member(api.files, api.root, "info", "license");
  document.value.info = { ...(info && membersOf(document.copy(info))), license: license && document.copy(license) };
  const { id, name, description } = format;
  document.value[FORMAT_KEY] = document.compose(description, wholePatterns(api.files), { id, name });
  const described = operations.filter(
    ({ roles }) => roles.size > 0 && [...roles].every((role) => format.bodies[role] !== undefined),
  );
  const requests = described.flatMap(({ node }) => requestSchemas(api.files, node));
  const lenient = new LenientSchemas(document, api.files, requests.concat(requestOf(format) ?? []));
  const parts = { id, source: format.file, document, lenient, operations: described };
  const assembled = assemble(api, parts, (operation) => {
    const isStreamed = operation.roles.has("chunk");
    const examples = formatExamples(api, format, isStreamed);
    const hello = defaultExample(examples);
    if (!hello) noteMissing(api, format, isStreamed);
    const kind = writtenAt(description, "kind")?.value;
    const carried = { folder: operation.family, operationId: operation.id, isStreamed, isOpaque: false, kind };
    return {
      examples: [
        ...examples,
        ...(hello
          ? modelIdExamples(api, writtenAt(description, "ids"), hello, { isStreamed, member: memberOf(operation) })
          : []),
        ...(hello ? envelopeExamples(api, carried, hello) : []),
      ],
      defaults: hello,
      rules: [...rulesOf(api, [operation.family], operation.id), ...rulesOf(api, format.folders, operation.id)],
      needsBody: true,
      replace: formatBody(document, format, lenient),
    };
  });
  return { ...assembled, base: format.base };
}

/** The schema of what the model is sent. */
function requestOf({ bodies }: FormatSource): SpecNode | undefined {
  return bodies.request ?? bodies.modelInput ?? bodies.requestEvents;
}

/** The member of the request that names the model, where one does. */
function memberOf({ node }: Written): string | undefined {
  const place = child(node, MODEL_INPUT_KEY);
  return place && String(child(place, "modelId")?.value).slice(1);
}

/** What the documents of a format and of its API begin with. */
function copyHead(document: AssembledFile, root: SpecNode): void {
  for (const [key, node] of children(root)) if (!ASSEMBLED.includes(key)) document.value[key] = document.copy(node);
}

/** What a document is assembled of. */
interface DocumentParts {
  readonly id: string;
  readonly source: SpecFile;
  readonly document: AssembledFile;
  readonly lenient: LenientSchemas;
  readonly operations: readonly Written[];
}

function assemble(
  api: ApiParts,
  { id, source, document, lenient, operations }: DocumentParts,
  partsOf: (operation: Written) => Omit<OperationParts, "lenient">,
): AssembledApi {
  const paths: Record<string, Members> = {};
  const examples = new Map<string, readonly AssembledExample[]>();
  for (const operation of operations) {
    const assembled = assembleOperation(document, api, operation.node, { ...partsOf(operation), lenient });
    paths[operation.path] = { ...paths[operation.path], [operation.method]: assembled.value };
    examples.set(operation.id, assembled.examples);
  }
  document.value.paths = paths;
  const { components: schemas } = lenient;
  const hasSchemas = Object.keys(schemas).length > 0;
  document.value.components = { ...(hasSchemas && { schemas }), securitySchemes: securitySchemes(document, api) };
  return { id, source, document, examples };
}

/** The schemes that the API's `security` names: its own, or the shared ones. */
function securitySchemes(document: AssembledFile, api: ApiParts): Members {
  const security = child(api.root, "security");
  const names = (security ? children(security) : []).flatMap(([, each]) => children(each).map(([name]) => name));
  return Object.fromEntries(
    names.map((name) => {
      const path = ["components", "securitySchemes", name];
      const scheme = member(api.files, api.root, ...path) ?? sharedPart(api, ...path);
      return [name, scheme && document.reference(scheme)];
    }),
  );
}

/** Every format has the example that answers by default, whole and, where it streams, streamed. */
function noteMissing({ files }: SharedParts, { folder, node }: FormatSource, isStreamed: boolean): void {
  const path = `${isStreamed ? "streams" : "examples"}/${DEFAULT_EXAMPLE}.yaml`;
  files.problems.add(placeOf(node), `has no ${folder}/${path}; expected the example that answers by default`);
}

function formatExamples(shared: SharedParts, { folder }: FormatSource, isStreamed: boolean): readonly ExampleSource[] {
  const path = `${folder}/${isStreamed ? "streams" : "examples"}`;
  return exampleSources(shared.files, shared.exceptions, path, isStreamed);
}

/**
 * The rules in some folders that are for an operation: for each of the family, where they name none. A rule stands for
 * one of the same name in a folder before.
 */
function rulesOf({ files }: SharedParts, folders: readonly string[], operationId: string): readonly SpecFile[] {
  const paths = folders.flatMap((folder) => yamlFiles(files.tree, `${folder}/rules`));
  return [...new Map(paths.map((path) => [posix.basename(path), path])).values()]
    .flatMap((path) => files.read(path) ?? [])
    .filter((file) => {
      const operations = child(rootOf(file), "operations");
      return !operations || children(operations).some(([, each]) => each.value === operationId);
    });
}

function writtenAt(parts: ReadonlyMap<string, Part>, key: string): SpecNode | undefined {
  const part = parts.get(key);
  return part && isNode(part) ? part : undefined;
}

function membersOf(value: unknown): Members {
  // A mapping is copied to a mapping.
  return value as Members;
}
