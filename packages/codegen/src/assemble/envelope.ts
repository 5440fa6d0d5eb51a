import { posix } from "node:path";
import type { SpecFile } from "../source/spec-file.ts";
import { child, children, rootOf, type SpecNode } from "../source/spec-node.ts";
import { AssembledFile } from "./assembled-file.ts";
import type { SharedParts } from "./common-parts.ts";
import { DEFAULT_EXAMPLE, type ExampleSource, exampleSource } from "./example-source.ts";
import { mergedExample } from "./merged-example.ts";
import { yamlFiles } from "./spec-folders.ts";

/** The operation that examples are for. */
export interface Carried {
  /** The folder of the envelope. */
  readonly folder: string;
  readonly operationId: string;
  /** Whether it answers with a stream. */
  readonly isStreamed: boolean;
  /** Whether its bodies are opaque there, as in the runtime API, and not described, as in a format. */
  readonly isOpaque: boolean;
  /** The kind of the format; undefined in the runtime API. */
  readonly kind?: unknown;
}

/**
 * The examples in the folder of the envelope that are for an operation, with the bodies of a format's default example.
 * The runtime API has all of them, a format those that are sent with the bodies of each.
 */
export function envelopeExamples(shared: SharedParts, operation: Carried, hello: SpecFile): readonly ExampleSource[] {
  return yamlFiles(shared.files.tree, `${operation.folder}/examples`)
    .flatMap((path) => shared.files.read(path) ?? [])
    .filter((file) => isFor(file, operation))
    .map((file) => mergedExample(shared.files, file, { hello, asEvents: operation.isOpaque && operation.isStreamed }))
    .map((file) => exampleSource(shared.exceptions, file, operation.isStreamed));
}

function isFor(file: SpecFile, { operationId, isOpaque, kind }: Carried): boolean {
  const root = rootOf(file);
  const operation = child(root, "operation")?.value ?? operationId;
  const kinds = child(root, "kinds");
  const isOfKind = !kinds || children(kinds).some(([, each]) => each.value === kind);
  return operation === operationId && (isOpaque || (isOfKind && child(root, "formats")?.value === "each"));
}

/** Where an operation says that its request holds the input of a model, in the model's own form. */
export const MODEL_INPUT_KEY = "x-model-input";

/** Where an operation says its model. */
export interface ModelPlace {
  /** Whether it answers with a stream. */
  readonly isStreamed: boolean;
  /** The member of the request that names the model; undefined where a parameter does. */
  readonly member: string | undefined;
}

/** The default example with each further model id of the format, by the names of these ids. */
export function modelIdExamples(
  shared: SharedParts,
  ids: SpecNode | undefined,
  hello: SpecFile,
  { isStreamed, member: name }: ModelPlace,
): readonly ExampleSource[] {
  return (ids ? children(ids) : []).map(([label, id]) => {
    const file = new AssembledFile(posix.join(posix.dirname(hello.path), `model-id-${label}.yaml`), id.file);
    for (const [key, node] of children(rootOf(hello))) file.value[key] = file.copy(node);
    file.value.summary = `Calls the model by the id \`${id.value}\`.`;
    file.value["x-source"] = { kind: "authored" };
    if (name === undefined) file.value.parameters = { modelId: id.value };
    else Reflect.set(Object(Object(file.value.request).value), name, id.value);
    return exampleSource(shared.exceptions, file, isStreamed);
  });
}

/** The default example of a folder of examples. */
export function defaultExample(examples: readonly ExampleSource[]): SpecFile | undefined {
  return examples.find(({ name }) => name === DEFAULT_EXAMPLE)?.file;
}
