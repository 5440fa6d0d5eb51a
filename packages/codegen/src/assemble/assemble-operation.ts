import type { SpecFile } from "../source/spec-file.ts";
import { child, children, rootOf, type SpecNode } from "../source/spec-node.ts";
import { assembleResponses, exceptionsOf, type Members } from "./assemble-responses.ts";
import { AssembledFile } from "./assembled-file.ts";
import { type ApiParts, ERRORS_KEY } from "./common-parts.ts";
import type { ExampleSource } from "./example-source.ts";
import type { LenientSchemas } from "./lenient-schemas.ts";

/** Where an operation says how the conversation goes that it continues. */
export const CONVERSATION_KEY = "x-conversation";

const JSON_MEDIA_TYPE = "application/json";

/** An example of one operation, with the response that lists it. */
export interface AssembledExample {
  readonly name: string;
  readonly file: SpecFile;
  readonly status: number;
  readonly mediaType: string;
  /** The file whose parameters count where the example gives none: that of the default example of a format. */
  readonly defaults: SpecFile | undefined;
}

type Placed = Omit<AssembledExample, "defaults">;

/** What belongs to an operation besides its own words. */
export interface OperationParts {
  /** The examples of this operation alone. */
  readonly examples: readonly ExampleSource[];
  /** The example whose parameters all others have that give none. */
  readonly defaults?: SpecFile | undefined;
  /** The rules that its requests keep. */
  readonly rules: readonly SpecFile[];
  /** Where things stand in the conversation that it continues, if it continues one. */
  readonly conversation?: SpecFile | undefined;
  /** Whether a request without a body is of no use, even where the service lets it be absent. */
  readonly needsBody?: boolean;
  /** What stands in the document for a part of the operation, if not the part itself. */
  readonly replace: (node: SpecNode) => unknown;
  /** The schemas of the document's responses. */
  readonly lenient: LenientSchemas;
}

/** An operation with all that is common: errors, headers, rules, and its examples on both sides. */
export function assembleOperation(
  document: AssembledFile,
  api: ApiParts,
  operation: SpecNode,
  parts: OperationParts,
): { readonly value: Members; readonly examples: readonly AssembledExample[] } {
  const written = children(operation).filter(([key]) => key !== ERRORS_KEY && key !== "responses");
  const value: Members = Object.fromEntries(written.map(([key, node]) => [key, document.copy(node, parts.replace)]));
  const body = membersAt(value, "requestBody");
  if (parts.needsBody && body) body.required = true;
  value.responses = assembleResponses(document, api, operation, parts);
  if (parts.rules.length > 0) value["x-request-rules"] = parts.rules.map((file) => document.reference(rootOf(file)));
  if (parts.conversation) value[CONVERSATION_KEY] = document.copy(rootOf(parts.conversation));
  const raised = exceptionsOf(api, operation).map(({ name }) => name);
  const own = parts.examples.flatMap((source) => place(value, raised, source) ?? refuse(api, operation, source));
  // The errors of all operations are no requests: they take no parameters over.
  const common = api.examples.flatMap((source) => place(value, raised, source) ?? []);
  for (const example of [...own, ...common]) show(document, value, example);
  return {
    value,
    examples: [
      ...own.map((example) => ({ ...example, defaults: parts.defaults })),
      ...common.map((example) => ({ ...example, defaults: undefined })),
    ],
  };
}

/** The example at the response that lists it; undefined where the operation has no such response. */
function place(
  operation: Members,
  raised: readonly string[],
  { name, file, status, error, isStreamed }: ExampleSource,
): Placed | undefined {
  if (error !== undefined && !raised.includes(error)) return undefined;
  const responses = Object.entries(membersAt(operation, "responses") ?? {});
  const [found] =
    responses.find(([key]) => (status === undefined ? key.startsWith("2") : key === String(status))) ?? [];
  const mediaTypes = Object.keys(membersAt(operation, "responses", found ?? "", "content") ?? {});
  const mediaType = mediaTypes.find((each) => (each === JSON_MEDIA_TYPE) !== isStreamed) ?? mediaTypes[0];
  return mediaType === undefined ? undefined : { name, file, status: Number(found), mediaType };
}

function refuse({ files }: ApiParts, operation: SpecNode, { name, file, error, status }: ExampleSource): [] {
  const id = child(operation, "operationId")?.value;
  const kind = error ?? (status === undefined ? "a success that has a body" : `the status ${status}`);
  files.problems.add(file.at([]), `example '${name}' is of ${kind}, which ${id} does not declare`);
  return [];
}

/** Lists the example under one key on both sides. */
function show(document: AssembledFile, operation: Members, { name, file, status, mediaType }: Placed): void {
  const root = rootOf(file);
  const response = membersAt(operation, "responses", String(status), "content", mediaType);
  const content = membersAt(operation, "requestBody", "content");
  const request =
    membersAt(content ?? {}, JSON_MEDIA_TYPE) ?? membersAt(content ?? {}, Object.keys(content ?? {})[0] ?? "");
  for (const [media, side] of [
    [response, "response"],
    [request, "request"],
  ] as const) {
    const node = child(root, side);
    if (!media || !node) continue;
    media.examples = { ...membersAt(media, "examples"), [name]: shown(document, node) };
  }
}

/** What an example of several files shows is written out; all else is a reference. */
function shown(document: AssembledFile, node: SpecNode): unknown {
  return node.file instanceof AssembledFile ? node.value : document.reference(node);
}

function membersAt(owner: Members, ...keys: readonly string[]): Members | undefined {
  let value: unknown = owner;
  for (const key of keys) value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  // Any object may be read and written by any key.
  return typeof value === "object" && value !== null ? (value as Members) : undefined;
}
